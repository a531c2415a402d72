"""What becomes of an answer: a page with its links, a redirect, a trouble, or nothing."""

from __future__ import annotations

import dataclasses
from urllib.parse import urlsplit

from indexer.attachments import attachment_links
from indexer.extract import Extracted, ExtractError, extract_html
from indexer.extract.outline import Outline, outline_of
from indexer.extract.sitemap import addresses_in
from indexer.sources.items import content_hash
from indexer.sources.website.addresses import Address
from indexer.sources.website.continuation import continues
from indexer.sources.website.fetching import REDIRECTS, Outcome, Reply
from indexer.sources.website.frontier import Frontier
from indexer.sources.website.sameness import StandIns, exact_digest, learn, loose_digest
from indexer.sources.website.state import AWAY, CrawlState, Page, Visit

COPIES = 30
"""Pages alike but for their numbers whose links are followed: a calendar has no end."""

_ENDLESS = f"除数字外内容相同的网页超过 {COPIES} 个（像日历那样没有尽头），它们的链接没有跟进"
LIST_BYTES = 50_000_000
_LEAST_TEXT = 20
_LEAST_LINKS = 5
"""Links of a home page that a site gives for whatever is asked, which is no error page."""


class Reception:
    """Puts what came into the state, and what it leads to into the frontier."""

    def __init__(self, state: CrawlState, frontier: Frontier, stand_ins: StandIns) -> None:
        self._state = state
        self._frontier = frontier
        self._stand_ins = stand_ins

    def take(self, visit: Visit, reply: Reply) -> None:
        """Take what came for a visit."""
        page = self._state.page(visit.key) or Page(visit.key, visit.url, visit.kind)
        page.depth, page.trouble, page.reason = visit.depth, "", ""
        body: bytes | None = None
        match reply.outcome:
            case Outcome.PAGE:
                body = self._answered(visit, page, reply)
            case Outcome.SAME:
                page.outcome = "ok" if page.outcome in AWAY else page.outcome
                self._go_on(page)
            case Outcome.MOVED:
                self._moved(visit, page, reply.url)
            case Outcome.GONE:
                _leave(page, "gone", reply.reason)
            case Outcome.FORBIDDEN:
                _leave(page, "barred", reply.reason)
            case Outcome.REFUSED | Outcome.BROKEN:
                page.trouble = reply.reason
                self._go_on(page)
        self._state.put(page, body)

    def _answered(self, visit: Visit, page: Page, reply: Reply) -> bytes | None:
        if visit.kind == "list":
            return self._list(page, reply)
        if reply.is_foreign or visit.kind == "document":
            return _document(page, reply)
        try:
            outline = outline_of(reply.body, reply.url, reply.charset or None)
        except ExtractError as error:
            page.trouble = str(error)
            self._go_on(page)
            return None
        page.kind = "page"
        return self._page(visit, page, reply, outline)

    def _page(self, visit: Visit, page: Page, reply: Reply, outline: Outline) -> bytes | None:
        address = Address(visit.key, reply.url, self._frontier.host_of(visit))
        said = outline.text.replace(urlsplit(reply.url).path, "")
        loose = loose_digest(said) if len(said) >= _LEAST_TEXT else ""
        if self._stand_ins.is_one(address, loose=loose):
            if visit.depth:
                _leave(page, "gone", "网站用状态 200 回答的“找不到”页面")
                return None
            if len(outline.links) < _LEAST_LINKS:
                page.trouble = "只有一个“找不到”或“维护中”的页面"
                return None
        refresh = self._frontier.folding.fold(outline.refresh) if outline.refresh else None
        if refresh is not None and refresh.key != visit.key and len(said) < 500:
            self._moved(visit, page, outline.refresh)
            return None
        is_new = not page.exact
        self._keep(page, reply, outline)
        page.digest = loose or page.raw
        if is_new:
            learn(self._state, page.key, page.exact)
        if "noindex" in outline.robots or "none" in outline.robots:
            page.outcome, page.reason = "left out", "网页自己要求不收录（noindex）"
        self._claim(page, outline)
        self._go_on(page)
        return reply.body

    def _keep(self, page: Page, reply: Reply, outline: Outline) -> None:
        raw = content_hash(reply.body, reply.charset)
        exact = exact_digest(f"{outline.text}\n{outline.claims}")
        if raw != page.raw:
            is_known = page.outcome in ("ok", *AWAY) and page.stamp
            old = self._state.body(page.key) if is_known else b""
            is_same = bool(old) and (
                exact == page.exact
                or _article(old, page.url, page.charset)
                == _article(reply.body, page.url, reply.charset)
            )
            page.stamp = page.stamp if is_same else raw
        page.raw, page.exact, page.outcome, page.target = raw, exact, "ok", ""
        page.charset = reply.charset
        if not page.given:  # an article keeps the address under which readers know it
            page.url = self._bare(reply.url)
        page.etag, page.modified = reply.etag, reply.modified
        page.links = self._links(page, outline)
        page.more = self._more(page, outline)
        found = attachment_links(reply.body, url=reply.url, declared=reply.charset or None)
        page.documents = [[link.name, link.url] for link in found]
        if "nofollow" in outline.robots or "none" in outline.robots:
            page.links = []

    def _bare(self, url: str) -> str:
        """The address without the session that a redirect may have put into it."""
        address = self._frontier.address(url)
        return address.url if address is not None else url

    def _links(self, page: Page, outline: Outline) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for link in outline.links:
            address = self._frontier.address(link.url, outline.encoding)
            if address is None or address.key == page.key or address.key in found:
                continue
            if self._frontier.is_inside(address):
                found[address.key] = [address.url, link.text[:60]]
        return list(found.values())

    def _more(self, page: Page, outline: Outline) -> list[str]:
        found = []
        for link in outline.links:
            address = self._frontier.address(link.url, outline.encoding)
            if address is not None and continues(page.key, address.key, link.text):
                found.append(address.key)
        return list(dict.fromkeys(found))

    def _claim(self, page: Page, outline: Outline) -> None:
        """Follow the page's own word for where it lies, unless that is the home page, as a
        careless template has it."""
        named = self._frontier.address(outline.canonical) if outline.canonical else None
        if named is None or named.key == page.key or urlsplit(named.key).path == "/":
            return
        if page.outcome == "ok" and self._frontier.follow(named, page.depth):
            page.outcome, page.target = "copy", named.key

    def _go_on(self, page: Page) -> None:
        """Follow what the page links to, as it was last read."""
        for _, url in page.documents:
            address = self._frontier.address(url)
            if address is not None:
                self._frontier.follow_document(address, page.depth + 1)
        ahead = [(self._frontier.address(url), text) for url, text in page.links]
        if page.digest and self._state.count_digest(page.digest) > COPIES:
            if any(a is not None and not self._frontier.is_known(a) for a, _ in ahead):
                self._state.note_trap(_ENDLESS, page.url)
            return
        for address, text in ahead:
            if address is not None:
                # a list of a hundred pages, each leading to the next, is one step and not a hundred
                step = 0 if continues(page.key, address.key, text) else 1
                self._frontier.follow(address, page.depth + step, text)

    def _moved(self, visit: Visit, page: Page, url: str) -> None:
        address = self._frontier.address(url)
        if address is None or not self._frontier.is_inside(address):
            host = address.host if address is not None else url[:100]
            _leave(page, "barred", f"转到别的网站（{host}），没有跟进")
        elif address.key in (visit.key, *visit.chain):
            page.trouble = "转向绕成了圈"
        elif len(visit.chain) >= REDIRECTS:
            page.trouble = f"转向超过 {REDIRECTS} 次"
        elif visit.depth and self._stands_in(visit, url):
            _leave(page, "gone", "网页已不存在（转到网站的“找不到”页面）")
        else:
            _leave(page, "moved", "", address.key)
            self._frontier.redirected(visit, address)

    def _stands_in(self, visit: Visit, url: str) -> bool:
        address = Address(visit.key, visit.url, self._frontier.host_of(visit))
        return self._stand_ins.is_one(address, target=url)

    def _list(self, page: Page, reply: Reply) -> bytes | None:
        try:
            found = addresses_in(reply.body, LIST_BYTES)
        except ExtractError as error:
            page.trouble = str(error)
            self._go_on_list(page)
            return None
        page.outcome, page.etag, page.modified = "ok", reply.etag, reply.modified
        page.links = [[url, ""] for url in found.pages]
        page.more = list(found.sitemaps)
        self._go_on_list(page)
        return b""

    def _go_on_list(self, page: Page) -> None:
        for url in page.more:
            address = self._frontier.address(url)
            if address is not None:
                self._frontier.follow_list(address, page.depth + 1)
        for url, text in page.links:
            address = self._frontier.address(url)
            if address is not None:
                self._frontier.follow(address, 1, text)


def _leave(page: Page, outcome: str, reason: str, target: str = "") -> None:
    """It keeps what it was: the run may yet find that too much is gone to be believed."""
    page.outcome, page.reason, page.target = outcome, reason, target


def _document(page: Page, reply: Reply) -> bytes:
    page.kind, page.outcome = "document", "ok"
    page.etag, page.modified = reply.etag, reply.modified
    page.raw = content_hash(reply.body)
    page.reason = f"不是网页（{reply.content_type or '类型不明'}）"
    return reply.body


def _article(body: bytes, url: str, charset: str) -> Extracted | str:
    """What the page says as an article, or why it is none; how often it was read apart."""
    try:
        extracted = extract_html(body, url=url, declared=charset or None)
    except ExtractError as error:
        return str(error)
    return dataclasses.replace(extracted, views=None)
