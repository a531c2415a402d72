"""What a page's head says of its title, and how well a line agrees with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.extract.visible import collapse, skeleton

_SEPARATOR = re.compile(
    r"\s*[|｜_]+\s*|\s+[-–—－]+\s*|\s*[-–—－]+\s+|\s*(?:--|——|－|-)\s*|\s*[«»<>]+\s*|\s*·\s*"
)
_STRONG_SEPARATOR = re.compile(r"\s*[|｜_]+\s*|\s+[-–—－]+\s+|\s*[«»<>]+\s*")
_MEDIA = re.compile(
    r"^\s*[\[［](?:视频|音频|图片|图文|组图|图|视频新闻|图片新闻|专题|直播|高清|原创|转载|荐|置顶|热|新)[\]］]\s*(?=\S)"
)
_SITE_NAME = re.compile(
    r"(?:网|网站|门户|协会|学会|商会|联合会|政府|官网|平台|在线|频道|com|cn|专栏)[)）]?$"
)
_LONGEST_SITE_NAME = 20


@dataclass(frozen=True, slots=True)
class Claims:
    """What the page's head says of its title: ``metas`` plainly, ``title`` with the site's
    name around it."""

    metas: tuple[str, ...] = ()
    title: str = ""


def without_media_mark(title: str) -> str:
    """``[视频]某会召开`` -> ``某会召开``: the mark tells the form, not the subject."""
    return collapse(_MEDIA.sub("", title))


def title_parts(title: str) -> list[str]:
    """The pieces of a ``<title>`` between its separators."""
    return [part for part in map(collapse, _STRONG_SEPARATOR.split(title)) if part]


def first_part(title: str) -> str:
    """The first piece of a ``<title>``."""
    parts = title_parts(title)
    return parts[0] if parts else ""


def is_name(title: str) -> bool:
    """Whether a ``<title>`` of one part ends as the names of sites do."""
    if len(title) > _LONGEST_SITE_NAME or _SITE_NAME.search(title) is None:
        return False
    return len([part for part in _SEPARATOR.split(title) if part]) == 1


class Agreement:
    """How well lines agree with what a head claims: compares one head with many lines."""

    def __init__(self, claims: Claims) -> None:
        parts = title_parts(claims.title)
        self.metas = frozenset(map(_bare, claims.metas))
        self.whole = _bare(claims.title)
        self.first = _bare(parts[0]) if parts else ""
        self.cut = skeleton(re.split(r"…|\.\.\.", parts[0])[0]) if parts else ""

    def of(self, bare: str) -> float:
        """That of a line's skeleton, 0 to 7."""
        if bare in self.metas:
            return 6.0
        if not self.whole:
            return 0.0
        if bare == self.whole or (len(bare) >= 6 and self.whole.startswith(bare)):
            return 5.0 + min(len(bare), 40) / 40
        if bare == self.first:
            return 4.5
        if len(bare) >= 6 and bare in self.whole:
            return 3.5 + min(len(bare), 40) / 40
        return 3.5 if len(self.cut) >= 8 and bare.startswith(self.cut) else 0.0


def _bare(title: str) -> str:
    return skeleton(without_media_mark(title))


def agrees(texts: Iterable[str], claims: Claims, site: frozenset[str]) -> bool:
    """Whether one of these lines is what the head claims as the title, the site's own name
    aside."""
    if skeleton(claims.title) in site or is_name(claims.title):
        claims = replace(claims, title="")
    agreement = Agreement(claims)
    return any(len(bare) > 3 and agreement.of(bare) > 0 for bare in map(_bare, texts))


def claimed_title(claims: Claims, site: frozenset[str]) -> str:
    """The title by the head alone: a meta, or ``<title>`` without the site's name."""
    for meta in claims.metas:
        if skeleton(meta) and skeleton(meta) not in site:
            return without_media_mark(meta)
    parts = [part for part in title_parts(claims.title) if skeleton(part) not in site]
    if len(parts) == 1 and parts[0] == collapse(claims.title):
        weak = [part for part in _SEPARATOR.split(parts[0]) if part]
        while len(weak) > 1 and (_SITE_NAME.search(weak[-1]) or skeleton(weak[-1]) in site):
            parts[0] = parts[0][: parts[0].rindex(weak.pop())].rstrip(" -–—－_|·")
    return without_media_mark(max(parts[:2], key=len) if parts else "")
