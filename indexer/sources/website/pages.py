"""What is known of a site -> items: articles joined, copies and lists left to their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from index.article import Visibility
from indexer.attachments import Attached, Unavailable, attachments_hash
from indexer.sources.items import (
    Form,
    Found,
    Item,
    ItemFailure,
    ItemMoved,
    ItemSkipped,
    content_hash,
)
from indexer.sources.website.addresses import Folding
from indexer.sources.website.continuation import numbered
from indexer.sources.website.fetching import REDIRECTS
from indexer.sources.website.sameness import twin
from indexer.sources.website.state import CrawlState, Page

ALIKE = 4
"""Pages of one and the same text from which on they are no articles: an error page with
status 200, a site closed for repair."""

MOST_PARTS = 50


class Pages:
    """The items of a crawled site, in the order of their keys."""

    def __init__(self, state: CrawlState, folding: Folding, visibility: Visibility) -> None:
        self._state = state
        self._folding = folding
        self._visibility = visibility
        self._pages = {page.key: page for page in state.pages()}
        self._parts = {key: self._joined(page) for key, page in self._pages.items()}
        self._inner = {part.key for parts in self._parts.values() for part in parts}
        self._said = Counter(p.exact for p in self._pages.values() if _is_whole(p) and p.exact)

    def items(self) -> Iterator[Found]:
        """Everything that is or may be an article, and what was left out on purpose."""
        for reason, url, count in self._state.traps():
            yield ItemSkipped(url, reason + (f"（{count} 处）" if count > 1 else ""))
        for page in self._pages.values():
            found = self._found(page)
            if found is not None:
                yield found

    def _found(self, page: Page) -> Found | None:
        if page.kind == "document" or page.key in self._inner:
            return None
        if page.trouble:
            return ItemFailure(page.url, page.trouble, page.key)
        if page.kind == "list":
            return None
        if page.outcome in ("moved", "copy"):
            return self._elsewhere(page)
        if page.outcome in ("left out", "barred"):
            return ItemSkipped(page.url, page.reason)
        if page.outcome != "ok" or self._is_variant(page):
            return None
        return self._whole(page)

    def _is_variant(self, page: Page) -> bool:
        """Whether it was fetched before its address was known to be another way of writing
        that of a page that says the same."""
        other = self._pages.get(twin(self._state, page.key))
        return other is not None and other.exact == page.exact and _is_whole(other)

    def _elsewhere(self, page: Page) -> Found | None:
        """A page that lies at another address: its own item only where that one has none,
        else where it is."""
        seen = {page.key}
        end = page
        while end.outcome in ("moved", "copy"):
            following = self._pages.get(end.target)
            if following is None or following.key in seen or len(seen) > REDIRECTS:
                return self._astray(page, following)
            seen.add(following.key)
            end = following
        if end.trouble:
            return self._astray(page, end)
        if end.outcome == "ok":
            return ItemMoved(page.key, end.key)
        return self._whole(page) if page.outcome == "copy" and page.raw else None

    def _astray(self, page: Page, end: Page | None) -> Found | None:
        if page.outcome == "copy":
            return self._whole(page) if page.raw else None
        reason = "转向绕成了圈"
        if end is None or end.trouble:
            reason = f"转到的网页读不到（{end.trouble if end is not None else '还没有抓取'}）"
        return ItemFailure(page.url, reason, page.key)

    def _whole(self, page: Page) -> Found:
        alike = self._said[page.exact]
        if alike >= ALIKE:
            reason = f"和另外 {alike - 1} 个网页内容一模一样，像是出错页面"
            if page.given:
                return ItemFailure(page.url, f"{reason}，保留原来的文章", page.key)
            return ItemSkipped(page.url, reason)
        self._state.mark_given(page.key)
        return self._item(page)

    def _item(self, page: Page) -> Item:
        parts = self._parts[page.key]
        attached = tuple(
            self._attached(name, url) for one in (page, *parts) for name, url in one.documents
        )
        stamps = [page.url, page.charset, self._visibility.value, *(part.stamp for part in parts)]
        return Item(
            key=page.key,
            path=page.url,
            url=page.url,
            hash=content_hash(page.stamp.encode(), *stamps, attachments_hash(attached)),
            form=Form.HTML,
            load=_loader(self._state, page.key),
            visibility=self._visibility,
            attachments=attached,
            declared=page.charset,
            more=tuple(_loader(self._state, part.key) for part in parts),
        )

    def _joined(self, page: Page) -> list[Page]:
        """The further pages of what the page begins, in their order."""
        first, number = numbered(page.key)
        if not _is_whole(page) or (number != 1 and first in self._pages):
            return []
        found: dict[str, Page] = {}
        ahead = [*page.more]
        while ahead and len(found) < MOST_PARTS:
            key = ahead.pop(0)
            part = self._pages.get(key)
            is_new = key not in found and key != page.key
            if part is not None and is_new and _is_whole(part) and part.exact != page.exact:
                found[key] = part
                ahead += part.more
        return sorted(found.values(), key=lambda part: numbered(part.key)[1])

    def _attached(self, name: str, url: str) -> Attached:
        address = self._folding.fold(url)
        page = self._pages.get(address.key) if address is not None else None
        for _ in range(REDIRECTS):
            if page is None or page.outcome != "moved":
                break
            page = self._pages.get(page.target)
        if page is None or page.outcome != "ok" or not page.raw:
            reason = page.trouble or page.reason if page is not None else "不在本站上，没有下载"
            return _unavailable(name, url, reason or "没有下载到")
        return Attached(name, url, page.raw, _loader(self._state, page.key))


def _is_whole(page: Page) -> bool:
    return page.kind == "page" and page.outcome == "ok"


def _loader(state: CrawlState, key: str) -> Callable[[], bytes]:
    return lambda: state.body(key)


def _unavailable(name: str, url: str, reason: str) -> Attached:
    def load() -> bytes:
        raise Unavailable(reason)

    return Attached(name, url, f"unavailable: {reason}", load)
