"""On which day a meeting was held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.article import Evidence, PartialDate
from index.dates import period
from indexer.enrich.event_dates import EventDate, event_dates
from indexer.enrich.meeting_labels import Labelled
from indexer.enrich.meeting_text import Sentence

LEAD = 8
"""Sentences in which the day is looked for."""

_BEGUN = re.compile(r"召开|举行|举办|开幕|开班|成立|在线上|接着召开")
_ENDED = re.compile(r"落幕|闭幕|落下帷幕|结束")
_SAID = re.compile(r"(?:会议|召开|举办|大会)时间(?:是|为|在|定在)")
_PLANNED = re.compile(r"(?:原定|原计划|计划|拟定?)于?$")


def date_of(
    sentences: Sequence[Sentence], labels: Sequence[Labelled], published: PartialDate | None
) -> Evidence | None:
    """The first day of the meeting as YYYY-MM-DD, or less precise where the text is; None
    where it does not say, or says it in a way that ``published`` does not resolve."""
    for label in labels:
        for found in event_dates(label.plain, published):
            return label.sentence.evidence(str(found.date))
    lead = list(sentences[:LEAD])
    read = [(sentence, list(event_dates(sentence.plain, published))) for sentence in lead]
    held = [
        (sentence, found)
        for sentence, found in _candidates(read)
        if not _PLANNED.search(sentence.plain[: found.start])
    ]
    past = [one for one in held if not _is_after(one[1].date, published)]
    if not held:
        return None
    sentence, found = (past or held)[0]
    return sentence.evidence(str(found.date))


def _is_after(day: PartialDate, published: PartialDate | None) -> bool:
    """Whether it lies wholly behind the publication: what a report tells of has been."""
    return published is not None and period(day).first > period(published).last


def _candidates(
    read: Sequence[tuple[Sentence, list[EventDate]]],
) -> Iterator[tuple[Sentence, EventDate]]:
    """Likelier ones first: what is said outright, what stands before 召开 in the body,
    then in the title, before 落幕, and at last the first day of the first sentences."""
    body = [item for item in read if item[0].field == "body"]
    yield from (
        (s, d)
        for s, dates in body
        if (m := _SAID.search(s.plain))
        for d in dates
        if d.start >= m.start()
    )
    for verb, among in ((_BEGUN, body), (_BEGUN, read[:1]), (_ENDED, body)):
        for sentence, dates in among:
            yield from ((sentence, found) for found in _before(sentence, dates, verb))
    yield from ((s, d) for s, dates in body[:3] for d in dates[:1] if d.date.day)


def _before(
    sentence: Sentence, dates: Sequence[EventDate], verb: re.Pattern[str]
) -> Iterator[EventDate]:
    """The last date before each such verb, of those precise to the day."""
    for match in verb.finditer(sentence.plain):
        days = [found for found in dates if found.date.day and found.end <= match.start()]
        yield from days[-1:]
