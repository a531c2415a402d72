"""What is to be asked for next, and what is not to be asked for at all."""

from __future__ import annotations

import functools
import hashlib

from index.config import WebsiteSettings
from indexer.sources.website import scope
from indexer.sources.website.addresses import Address
from indexer.sources.website.sameness import plain, twin
from indexer.sources.website.state import CrawlState, Page, Visit

DEEPEST_SITEMAP = 3


class Frontier:
    """The addresses of a run, first come first served, each once."""

    def __init__(self, settings: WebsiteSettings, state: CrawlState) -> None:
        self._settings = settings
        self._state = state
        self._hosts = scope.hosts_of(settings)
        self.folding = scope.folding_of(settings)
        self.address = functools.lru_cache(maxsize=50_000)(self._address)
        self._known: set[str] = set()
        self._asked = self._spared = 0
        self._place = 0
        self.is_bounded = False

    def begin(self) -> None:
        """Begin a run, or go on with the one that was interrupted."""
        described = repr((sorted(self._hosts), self._settings.model_dump(include=_SHAPING)))
        self._state.begin(hashlib.sha256(described.encode()).hexdigest())
        self._known = self._state.visited()
        counts = self._state.counts()
        self._asked = sum(counts.values()) - counts.get("queued", 0)
        with self._state.together():
            for visit in self.firsts():
                self._enqueue(visit)

    def _enqueue(self, visit: Visit) -> bool:
        if visit.key in self._known:
            return False
        self._known.add(visit.key)
        return self._state.enqueue(visit)

    def _address(self, link: str, encoding: str = "utf-8") -> Address | None:
        return self.folding.fold(link, "", encoding)

    def firsts(self) -> list[Visit]:
        """The visits that the configuration names."""
        settings = self._settings
        kinds = {"page": settings.start, "list": (*settings.sitemap, *settings.feed)}
        found = []
        for kind, links in kinds.items():
            folded = map(self.folding.fold, links)
            found += [
                Visit(a.key, a.url, kind, 0)
                for a in folded
                if a is not None and a.host in self._hosts
            ]
        return found

    def host_of(self, visit: Visit) -> str:
        """The host that a visit goes to."""
        address = self.folding.fold(visit.url)
        return address.host if address is not None else ""

    @property
    def progress(self) -> tuple[int, int]:
        """How many addresses were asked for in the run, and how many more are known."""
        return self._asked, len(self._known) - self._asked - self._spared

    def is_known(self, address: Address) -> bool:
        """Whether the address was or will be visited."""
        return address.key in self._known

    def is_inside(self, address: Address) -> bool:
        """Whether the address is on one of the site's hosts."""
        return address.host in self._hosts

    def next_visit(self) -> Visit | None:
        """The next address, or None where there is none or enough was asked for."""
        if self._asked >= self._settings.max_pages:
            left = self._state.queued(self._place)
            if left and not self.is_bounded:
                self.is_bounded = True
                most = self._settings.max_pages
                reason = f"这次已抓取 {most} 个地址（max_pages），还有 {left} 个没有抓取"
                self._state.note_trap(reason, self.firsts()[0].url)
            return None
        visit = self._state.next_visit(self._place)
        while visit is not None and self._is_twin(visit):
            visit = self._state.next_visit(visit.place)
        if visit is not None:
            self._asked += 1
            self._place = visit.place
        return visit

    def _is_twin(self, visit: Visit) -> bool:
        """Whether the page was fetched already, or is about to be, under an address that
        differs in nothing that matters; then that is all that is kept of this one."""
        other = self._other(visit.key) if visit.kind == "page" and visit.depth else ""
        if other:
            page = Page(visit.key, visit.url, visit.kind, "copy", other, depth=visit.depth)
            with self._state.together():
                self._state.put(page, b"")
                self._state.settle(visit, failed=False)
            self._spared += 1
        return bool(other)

    def _other(self, key: str) -> str:
        bare = plain(self._state, key)
        return bare if bare != key and bare in self._known else twin(self._state, key)

    def follow(self, address: Address, depth: int, text: str = "") -> bool:
        """Have the address of a link visited, unless it does not belong to the crawl;
        whether it does."""
        if not self.is_inside(address) or not scope.is_page_link(address, text):
            return False
        if address.key in self._known:
            return True
        trap = scope.trap(address)
        if not trap and depth > self._settings.max_depth:
            trap = f"离起始页超过 {self._settings.max_depth} 层（max_depth）"
        if trap:
            self._state.note_trap(f"{trap}，没有跟进", address.url)
            return False
        return self._enqueue(Visit(address.key, address.url, "page", depth)) or True

    def follow_document(self, address: Address, depth: int) -> bool:
        """Have an attachment fetched; whether it is on the site's hosts."""
        if not self.is_inside(address):
            return False
        self._enqueue(Visit(address.key, address.url, "document", depth))
        return True

    def follow_list(self, address: Address, depth: int) -> None:
        """Have a further sitemap read."""
        if self.is_inside(address) and depth <= DEEPEST_SITEMAP:
            self._enqueue(Visit(address.key, address.url, "list", depth))

    def redirected(self, visit: Visit, address: Address) -> None:
        """Have the target of a redirect visited."""
        chain = (*visit.chain, visit.key)
        self._enqueue(Visit(address.key, address.url, visit.kind, visit.depth, chain))

    def recheck(self) -> int:
        """Have visited what is known and came up nowhere: it may still be there. Forgets
        what the configuration does not cover any more. Gives how many there are."""
        count = 0
        with self._state.together():
            for visit in self._state.unvisited():
                address = self.folding.fold(visit.url)
                if address is None or not self.is_inside(address) or address.key != visit.key:
                    self._state.forget(visit.key)
                else:
                    count += self._enqueue(visit)
        return count


_SHAPING = {"start", "sitemap", "feed", "ignore_parameters"}
