"""The meeting that a report is about, each value with the sentence it came from.

Reads the title and the first 20,000 characters of the body. What the text does not say is
left empty. The parts are apart: ``meeting_names``, ``meeting_dates``, ``meeting_venues``,
``meeting_people``, ``meeting_organizations``, ``meeting_decisions``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from index.article import Article, Evidence, Meeting, Person
from indexer.enrich.meeting_dates import date_of
from indexer.enrich.meeting_decisions import Decision, decisions_of
from indexer.enrich.meeting_labels import Labelled, labelled
from indexer.enrich.meeting_names import is_numbered, name_of, numbering_of
from indexer.enrich.meeting_organizations import (
    hosts_of,
    inside,
    mentions_of,
    present_of,
    speakers_of,
)
from indexer.enrich.meeting_people import Named, listed_people, people_in
from indexer.enrich.meeting_text import Sentence, sentences_of
from indexer.enrich.meeting_venues import venue_of

MOST_PEOPLE = 200
"""People that are kept of one meeting."""

_CHAIRED = re.compile(r"(?:召集并)?主持(?!人)")
_BARE_CHAIR = re.compile(r"(?:由|,|。|^)(?P<name>[\u4e00-\u9fff]{2,4})(?:召集并)?主持")
_APPOINTED = re.compile(
    r"选举|推选|推举|聘任|聘请|任命|提名|增选|补选|增补|辞去|授予|颁发|接替|当选为|兼任|牵头|负责筹备"
)


def meeting_of(article: Article) -> Meeting | None:
    """What the report says of its meeting; None where that is nothing."""
    sentences = sentences_of(article)
    mentions = mentions_of(article)
    ends = [
        [one.end for one in inside(mentions, s, 0, len(s.text)) if not is_numbered(s, one.start)]
        for s in sentences
    ]
    name = name_of(sentences, ends)
    called = name.text if name else ""
    labels = labelled(sentences)
    decisions = decisions_of(sentences)
    people = _people(sentences, labels, decisions)
    chair = _chair(sentences, labels, people)
    venue = venue_of(sentences, labels.get("venue", ()), called)
    held, helped = hosts_of(sentences, labels, mentions, called)
    talks = speakers_of(sentences, mentions, _by_sentence(sentences, people))
    parties: list[tuple[Evidence, bool]] = []
    if len(held) > 1 and "联席" in called:
        parties = [(one, True) for one in held]
    present = present_of(sentences, mentions, people, [called, venue.value if venue else ""])
    numbering = numbering_of(called)
    evidence = name.sentence.evidence if name else sentences[0].evidence
    found = Meeting(
        name=evidence(called) if called else None,
        series=evidence(numbering.series) if numbering.series else None,
        term=evidence(numbering.term) if numbering.term else None,
        session=evidence(numbering.session) if numbering.session else None,
        date=date_of(sentences, labels.get("date", ()), article.published),
        venue=venue,
        chair=chair,
        attendees=_attendees(people, chair),
        hosts=tuple(held),
        co_hosts=tuple(helped),
        organizations=_with_speakers(present, [*talks, *parties]),
        speakers=tuple(one for one, _ in talks),
        decisions=tuple(one.sentence.evidence(one.text) for one in decisions),
    )
    return None if found == Meeting() else found


def _with_speakers(
    present: Sequence[Evidence], spoke: Sequence[tuple[Evidence, bool]]
) -> tuple[Evidence, ...]:
    found = {one.value: one for one in present}
    for one, is_organization in spoke:
        if is_organization:
            found.setdefault(one.value, one)
    return tuple(found.values())


def _people(
    sentences: Sequence[Sentence],
    labels: Mapping[str, Sequence[Labelled]],
    decisions: Sequence[Decision],
) -> list[tuple[Sentence, Named]]:
    """Everybody who attends, speaks or acts; not whom the meeting appoints, nor the clerk."""
    decided = {(one.sentence.start, one.start, one.end) for one in decisions}
    other = [label for own in ("other",) for label in labels.get(own, ())]
    found: list[tuple[Sentence, Named]] = []
    for label in (*labels.get("chair", ()), *labels.get("present", ())):
        for one in listed_people(label.plain):
            shifted = Named(one.name, one.office, label.start + one.start, label.start + one.end)
            found.append((label.sentence, shifted))
    for sentence in sentences:
        if sentence.field == "title":
            continue
        appointed = _APPOINTED.search(sentence.plain)
        until = appointed.start() if appointed else len(sentence.plain)
        for one in people_in(sentence.plain):
            inside_decision = any(
                place == sentence.start and start <= one.start < end
                for place, start, end in decided
            )
            clerk = any(o.sentence is sentence and o.start <= one.start < o.end for o in other)
            if one.end - len(one.name) < until and not inside_decision and not clerk:
                found.append((sentence, one))
        if len(found) > MOST_PEOPLE:
            break
    return found


def _chair(
    sentences: Sequence[Sentence],
    labels: Mapping[str, Sequence[Labelled]],
    people: Sequence[tuple[Sentence, Named]],
) -> Person | None:
    for label in labels.get("chair", ()):
        for one in listed_people(label.plain):
            return label.sentence.person(one.name, one.office or _office_of(one.name, people))
    for sentence in sentences:
        for match in _CHAIRED.finditer(sentence.plain):
            before = [
                one
                for own, one in people
                if own is sentence
                and one.end <= match.start()
                and not re.search(
                    r"[,;]", re.sub(r"^,在[^,;]*", "", sentence.plain[one.end : match.start()])
                )
            ]
            bare = _BARE_CHAIR.search(sentence.plain[: match.end()])
            if before:
                return sentence.person(before[-1].name, before[-1].office)
            if bare is not None:
                office = _office_of(bare["name"], people)
                if office:
                    return sentence.person(bare["name"], office)
    return None


def _office_of(name: str, people: Sequence[tuple[Sentence, Named]]) -> str:
    """The office that the report gives the person somewhere."""
    return next((one.office for _, one in people if one.name == name and one.office), "")


def _attendees(
    people: Sequence[tuple[Sentence, Named]], chair: Person | None
) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for sentence, one in people:
        known = found.get(one.name)
        if known is None or (one.office and not known.office):
            found[one.name] = sentence.person(one.name, one.office)
    if chair is not None:
        found.pop(chair.value, None)
    return tuple(found.values())[:MOST_PEOPLE]


def _by_sentence(
    sentences: Sequence[Sentence], people: Sequence[tuple[Sentence, Named]]
) -> dict[int, list[Named]]:
    numbers = {id(sentence): number for number, sentence in enumerate(sentences)}
    found: dict[int, list[Named]] = {}
    for sentence, one in people:
        found.setdefault(numbers[id(sentence)], []).append(one)
    return found
