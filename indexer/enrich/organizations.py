"""The organisations of an article: of the site's file and found by the tagger, a bucket each.

Three steps. Each field is read for names. Then what the article itself says of short
names (以下简称) is applied. At last every written form is given its canonical name, and
what only speaks of an organisation named before (公司, 该院) goes to that one or away; so
does the publisher's name that stands before a repeated title, and nowhere else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from index.analysis import Normalized, normalize
from index.article import Article, Organization, SurfaceForm
from indexer.enrich.abbreviations import abbreviations
from indexer.enrich.canonical import Names
from indexer.enrich.matching import NameTable, longest
from indexer.enrich.mentions import Mention, mentions, overlaps
from indexer.enrich.references import is_reference, meant_by
from indexer.enrich.vocabulary import Vocabulary

_WIDE_BRACKETS = str.maketrans("()", "（）")
REMEMBERED = 50
"""Names before a reference of which one can be meant."""


def organizations_of(article: Article, vocabulary: Vocabulary) -> tuple[Organization, ...]:
    """Every organisation the title and body name, by first appearance.

    Offsets of the forms are of the article's own title and body.
    """
    fields = (("title", article.title), ("body", article.body))
    read = [(field, text, normalize(text)) for field, text in fields]
    found = [mentions(plain.text, vocabulary) for _, _, plain in read]
    shown = _shown_names(read, found)
    names = Names(vocabulary, shown)
    short = _given_short_names(read, found, names)
    before: list[str] = []
    forms: dict[str, list[SurfaceForm]] = {}
    for (field, text, plain), of_field in zip(read, found, strict=True):
        for mention in _with_short_names(plain.text, of_field, short):
            name = _canonical(mention, names, before)
            if name is not None:
                forms.setdefault(name, []).append(_surface(text, plain, field, mention))
    organizations = (
        Organization(_shown(name, shown), tuple(written), name in vocabulary.confirmed)
        for name, written in forms.items()
    )
    headline = _headline_end(article)
    return tuple(one for one in organizations if one.confirmed or not _within(one.forms, headline))


def _headline_end(article: Article) -> int:
    """How far the body's first line goes where it is the title once more, with the name of
    whose page it is before it (市某某协会秘书长参加会议 above, 协会秘书长参加会议 as the title)."""
    line = article.body.partition("\n")[0]
    first, title = line.strip(), article.title.strip()
    repeats = title and first.endswith(title)
    return len(line) if repeats and first != article.title else 0


def _within(forms: Sequence[SurfaceForm], headline: int) -> bool:
    """Whether the organisation is named in that line alone: what the article says is said of
    others, and the publisher of a site is on all of its pages."""
    return all(form.field == "body" and form.end <= headline for form in forms)


def _canonical(mention: Mention, names: Names, before: list[str]) -> str | None:
    """The canonical name of a mention, or None for a reference to nothing; ``before`` are
    the canonical names so far, and grows."""
    name = mention.name
    if name is None and names.of_file(mention.form) is None and is_reference(mention.form):
        return meant_by(mention.form, before[-REMEMBERED:])
    name = name or names.canonical(mention.form)
    if mention.name is None and (is_reference(name) or names.is_vague(name)):
        return None
    before.append(name)
    return name


def _given_short_names(
    read: Sequence[tuple[str, str, Normalized]],
    found: Sequence[Sequence[Mention]],
    names: Names,
) -> dict[str, str]:
    short: dict[str, str] = {}
    for (_, _, plain), of_field in zip(read, found, strict=True):
        ends = {mention.end: mention.name or names.canonical(mention.form) for mention in of_field}
        for form, name in abbreviations(plain.text, ends).items():
            short.setdefault(form, name)
    return short


def _shown_names(
    read: Sequence[tuple[str, str, Normalized]], found: Sequence[Sequence[Mention]]
) -> dict[str, str]:
    """What the tagger found, normalised, with how it is shown: letters in the case that
    the article writes first, brackets as Chinese writes them."""
    shown: dict[str, str] = {}
    for (field, text, plain), of_field in zip(read, found, strict=True):
        for mention in of_field:
            form = plain.text[mention.start : mention.end]
            if mention.name is None and form not in shown:
                written = unicodedata.normalize("NFKC", _surface(text, plain, field, mention).text)
                shown[form] = _with_case_of(form, written).translate(_WIDE_BRACKETS)
    return shown


def _shown(name: str, shown: Mapping[str, str]) -> str:
    return shown.get(name, name.translate(_WIDE_BRACKETS))


def _with_case_of(form: str, written: str) -> str:
    if len(form) != len(written):
        return form
    pairs = zip(form, written, strict=True)
    return "".join(b if b.isascii() and b.lower() == a else a for a, b in pairs)


def _surface(text: str, plain: Normalized, field: str, mention: Mention) -> SurfaceForm:
    start, end = plain.original_span(mention.start, mention.end)
    return SurfaceForm(text[start:end], field, start, end)


def _with_short_names(
    text: str, found: Sequence[Mention], short: Mapping[str, str]
) -> Iterator[Mention]:
    """The mentions with the short names that the article itself gave to its organisations;
    the tagger's where both found one, unless it is the very short name."""
    if not short:
        yield from found
        return
    given = [
        Mention(match.start, match.end, text[match.start : match.end], match.name)
        for match in longest(NameTable(short).matches(text))
    ]
    exact = {(mention.start, mention.end) for mention in given}
    left = [mention for mention in found if (mention.start, mention.end) not in exact]
    taken = [(mention.start, mention.end) for mention in left]
    extra = [mention for mention in given if not overlaps(mention.start, mention.end, taken)]
    yield from sorted([*left, *extra], key=lambda mention: mention.start)
