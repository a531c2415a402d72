"""The crawl: ask for every page of the site once, and keep what came.

Several requests are under way at a time, but what they bring is taken in the order in
which they were asked for, so that a crawl of the same site finds the same things in the
same order. Only the thread that runs the crawl touches the state.
"""

from __future__ import annotations

import concurrent.futures
import contextvars
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from index.config import WebsiteSettings
from indexer.sources.items import SourceMissing
from indexer.sources.website.addresses import Address
from indexer.sources.website.fetching import Fetcher, Outcome, Reply
from indexer.sources.website.frontier import Frontier
from indexer.sources.website.reception import Reception
from indexer.sources.website.robots import Pace, Robots
from indexer.sources.website.sameness import StandIns
from indexer.sources.website.state import AWAY, CrawlState, Page, Visit

SILENT = 20
"""Pages on end without an answer after which the site is taken to be down."""

_BEAT = 0.5


class _Stopping(Exception):
    """The crawl was closed while a thread waited for its turn."""


class Crawl:
    """One run over the site. ``document_bytes`` bounds an attachment."""

    def __init__(self, settings: WebsiteSettings, state: CrawlState, document_bytes: int) -> None:
        self._settings = settings
        self._state = state
        self._stop = threading.Event()
        self._fetcher = Fetcher(settings, self._sleep, document_bytes)
        self._robots = Robots(self._fetch_rules, settings.user_agent)
        self._pace = Pace(time.monotonic)
        stand_ins = StandIns(self._probe)
        self._frontier = Frontier(settings, state)
        self._reception = Reception(state, self._frontier, stand_ins)
        self._stand_ins = stand_ins
        self._pending: deque[tuple[Visit, Future[Reply]]] = deque()
        self._silent = 0

    def run(self) -> Iterator[None]:
        """Crawl; gives a sign of life now and then, between which it may be closed.

        Raises SourceMissing where the site does not answer; the run is then gone on with
        by the next one.
        """
        self._frontier.begin()
        with ThreadPoolExecutor(self._settings.concurrency) as pool:
            try:
                yield from self._ask_for_all(pool.submit)
                self._require_a_start()
                if self._frontier.recheck():
                    yield from self._ask_for_all(pool.submit)
            finally:
                self._stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                self._take_arrived()
                self._fetcher.close()

    @property
    def progress(self) -> tuple[int, int]:
        """How many addresses were asked for, and how many are known that still will be."""
        return self._frontier.progress

    @property
    def is_bounded(self) -> bool:
        """Whether there was more than the configuration allows to ask for."""
        return self._frontier.is_bounded

    def _ask_for_all(self, submit: Callable[..., Future[Reply]]) -> Iterator[None]:
        while True:
            while len(self._pending) < self._settings.concurrency:
                visit = self._frontier.next_visit()
                if visit is None:
                    break
                known = self._state.page(visit.key)
                context = contextvars.copy_context()
                self._pending.append((visit, submit(context.run, self._ask, visit, known)))
            if not self._pending:
                return
            visit, future = self._pending[0]
            while not future.done():
                concurrent.futures.wait([future], timeout=_BEAT)
                yield
            self._pending.popleft()
            self._take(visit, future.result())
            yield

    def _ask(self, visit: Visit, known: Page | None) -> Reply:
        """Ask for one page: robots.txt first, then its turn, then the page. In a thread."""
        address = Address(visit.key, visit.url, self._frontier.host_of(visit))
        if self._settings.obey_robots:
            refusal = self._robots.refusal(address)
            if refusal:
                silent = self._robots.is_unreachable(address)
                return Reply(Outcome.BROKEN if silent else Outcome.FORBIDDEN, visit.url, refusal)
        has_body = known is not None and known.outcome in ("ok", "copy", *AWAY)
        etag = known.etag if known is not None and has_body else ""
        modified = known.modified if known is not None and has_body else ""
        reply = self._paced(address, etag, modified)
        if visit.kind == "page" and reply.outcome in (Outcome.PAGE, Outcome.MOVED):
            self._stand_ins.learn(address)
        return reply

    def _probe(self, address: Address) -> Reply:
        refusal = self._robots.refusal(address) if self._settings.obey_robots else ""
        return Reply(Outcome.FORBIDDEN, address.url) if refusal else self._paced(address)

    def _fetch_rules(self, address: Address) -> Reply:
        self._sleep(self._pace.reserve(address.host, self._settings.delay))
        return self._fetcher.fetch(address)

    def _paced(self, address: Address, etag: str = "", modified: str = "") -> Reply:
        delay = self._settings.delay
        if self._settings.obey_robots:
            delay = max(delay, self._robots.delay(address))
        self._sleep(self._pace.reserve(address.host, delay))
        return self._fetcher.fetch(address, etag, modified)

    def _sleep(self, seconds: float) -> None:
        if seconds > 0 and self._stop.wait(seconds):
            raise _Stopping

    def _take(self, visit: Visit, reply: Reply) -> None:
        with self._state.together():
            self._reception.take(visit, reply)
            self._state.settle(visit, failed=reply.outcome is Outcome.BROKEN)
        self._silent = self._silent + 1 if reply.outcome is Outcome.BROKEN else 0
        if self._silent >= SILENT:
            self._give_up(f"连续 {SILENT} 个网页读不到，这次不再抓取；最后一个：{reply.reason}")

    def _take_arrived(self) -> None:
        """What came while the crawl was being stopped need not be asked for again."""
        for visit, future in self._pending:
            if future.cancelled() or future.exception() is not None:
                continue
            if future.result().outcome is not Outcome.BROKEN:
                with self._state.together():
                    self._reception.take(visit, future.result())
                    self._state.settle(visit, failed=False)

    def _require_a_start(self) -> None:
        """At least one of the start pages must have answered, or the site is not there."""
        firsts = [self._state.page(visit.key) for visit in self._frontier.firsts()]
        troubles = [page.trouble or page.reason for page in firsts if page is not None]
        absent = ("gone", "barred")
        if all(page is None or page.trouble or page.outcome in absent for page in firsts):
            self._give_up(f"起始页都读不到：{troubles[0] if troubles else '地址不在允许的主机里'}")

    def _give_up(self, reason: str) -> None:
        self._state.postpone()
        raise SourceMissing(reason)
