"""The organisations of an article: of the site's file and found by form, one bucket each.

Three steps. Each field is read for names of the file and for candidates by form, and
where the two overlap one of them stands. Then what the article itself says of short
names (以下简称) is applied. At last every written form is given its canonical name.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.analysis import Normalized, normalize
from index.article import Article, Organization, SurfaceForm
from indexer.enrich.abbreviations import abbreviations
from indexer.enrich.canonical import Names
from indexer.enrich.matching import NameMatch, NameTable, longest
from indexer.enrich.name_parts import DEPARTMENTS, REFERRING, SUFFIXES
from indexer.enrich.organization_names import Candidate, candidates
from indexer.enrich.vocabulary import Vocabulary
from indexer.enrich.words import REGION_UNITS

FULL_NAME = 6
"""Characters from which a name of the file stands for itself, whatever is before it."""


_WIDE_BRACKETS = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Mention:
    """``[start, end)`` of a normalised field; ``name`` where the file gives the canonical one."""

    start: int
    end: int
    name: str | None = None


def organizations_of(article: Article, vocabulary: Vocabulary) -> tuple[Organization, ...]:
    """Every organisation the title and body name, by first appearance.

    Offsets of the forms are of the article's own title and body.
    """
    fields = (("title", article.title), ("body", article.body))
    read = [(field, text, normalize(text)) for field, text in fields]
    mentions = [tuple(_mentions(plain.text, vocabulary)) for _, _, plain in read]
    shown = _shown_names(read, mentions)
    names = Names(vocabulary, shown)
    short: dict[str, str] = {}
    for (_, _, plain), spans in zip(read, mentions, strict=True):
        ends = {span.end: _canonical(plain.text, span, names) for span in spans}
        for form, name in abbreviations(plain.text, ends).items():
            short.setdefault(form, name)
    found: dict[str, list[SurfaceForm]] = {}
    for (field, text, plain), spans in zip(read, mentions, strict=True):
        for span in _with_short_names(plain.text, spans, short):
            name = _canonical(plain.text, span, names)
            found.setdefault(name, []).append(_surface(text, plain, field, span))
    return tuple(Organization(shown.get(name, name), tuple(forms)) for name, forms in found.items())


def _canonical(text: str, span: Mention, names: Names) -> str:
    return span.name or names.canonical(text[span.start : span.end])


def _shown_names(
    read: Sequence[tuple[str, str, Normalized]], mentions: Sequence[Sequence[Mention]]
) -> dict[str, str]:
    """What was found by form, normalised, with how it is shown: letters in the case that
    the article writes first, brackets as Chinese writes them."""
    shown: dict[str, str] = {}
    for (field, text, plain), spans in zip(read, mentions, strict=True):
        for span in spans:
            form = plain.text[span.start : span.end]
            if span.name is None and form not in shown:
                written = unicodedata.normalize("NFKC", _surface(text, plain, field, span).text)
                shown[form] = _with_case_of(form, written).translate(_WIDE_BRACKETS)
    return shown


def _with_case_of(form: str, written: str) -> str:
    if len(form) != len(written):
        return form
    pairs = zip(form, written, strict=True)
    return "".join(b if b.isascii() and b.lower() == a else a for a, b in pairs)


def _surface(text: str, plain: Normalized, field: str, span: Mention) -> SurfaceForm:
    start, end = plain.original_span(span.start, span.end)
    return SurfaceForm(text[start:end], field, start, end)


def _mentions(text: str, vocabulary: Vocabulary) -> Iterator[Mention]:
    """What stands of the file's names and of the candidates by form: disjoint, by start."""
    by_form = list(candidates(text, vocabulary.words))
    starts = [candidate.start for candidate in by_form]
    names = Names(vocabulary)
    kept: list[Mention] = []
    for match in longest(vocabulary.names.matches(text)):
        at = bisect_right(starts, match.start) - 1
        around = by_form[at] if at >= 0 and by_form[at].end >= match.end else None
        mention = _judge(text, match, around, vocabulary, names)
        if mention is not None:
            kept.append(mention)
    spans = sorted((mention.start, mention.end) for mention in kept)
    replaced = {candidate for candidate in by_form if _overlaps(candidate, spans)}
    kept += [
        Mention(candidate.start, candidate.end)
        for candidate in by_form
        if candidate.accepted and candidate not in replaced
    ]
    yield from sorted(kept, key=lambda mention: mention.start)


def _overlaps(candidate: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(spans, (candidate.start, candidate.end)) - 1
    return any(
        start < candidate.end and candidate.start < end for start, end in spans[max(0, at) : at + 2]
    )


def _judge(
    text: str, match: NameMatch, around: Candidate | None, vocabulary: Vocabulary, names: Names
) -> Mention | None:
    """The mention that a match of the file is, or None where it is a piece of another name."""
    mention = Mention(match.start, match.end, match.name)
    if around is None or (around.start, around.end) == (match.start, match.end):
        return _judge_alone(text, mention, vocabulary)
    whole = text[around.start : around.end]
    if names.of_file(whole) == match.name:
        return Mention(around.start, around.end, match.name)
    rest = text[match.end : around.end]
    if rest and not _is_unit(text[match.start : match.end], rest):
        return None
    before = text[around.start : match.start]
    if not before:
        return mention
    if text[match.start] in REGION_UNITS or match.end - match.start < FULL_NAME:
        home = _with_home(text, mention, vocabulary)
        return home if home.start == around.start else None
    return None if _ends_in_place(before, vocabulary) else mention


def _is_unit(form: str, rest: str) -> bool:
    """Whether ``rest`` behind the written ``form`` is a part of the same organisation.

    市民政局 + 社会组织管理局, 澜工大 + 机械学院; but not 市科协 + 委员会, nor 三江防腐 + 材料厂.
    """
    named = form.endswith(SUFFIXES)
    if rest in SUFFIXES or rest in DEPARTMENTS:
        return named and len(form) >= FULL_NAME
    return named or rest.endswith(DEPARTMENTS)


def _judge_alone(text: str, mention: Mention, vocabulary: Vocabulary) -> Mention | None:
    """A short name must not go on from a word before it, nor speak of another one."""
    before = text[max(0, mention.start - 4) : mention.start]
    if mention.end - mention.start < FULL_NAME and before.endswith(REFERRING):
        return None
    if text[mention.start] in REGION_UNITS:
        home = _with_home(text, mention, vocabulary)
        return home if home != mention or not _ends_in_place(before, vocabulary) else None
    return mention


def _with_home(text: str, mention: Mention, vocabulary: Vocabulary) -> Mention:
    """The mention with the home region that stands right before it, where one does."""
    for region in vocabulary.words.home_names:
        # 澜江 before 市科协: the unit of 澜江市 is the first character of the alias.
        if text.startswith(region, mention.start - len(region)) and mention.start >= len(region):
            return Mention(mention.start - len(region), mention.end, mention.name)
    return mention


def _ends_in_place(before: str, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.words.is_place(before[-length:]) for length in (2, 3, 4))


def _with_short_names(
    text: str, spans: Sequence[Mention], short: dict[str, str]
) -> Iterator[Mention]:
    """The spans with the short names that the article itself gave to its organisations."""
    if not short:
        yield from spans
        return
    taken = [(span.start, span.end) for span in spans]
    extra = [
        Mention(match.start, match.end, match.name)
        for match in longest(NameTable(short).matches(text))
        if not _overlaps(Candidate(match.start, match.end, True), taken)
    ]
    yield from sorted([*spans, *extra], key=lambda span: span.start)
