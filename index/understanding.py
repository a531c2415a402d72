"""What a search means: the tree of what was typed, with what the site knows of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from index.analysis import Analyzer
from index.config import Config
from index.dates import range_label
from index.lifting import DateWords, lifted
from index.parsing import LONGEST, Parsed, parse
from index.results import Filters, Notice, NoticeCode
from index.synonym_files import SynonymFiles
from index.widening import widened

Clock = Callable[[], date]
"""Gives the calendar day at the site."""


@dataclass(frozen=True, slots=True)
class Understood(Parsed):
    """A query understood; ``dates`` are a time in words that ``node`` does without."""

    dates: DateWords | None = None

    def filters(self, chosen: Filters) -> Filters:
        """The filters to search under: a time in words counts unless another is chosen."""
        if self.dates is None or _has_time(chosen):
            return chosen
        return replace(chosen, date_from=self.dates.first, date_to=self.dates.last)

    def lifted(self, chosen: Filters) -> Notice | None:
        """The notice of what became of the time in words."""
        if self.dates is None:
            return None
        days = range_label(self.dates.first, self.dates.last)
        text = f"“{self.dates.words}”当作时间筛选了"
        if days != self.dates.words:
            text += f"：{days}"
        if _has_time(chosen):
            text = f"“{self.dates.words}”没有用上：已另选了时间"
        return Notice(NoticeCode.DATE_WORDS, text, self.dates.as_text)


def _has_time(filters: Filters) -> bool:
    return bool(filters.dates or filters.date_from or filters.date_to)


def site_clock(config: Config) -> Clock:
    """The clock of the site's time zone."""
    zone = ZoneInfo(config.site.time_zone)
    return lambda: datetime.now(zone).date()


@dataclass(frozen=True)
class Understanding:
    """Understands the queries of one site, by its files as they are at that moment."""

    analyzer: Analyzer
    synonyms: SynonymFiles
    clock: Clock

    @classmethod
    def of(cls, config: Config, analyzer: Analyzer, clock: Clock | None = None) -> Understanding:
        """That of a site; never raises."""
        return cls(analyzer, SynonymFiles.of(config), clock or site_clock(config))

    def __call__(self, text: str) -> Understood:
        """Understand a query; never raises, whatever the string."""
        whole = parse(text, self.analyzer.units)
        dates = None
        if len(text) <= LONGEST:
            dates = lifted(whole.text, self.clock(), self.analyzer.words)
        parsed = whole if dates is None else parse(dates.rest, self.analyzer.units)
        node, said = widened(
            parsed.node, self.synonyms.current(), self.analyzer.words, self.analyzer.units
        )
        if dates is not None:
            said = tuple(replace(one, query=f"{dates.words} {one.query}") for one in said)
        return Understood(node, (*parsed.notices, *said), whole.text, dates)
