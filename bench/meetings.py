"""How much of what meeting reports say of their meetings is read right, field by field.

Run as ``python -m bench.meetings``; ``--errors`` shows what was read wrong. The reports are
those of ``tests/data/meetings``: our own texts, labelled before the extractor was written.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import Article, Evidence, Kind, Meeting, PartialDate, Person
from index.config import Config
from indexer.enrich import Vocabulary, enrich, load_vocabulary
from indexer.enrich.meetings import meeting_of
from indexer.extract import extract_html, extract_markdown, extract_text

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests/data/meetings"
SINGLE = ("name", "series", "term", "session", "date", "venue")
SEVERAL = ("hosts", "co_hosts", "organizations", "speakers")
FIELDS = (*SINGLE, "chair", *SEVERAL, "attendees", "offices", "decisions")
ALIKE = 0.6
"""Of two wordings of one decision, one inside the other, the shorter is so long at least."""
_EXTRACTORS = {
    ".html": extract_html,
    ".htm": extract_html,
    ".txt": extract_text,
    ".md": extract_markdown,
}


@dataclass(slots=True)
class Tally:
    """What was read right, what was read at all, and what there is."""

    right: int = 0
    read: int = 0
    there: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to read."""
        both = self.read + self.there
        return 2 * self.right / both if both else 1.0


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that was missed (``there``) or read where there is none (``read``)."""

    report: str
    field: str
    there: tuple[str, ...]
    read: tuple[str, ...]


def unseen() -> Iterator[tuple[Article, dict[str, Any]]]:
    """The reports that were labelled after the rules were written."""
    for row in _rows("unseen.toml", "report"):
        yield _article(row), row


def varied() -> Iterator[tuple[Article, dict[str, Any]]]:
    """Sixteen more, by as many hands, labelled before the extractor was run on them."""
    for row in _rows("varied.toml", "report"):
        yield _article(row), row


def reports() -> Iterator[tuple[Article, dict[str, Any]]]:
    """The reports that were labelled before, as articles that are not enriched yet, each
    with its labels."""
    for row in _rows("examples.toml", "report"):
        path = ROOT / row["path"]
        page = _EXTRACTORS[path.suffix](path.read_bytes())
        yield Article("a", page.title, page.body, published=page.published), row
    for row in _rows("reports.toml", "report"):
        yield _article(row), row


def others() -> Iterator[Article]:
    """The labelled articles that are no meeting report."""
    return map(_article, _rows("negatives.toml", "article"))


def _rows(file: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((GOLD / file).read_text(encoding="utf-8"))[table]
    return rows


def _article(row: dict[str, Any]) -> Article:
    published = PartialDate.parse(row["published"])
    return Article("a", row["title"], row["body"].strip(), published=published)


def vocabulary() -> Vocabulary:
    """The sample association's organisations and home region."""
    return load_vocabulary(
        Config.model_validate(
            {
                "site": {"home_region": "澜江市"},
                "vocabulary": {
                    "organizations": ROOT / "examples/organizations.toml",
                    "dictionary": ROOT / "examples/dictionary.txt",
                },
            }
        )
    )


def measure(
    words: Vocabulary, labelled: Iterable[tuple[Article, dict[str, Any]]], others: Iterable[Article]
) -> tuple[dict[str, Tally], list[Wrong]]:
    """The tally of each field over all reports, and what was wrong. Organisations may be
    labelled as the text writes them: whose name a short form is, is measured elsewhere."""
    tallies = {field: Tally() for field in ("kind", *FIELDS)}
    wrong: list[Wrong] = []
    for article, gold in labelled:
        rich = enrich(article, words)
        # A report filed as something else has its meeting read all the same: fields are
        # judged apart from the kind.
        _count(tallies, wrong, article.title, "kind", ["meeting"], [rich.kind.value])
        meeting = meeting_of(rich)
        names = _by_form(rich)
        for field in FIELDS:
            wanted = _wanted(gold, field)
            if field in ("hosts", "co_hosts", "organizations", "speakers"):
                wanted = [_named(one, names) for one in wanted]
            _count(tallies, wrong, article.title, field, wanted, _read(meeting, field))
    for article in others:
        kind = enrich(article, words).kind
        _count(
            tallies, wrong, article.title, "kind", [], ["meeting"] if kind is Kind.MEETING else []
        )
    return tallies, wrong


def _by_form(article: Article) -> dict[str, str]:
    return {form.text: one.name for one in article.organizations for form in one.forms}


def _named(written: str, names: dict[str, str]) -> str:
    """The canonical name of what is written; 市物流协会 also where only its 党支部 is named."""
    nested = (name for form, name in names.items() if form.startswith(written))
    unit = next((name for name in nested if name.endswith(written)), written)
    return names.get(written, unit)


def _wanted(gold: dict[str, Any], field: str) -> list[str]:
    people: list[str] = gold.get("attendees", [])
    match field:
        case "chair":
            return [gold["chair"]] if "chair" in gold else []
        case "attendees":
            return [person.split("|")[0] for person in people]
        case "offices":
            return [person for person in people if not person.endswith("|")]
    value = gold.get(field, [])
    return [value] if isinstance(value, str) else [*value]


def _read(meeting: Meeting | None, field: str) -> list[str]:
    if meeting is None:
        return []
    if field == "offices":
        return [_person(one) for one in meeting.attendees if one.office]
    value: Evidence | tuple[Evidence, ...] | None = getattr(meeting, field)
    values = value if isinstance(value, tuple) else (value,) if value else ()
    return [
        _person(one) if field == "chair" and isinstance(one, Person) else one.value
        for one in values
    ]


def _person(person: Person) -> str:
    return f"{person.value}|{person.office}"


def _count(
    tallies: dict[str, Tally],
    wrong: list[Wrong],
    report: str,
    field: str,
    wanted: Sequence[str],
    read: Sequence[str],
) -> None:
    left, extra = [*wanted], []
    for value in read:
        match = next((one for one in left if _same(field, one, value)), None)
        if match is None:
            extra.append(value)
        else:
            left.remove(match)
    tally = tallies[field]
    tally.right += len(wanted) - len(left)
    tally.read += len(read)
    tally.there += len(wanted)
    if left or extra:
        wrong.append(Wrong(report, field, tuple(left), tuple(extra)))


def _same(field: str, one: str, other: str) -> bool:
    if field != "decisions":
        return one == other
    short, long = sorted((one, other), key=len)
    return short in long and len(short) >= ALIKE * len(long)


def main() -> None:
    """Print the table, and what was wrong where asked for."""
    words = vocabulary()
    told = (
        ("labelled before", reports(), others()),
        ("unseen", unseen(), ()),
        ("varied", varied(), ()),
    )
    for name, labelled, no_reports in told:
        print(f"# {name}")
        _print(*measure(words, labelled, no_reports))


def _print(tallies: dict[str, Tally], wrong: Sequence[Wrong]) -> None:
    for field, tally in tallies.items():
        print(
            f"{field:14} F1 {tally.f1:.3f}  right {tally.right}, read {tally.read},"
            f" there {tally.there}"
        )
    total = Tally(
        *(sum(getattr(t, k) for t in tallies.values()) for k in ("right", "read", "there"))
    )
    print(f"{'together':14} F1 {total.f1:.3f}")
    if "--errors" in sys.argv:
        for one in wrong:
            print(f"{one.field:13} {one.report}\n   missed {one.there}\n   read   {one.read}")


if __name__ == "__main__":
    main()
