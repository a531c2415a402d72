"""The brute force that an engine is held against: no index, only scans of the texts."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from index.analysis import Analyzer, normalize, normalized, occurrences
from index.analysis.pinyin import Pattern, SlotKind
from index.article import Article, Meeting, PartialDate, Visibility
from index.dates import period
from index.engines.whoosh.ranking import B
from index.own_number import identifier_values
from index.query import And, Everything, Field, Node, Not, Or, Term
from index.results import Filters
from index.schema import MEETING_FACETS
from index.similarity import IDENTIFIER, ORGANIZATION, Likeness

ANALYZER = Analyzer()


def texts(article: Article, *, title_only: bool = False) -> list[str]:
    """The normalised searched texts of an article."""
    others = [] if title_only else [article.body, *(a.text for a in article.attachments)]
    return [normalize(text).text for text in (article.title, *others)]


def matches(node: Node, article: Article) -> bool:
    """Whether the article matches, by scanning it."""
    match node:
        case Everything():
            return True
        case And(children):
            return all(matches(child, article) for child in children)
        case Or(children):
            return any(matches(child, article) for child in children)
        case Not(child):
            return not matches(child, article)
        case Term(field=None | Field.TITLE):
            searched = texts(article, title_only=node.field is Field.TITLE)
            return all(
                any(next(occurrences(text, unit), None) is not None for text in searched)
                for unit in node.units
            )
        case Term(field=Field.KIND, text=text):
            return text in (article.kind.value, article.kind.label)
        case Term(field=Field.CATEGORY, text=text):
            return text in normalized("/".join(article.category))
        case Term(field=Field.IDENTIFIER, text=text):
            values = map(normalized, identifier_values(article))
            return any(next(occurrences(value, text), None) is not None for value in values)
        case Term(field=Field.ORGANIZATION, text=text):
            return any(
                text in normalized(form)
                for organization in article.organizations
                for form in (organization.name, *(f.text for f in organization.forms))
            )
    raise AssertionError(node)


def passes(filters: Filters, article: Article, leaving_out: str = "") -> bool:
    """Whether the article passes the filters of every facet but one."""
    path = "/".join(article.category)
    tests = {
        "date": passes_dates(filters, article.published),
        "category": not filters.categories
        or any(f"{path}/".startswith(f"{value}/") for value in filters.categories),
        "org": not filters.organizations
        or any(o.name in filters.organizations for o in article.organizations),
        "kind": not filters.kinds or article.kind in filters.kinds,
        "meeting_date": passes_meeting_dates(filters, article),
        **{
            name: not wanted or bool({*wanted} & {*values_of(article.meeting, name)})
            for name, wanted in (
                ("series", filters.series),
                ("venue", filters.venues),
                ("present", filters.present),
                ("chair", filters.chairs),
            )
        },
    }
    return all(passed for name, passed in tests.items() if name != leaving_out)


def values_of(meeting: Meeting | None, name: str) -> list[str]:
    """What the meeting says of a facet of meetings."""
    if meeting is None:
        return []
    if name == "present":
        return [one.value for one in meeting.organizations if one.value]
    one = getattr(meeting, name)
    return [one.value] if one and one.value else []


def passes_meeting_dates(filters: Filters, article: Article) -> bool:
    """Whether every day that the meeting may have begun lies in the range."""
    if not (filters.meeting_from or filters.meeting_to):
        return True
    day = article.meeting.date.value if article.meeting and article.meeting.date else ""
    days = days_of(PartialDate.parse(day)) if day[:1].isdigit() else []
    return bool(days) and passes_dates(
        Filters(date_from=filters.meeting_from, date_to=filters.meeting_to),
        PartialDate.parse(day),
    )


TODAY = PartialDate(2023, 7, 20)
"""The day of every search that is compared."""


def passes_dates(filters: Filters, published: PartialDate | None) -> bool:
    """Whether a date passes: each day that it may be is looked at by itself."""
    days = days_of(published)
    first = min(days_of(filters.date_from), default=date.min)
    last = max(days_of(filters.date_to), default=date.max)
    if (filters.date_from or filters.date_to) and not days:
        return False
    if not all(first <= day <= last for day in days):
        return False
    return not filters.dates or any(_passes_date(value, days) for value in filters.dates)


def days_of(when: PartialDate | None) -> list[date]:
    """Every day that a date may be; none for no date."""
    if when is None:
        return []
    year = (date(when.year, 1, 1) + timedelta(days) for days in range(366))
    return [day for day in year if day.isoformat().startswith(str(when))]


def _passes_date(value: str, days: list[date]) -> bool:
    if value == "none":
        return not days
    ago = {"past-week": 6, "past-month": 29, "past-year": 364}
    year = {"this-year": TODAY.year, "last-year": TODAY.year - 1}
    today = days_of(TODAY)[0]
    if value in ago:
        accepted = [0 <= (today - day).days <= ago[value] for day in days]
    elif value in year:
        accepted = [day.year == year[value] for day in days]
    else:
        accepted = [day.isoformat().startswith(value) for day in days]
    return bool(days) and all(accepted)


def found(
    articles: Iterable[Article],
    node: Node,
    filters: Filters = Filters(),
    leaving_out: str = "",
    viewer: Visibility = Visibility.PUBLIC,
) -> list[Article]:
    """The articles that a search must give, in the order of ``articles``."""
    return [
        article
        for article in articles
        if (viewer is Visibility.STAFF or article.visibility is Visibility.PUBLIC)
        and matches(node, article)
        and passes(filters, article, leaving_out)
    ]


def partly_found(articles: Iterable[Article], words: Iterable[str]) -> tuple[list[Article], int]:
    """The articles that say at least three fifths of what the one that says the most does of
    the different words, by inverse document frequency; and how many have them all."""
    given = list(articles)
    words = list(dict.fromkeys(words))
    held = [[matches(Term(word, (word,)), article) for word in words] for article in given]
    weights = []
    for place in range(len(words)):
        often = sum(row[place] for row in held)
        weights.append(math.log(1 + (len(given) - often + 0.5) / (often + 0.5)))
    said = [sum(w for w, has in zip(weights, row, strict=True) if has) for row in held]
    enough = 0.6 * max(said, default=0)
    answers = [article for article, own in zip(given, said, strict=True) if own >= enough > 0]
    return answers, sum(all(row) for row in held)


def counts(name: str, articles: Iterable[Article]) -> Counter[str]:
    """How many articles each bucket of a facet holds, at every depth of it."""
    counted: Counter[str] = Counter()
    for article in articles:
        if name == "date" and article.published:
            value = str(article.published)
            counted.update({value[:4], value[:7]})
        elif name == "category":
            names = article.category
            counted.update("/".join(names[:depth]) for depth in range(1, len(names) + 1))
        elif name == "org":
            counted.update({organization.name for organization in article.organizations})
        elif name == "kind":
            counted[article.kind.value] += 1
        elif name in MEETING_FACETS:
            counted.update({*values_of(article.meeting, name)})
    return counted


def words_of(article: Article) -> set[str]:
    """The words of all searched texts of an article."""
    return {word for text in texts(article) for word, _ in ANALYZER.words(text)}


def titled(articles: Iterable[Article], pattern: Pattern, *, inside: bool) -> list[str]:
    """The titles that begin with the pattern, then those that hold it, newest first."""
    found: dict[str, tuple[bool, int, str, str]] = {}
    for article in articles:
        title = normalize(article.title).text
        at = next(places(title, pattern), -1)
        if at == 0 or (at > 0 and inside):
            day = -period(article.published).last if article.published else 0
            key = (at > 0, day, article.id, article.title)
            found[title] = min(found.get(title, key), key)
    return [title for _, _, _, title in sorted(found.values())]


def places(text: str, pattern: Pattern) -> Iterator[int]:
    """Where the pattern stands in a normalised text, character by character."""
    if all(slot.kind is SlotKind.CHARACTER for slot in pattern):
        yield from occurrences(text, "".join(slot.text for slot in pattern))
        return
    for start in range(len(text) - len(pattern) + 1):
        run = text[start : start + len(pattern)]
        if all(
            slot.characters()[ord(character)] for slot, character in zip(pattern, run, strict=True)
        ):
            yield start


def sharing(articles: Iterable[Article], wanted: Likeness) -> dict[str, float]:
    """The ids of the articles that are similar, each with its share of what is wanted."""
    every = list(articles)
    having: list[tuple[float, set[str]]] = []
    for word, weight in wanted.words:
        having.append((weight, {a.id for a in every if word in _told_words(a)}))
    for name in wanted.organizations:
        ids = {a.id for a in every if name in {o.name for o in a.organizations}}
        having.append((ORGANIZATION, ids))
    having += [
        (IDENTIFIER, {a.id for a in every if identifier in a.identifiers})
        for identifier in wanted.identifiers
    ]
    telling = [
        (weight * math.log(len(every) / len(ids)), ids)
        for weight, ids in having
        if 1 < len(ids) <= max(4, 0.1 * len(every))
    ]
    total = sum(weight for weight, _ in telling)
    lengths = {a.id: len([*ANALYZER.words(normalize(a.body).text)]) for a in every}
    mean = statistics.mean([n for n in lengths.values() if n] or [1])
    found: dict[str, float] = {}
    for a in every if total else ():
        had = [weight for weight, ids in telling if a.id in ids]
        brevity = min(1.0, 1 / (1 - B + B * lengths[a.id] / mean))
        share = sum(had) / total * math.sqrt(brevity)
        if share >= 0.22 and len(had) > 1:
            found[a.id] = share
    return found


def _told_words(article: Article) -> set[str]:
    """The words of the title and the body."""
    both = (normalize(article.title).text, normalize(article.body).text)
    return {word for text in both for word, _ in ANALYZER.words(text)}
