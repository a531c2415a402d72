"""Which pages say the same: parameters that change nothing, and pages that stand in for
those that are not there."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from indexer.extract import ExtractError
from indexer.extract.outline import outline_of
from indexer.sources.website.addresses import Address, names_in, without
from indexer.sources.website.fetching import Outcome, Reply
from indexer.sources.website.state import CrawlState

LEAST = 3
"""Pairs of pages that have to say the same before a parameter is left out."""

_CHANGING = re.compile(r"[\d\s:：.,，、\-/年月日时分秒]+")
_NAMING = re.compile(r"(?:id|no|num|key|page|p|pn|code)$|^(?:id|page)")
_VIEWS = re.compile(r"((?:点击|浏览|阅读|访问|人气|查看|阅览)[^\d。；]{0,8})\d+")
_ENDINGS = re.compile(r"\.(?:html?|shtml?|aspx?|php|jsp)$")


def digest(text: str) -> str:
    """The same for texts that are the same."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def exact_digest(text: str) -> str:
    """Of what a page shows, apart from how often it was read."""
    return digest(_VIEWS.sub(r"\1", text))


def loose_digest(text: str) -> str:
    """Of what a page shows apart from numbers and dates: a calendar says one thing."""
    return digest(_CHANGING.sub("", text))


def learn(state: CrawlState, key: str, said: str) -> None:
    """Compare a page that was never seen before with the first of those whose addresses
    differ from its in one parameter, or lack it, or have one more."""
    path = urlsplit(key).path
    for name, other in state.variants(key):
        state.count_parameter(path, name, same=other == said)
    for name in names_in(key):
        if _NAMING.search(name):
            continue
        reduced = without(key, name)
        bare = state.page(reduced)
        if bare is not None and bare.outcome == "ok":
            first = (reduced, bare.exact)
        else:
            first = state.first_variant(reduced, name, key, said)
        if first[0] != key:
            state.count_parameter(path, name, same=first[1] == said)


def plain(state: CrawlState, key: str) -> str:
    """The key without the parameters that were learned to change nothing."""
    for name in _idle(state, key):
        key = without(key, name)
    return key


def twin(state: CrawlState, key: str) -> str:
    """The page fetched already that differs from this one only in a parameter that was
    learned to change nothing; empty where there is none."""
    for name in _idle(state, key):
        reduced = without(key, name)
        for other in (reduced, state.variant(reduced, name)):
            page = state.page(other) if other != key else None
            if page is not None and page.outcome == "ok" and not page.trouble:
                return other
    return ""


def _idle(state: CrawlState, key: str) -> list[str]:
    names = names_in(key)
    idle = state.idle_parameters(urlsplit(key).path, LEAST) if names else frozenset()
    return [name for name in names if name in idle]


class StandIns:
    """What a site answers, with status 200 or a redirect, for pages that it does not have.

    Learned by asking once for a page that cannot exist, for each host and ending. May be
    used by several threads at a time.
    """

    def __init__(self, fetch: Callable[[Address], Reply]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def learn(self, address: Address) -> None:
        """Get to know what the host answers for pages with that ending."""
        kind = _kind(address)
        with self._lock:
            if kind not in self._known:
                self._known[kind] = self._asked(address)

    def is_one(self, address: Address, *, loose: str = "", target: str = "") -> bool:
        """Whether a page that says this (or a redirect to there) stands for no page."""
        said, moved = self._known.get(_kind(address), ("", ""))
        return bool(loose and loose == said) or bool(target and target == moved)

    def _asked(self, address: Address) -> tuple[str, str]:
        scheme = address.url.partition(":")[0]
        path = f"/huisou-{digest(address.host)[:10]}{_kind(address)[1]}"
        key, url = f"http://{address.host}{path}", f"{scheme}://{address.host}{path}"
        reply = self._fetch(Address(key, url, address.host))
        if reply.outcome is Outcome.MOVED:
            return "", reply.url
        if reply.outcome is not Outcome.PAGE:
            return "", ""
        try:
            text = outline_of(reply.body, url, reply.charset or None).text
        except ExtractError:
            return "", ""
        return loose_digest(text.replace(path, "")), ""


def _kind(address: Address) -> tuple[str, str]:
    found = _ENDINGS.search(urlsplit(address.key).path.lower())
    return address.host, found[0] if found else ".html"
