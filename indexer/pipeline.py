"""Source -> extract -> enrich -> write, one item at a time; no item stops the run.

An item of the same hash is not extracted again. What cannot be read now keeps its article;
what is gone from its source goes, unless so much is that the source is likely at fault;
what moved is neither gone nor new.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence

from index.article import Article
from index.catalog import Catalog, Entry, Name
from index.engine import Writer
from index.errors import HuisouError, InvalidArticle, ShrinkRefused
from indexer.attachment_lines import attachment_lines
from indexer.conversion import enriched
from indexer.converting import Outcome, Refused
from indexer.counting import Counting, Reading
from indexer.enrich import Vocabulary
from indexer.extract import ExtractError, NotAnArticle
from indexer.placement import Placement
from indexer.predecessor import Predecessor, carry_over
from indexer.progress import Meter, SilentMeter
from indexer.report import Line, RunReport, SourceReport, printable
from indexer.run_settings import RunSettings
from indexer.source_state import SourceState
from indexer.sources import (
    Concluding,
    Found,
    Item,
    ItemFailure,
    ItemMoved,
    ItemSkipped,
    PartialListing,
    Source,
    SourceMissing,
    Working,
)

LARGEST_LOSS = 0.2
"""The share of a source's articles that may go in one run without being told so."""

PASSES = 4
"""Two settle everything (see :mod:`indexer.placement`), unless files change meanwhile; what
is left then is read again by the next run."""

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The run was asked to end, or cannot go on; the message is for the user."""


def run(
    sources: Sequence[Source],
    writer: Writer,
    vocabulary: Vocabulary,
    settings: RunSettings,
    *,
    predecessor: Predecessor | None = None,
    must_seal: bool = False,
    sealed: Catalog | None = None,
    meter: Meter | None = None,
) -> RunReport:
    """Bring the writer's articles in line with the sources, and seal if anything changed.

    ``predecessor`` is what a rebuild replaces: what this run does not read anew is taken
    over from it. ``must_seal`` seals in any case. ``sealed`` is the catalog that readers know,
    where the writer goes on from a run that was interrupted. Raises only what concerns the
    index as a whole (IndexUnwritable and the like)."""
    made = _Run(sources, writer, vocabulary, settings, predecessor, sealed, meter)
    return made.run(must_seal)


class _Run:
    def __init__(
        self,
        sources: Sequence[Source],
        writer: Writer,
        vocabulary: Vocabulary,
        settings: RunSettings,
        predecessor: Predecessor | None,
        sealed: Catalog | None,
        meter: Meter | None,
    ) -> None:
        self._writer = writer
        self._vocabulary = vocabulary
        self._settings = settings
        self._predecessor = predecessor
        self._meter = meter or SilentMeter()
        catalog = predecessor.catalog if predecessor else writer.catalog
        names = [source.name for source in sources]
        self._placement = Placement(writer, names, settings.order)
        self._goes_on = sealed is not None
        self._counting = Counting(tuple(catalog if sealed is None else sealed))
        self._notes: dict[Name, list[Line]] = {}
        self._report = RunReport(sources={name: SourceReport() for name in names})
        self._states = [
            SourceState(s, len(catalog.of_source(s.name)), self._report.sources[s.name])
            for s in sources
        ]
        self._pending, self._due = 0, time.monotonic() + settings.seconds
        self._is_changed = self._starved = False

    def run(self, must_seal: bool) -> RunReport:
        try:
            self._first_pass()
            self._delete_gone()
            self._take_over()
            self._later_passes()
            for _ in self._placement.settle():
                self._note_change()
        except _Stopped as stop:
            if self._pending:
                self._writer.checkpoint()
            self._count()
            self._report.stopped = f"{stop}。已完成的部分都保存了，再运行一次就从这里继续。"
            return self._report
        self._count()
        self._note_attachments()
        self._note_awaited()
        self._report.articles = len({entry.article_id for entry in self._writer.catalog})
        if must_seal or self._is_changed:
            moves = (self._predecessor or self._writer).moves
            self._writer.moves = self._counting.moves(moves, self._writer.catalog)
            self._report.generation = self._writer.seal()
        self._conclude()
        return self._report

    def _conclude(self) -> None:
        for state in self._states:
            if isinstance(state.source, Concluding):
                entries = self._writer.catalog.of_source(state.source.name)
                state.source.conclude({entry.key for entry in entries})

    def _first_pass(self) -> None:
        for state in self._states:
            began = time.monotonic()
            try:
                for position, (found, ready) in enumerate(self._ahead(state)):
                    self._check_stop()
                    self._take(state, found, position, ready)
            finally:
                state.report.seconds = round(time.monotonic() - began, 3)

    def _ahead(self, state: SourceState) -> Iterator[tuple[Found, Outcome | None]]:
        """What the source gives, and what of it was converted already."""
        name = state.source.name

        def is_wanted(item: Item) -> bool:
            return not self._placement.is_unchanged(name, item.key, item.hash)

        return self._settings.ahead.items(self._items(state), name, is_wanted)

    def _items(self, state: SourceState) -> Iterator[Found]:
        """What the source gives; whatever goes wrong in it is a failure of that source."""
        try:
            self._meter.begin(state.source.name, state.source.size())
            yield from state.source.items()
        except SourceMissing as error:
            state.is_available = False
            state.report.unavailable = str(error)
            self._report.unavailable.append(Line(state.source.name, str(error)))
        except Exception as error:
            log.debug("%s", state.source.name, exc_info=True)
            yield ItemFailure(state.source.name, _unexpected(error), "")

    def _take(self, state: SourceState, found: Found, position: int, ready: Outcome | None) -> None:
        match found:
            case PartialListing():
                state.is_partial = True
            case Working():
                self._meter.work(found.asked, found.left)
                return
            case ItemMoved():
                name = state.source.name
                self._counting.told[name, found.key] = name, found.to
                return
            case ItemSkipped():
                self._report.skip(state.report, Line(found.path, found.reason))
            case ItemFailure():
                state.failures.append(found)
                self._report.fail(state.report, Line(found.path, found.reason))
            case Item():
                if self._placement.is_unchanged(state.source.name, found.key, found.hash):
                    self._placement.stand(state.source.name, found.key, position)
                    self._report.unchanged += 1
                    state.report.unchanged += 1
                else:
                    self._read_first(state, found, position, ready)
        self._meter.advance(found.size if isinstance(found, Item) else 0)

    def _read_first(
        self, state: SourceState, item: Item, position: int, ready: Outcome | None
    ) -> None:
        name = state.source.name
        is_new = self._writer.catalog.get(name, item.key) is None
        if self._read(state, item, position, ready):
            self._counting.readings.append(Reading(item.path, name, item.key, is_new))

    def _read(
        self, state: SourceState, item: Item, position: int, ready: Outcome | None = None
    ) -> bool:
        """Extract and place one item; gives whether it has become an article."""
        try:
            article = self._article(state, item, position, ready)
            is_placed = article is not None and self._place(state, item, position, article)
        except MemoryError:
            self._out_of_memory(state, item, position)
            return False
        self._starved = False
        if article is not None and is_placed:
            self._note_change()
            self._counting.addresses[state.source.name, item.key] = article.url
            self._notes[state.source.name, item.key] = attachment_lines(item, article)
        return is_placed

    def _article(
        self, state: SourceState, item: Item, position: int, ready: Outcome | None
    ) -> Article | None:
        try:
            if isinstance(ready, Refused):
                raise ready.error()
            return ready or self._settings.convert(item, state.source.name, self._vocabulary)
        except NotAnArticle as error:
            self._report.skip(state.report, Line(item.path, str(error)))
        except ExtractError as error:
            self._fail(state, item, position, str(error))
        except MemoryError:
            raise
        except Exception as error:
            log.debug("%s", item.path, exc_info=True)
            self._fail(state, item, position, _unexpected(error))
        return None

    def _place(self, state: SourceState, item: Item, position: int, article: Article) -> bool:
        try:
            self._placement.place(state.source.name, item.key, position, item.hash, article)
        except InvalidArticle as error:
            self._fail(state, item, position, str(error))
            return False
        except (MemoryError, HuisouError, OSError):
            raise  # of the index as a whole, not of this item
        except Exception as error:
            log.debug("%s", item.path, exc_info=True)
            self._fail(state, item, position, _unexpected(error))
            return False
        return True

    def _count(self) -> None:
        """What became of the items that were read and of those that are gone."""
        if self._counting.readings or self._counting.gone or self._goes_on:
            resolution = self._placement.resolve()
            self._counting.into(self._report, self._writer.catalog, resolution)

    def _note_attachments(self) -> None:
        for lines in self._notes.values():
            self._report.attachments += lines

    def _note_awaited(self) -> None:
        for name, count in sorted(self._placement.awaited().items()):
            self._report.notes.append(
                f"来源 {printable(name)} 有 {count} 篇要再读一次，这次没有读这个来源；"
                "下次索引它时会补上"
            )

    def _fail(self, state: SourceState, item: Item, position: int, reason: str) -> None:
        state.failed_keys.add(item.key)
        self._placement.stand(state.source.name, item.key, position)
        self._report.fail(state.report, Line(item.path, reason))

    def _out_of_memory(self, state: SourceState, item: Item, position: int) -> None:
        """One item may be too much by itself; two on end mean that the machine is full."""
        self._fail(state, item, position, "内存不够，读不下这一项")
        if self._starved:
            raise _Stopped(f"内存不够，停在 {item.path}")
        self._starved = True
        self._save()

    def _check_stop(self) -> None:
        if self._settings.should_stop():
            raise _Stopped("收到停止信号")

    def _note_change(self) -> None:
        self._is_changed = True
        self._pending += 1
        if self._pending >= self._settings.batch or time.monotonic() >= self._due:
            self._save()

    def _save(self) -> None:
        self._writer.checkpoint()
        self._pending, self._due = 0, time.monotonic() + self._settings.seconds

    def _delete_gone(self) -> None:
        for state in self._states:
            gone = [e for e in self._placement.gone(state.source.name) if not state.hides(e.key)]
            if self._predecessor is None and self._is_refused(state, gone):
                continue
            for entry in gone:
                self._placement.forget(entry)
                self._note_change()
            self._counting.gone += gone

    def _is_refused(self, state: SourceState, gone: list[Entry]) -> bool:
        """Whether so many articles would be lost that the user has to say so first."""
        lost = self._counting.lost(gone, self._writer.catalog)
        if self._settings.allow_shrink or lost <= LARGEST_LOSS * state.before:
            return False
        refusal = ShrinkRefused(
            f"这次少了 {lost} 篇（原有 {state.before} 篇），超过 {LARGEST_LOSS:.0%}，"
            "所以一篇都没有删。如果确实要删，请加 --allow-shrink 再运行一次"
        )
        state.report.refused = str(refusal)
        self._report.refused.append(Line(state.source.name, str(refusal)))
        return True

    def _later_passes(self) -> None:
        """Read again what should give an article its content and did not."""
        for _ in range(PASSES - 1):
            due = self._placement.due()
            if not sum(self._read_again(state, due) for state in self._states):
                return

    def _read_again(self, state: SourceState, due: frozenset[Name]) -> int:
        """Go through the source once more if need be; gives how many items were read."""
        wanted = {key for name, key in due if name == state.source.name} - state.failed_keys
        count = 0
        if not wanted:
            return 0
        for position, found in enumerate(self._items(state)):
            self._check_stop()
            if isinstance(found, Item) and found.key in wanted:
                wanted.discard(found.key)
                count += self._read(state, found, position)
            if not wanted:
                break
        return count

    def _take_over(self) -> None:
        """In a rebuild, keep what the first pass did not read or may not delete."""
        if self._predecessor is None:
            return
        states = {state.source.name: state for state in self._states}
        new = self._writer.catalog
        missing = [e for e in self._predecessor.catalog if new.get(e.source, e.key) is None]
        kept = [e for e in missing if e.source not in states or states[e.source].hides(e.key)]
        for state in self._states:
            name = state.source.name
            gone = [e for e in missing if e.source == name and not state.hides(e.key)]
            if self._is_refused(state, gone):
                kept += gone
            else:
                self._counting.gone += gone
        for entry in carry_over(self._predecessor, kept, self._placement, self._enriched):
            self._report.carried += entry.source not in states
            self._note_change()

    def _enriched(self, articles: Iterable[Article]) -> Iterator[Article]:
        for article, ready in self._settings.ahead.enriched(articles):
            if isinstance(ready, Article):
                yield ready
            else:
                yield enriched(article, self._vocabulary, self._settings.corrections)


def _unexpected(error: Exception) -> str:
    return f"程序出错（{type(error).__name__}：{error}）"
