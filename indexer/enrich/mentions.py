"""Where organisations are named in a normalised text: by the file, and by the tagger."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from indexer.enrich.canonical import Names
from indexer.enrich.coordination import shared_body
from indexer.enrich.known_names import well_known
from indexer.enrich.matching import NameMatch, longest
from indexer.enrich.name_parts import DEPARTMENTS, EDGES, REFERRING, SORTS, SUFFIXES
from indexer.enrich.tagging import tagged
from indexer.enrich.vocabulary import Vocabulary
from indexer.enrich.words import REGION_UNITS, dictionary_tags, is_dictionary_place

FULL_NAME = 6
"""Characters from which a name of the file stands for itself, whatever is before it."""

LONGEST = 60
"""Characters of the longest name; what is longer is a sentence without punctuation."""

UNENDING = 7
"""Characters up to which a name need not end as the names of organisations do."""

_OFFICES = ("部", "处", "科", "室")
_ENDINGS = (
    *SUFFIXES,
    *DEPARTMENTS,
    ")",
    "馆",
    "队",
    "会",
    "社",
    "院",
    "部",
    "院校",
    "组",
    "站",
    "组织",
)
_SORTS_ONLY = frozenset(sort + suffix for sort in SORTS for suffix in SUFFIXES)
_COMMON_TAGS = frozenset("a ad an b c d i l m nr p r t v vd z".split())
_PLACE_ALONE = re.compile(
    r"(?:^|[^\w])(?P<place>(?![由在从和与及向对到等是为被把以各全经据赴受])\w{2,3})$"
)
_COUNTED = re.compile(
    r"(?:\d|[一二三四五六七八九十两几数多])+(?:个|家|所|区|县|省|市|国)|^(?:各|部分|市级|省级|区级|县级)|地方"
)
_COUPLED = re.compile(r"(?P<one>.*[省市区县州]委)(?P<other>[省市区县州]政府)")
_REGION = re.compile(r"[^\W\d]{1,4}(?:[省市县州]|(?<![军战])区|自治[州县旗])")
_UNIT = re.compile("[省市县区镇乡]")
_PREMISES = ("图书馆", "报告厅", "会议室", "礼堂", "食堂")
_EDGE = re.compile("|".join(sorted((word for word in EDGES if len(word) > 1), key=len)[::-1]))


@dataclass(frozen=True, slots=True)
class Mention:
    """``[start, end)`` of a normalised field and the form written there in full; ``name``
    where the file gives the canonical one."""

    start: int
    end: int
    form: str
    name: str | None = None


def mentions(text: str, vocabulary: Vocabulary) -> list[Mention]:
    """What stands of the file's names and of those the tagger finds: disjoint, by start."""
    by_tagger = list(names_in(text, vocabulary))
    starts = [start for start, _ in by_tagger]
    names = Names(vocabulary)
    kept: list[Mention] = []
    for match in longest(vocabulary.names.matches(text)):
        at = bisect_right(starts, match.start) - 1
        around = by_tagger[at] if at >= 0 and by_tagger[at][1] >= match.end else None
        mention = _judge(text, match, around, vocabulary, names)
        if mention is not None:
            kept.append(mention)
    spans = sorted((mention.start, mention.end) for mention in kept)
    kept += [
        Mention(start, end, text[start:end])
        for start, end in by_tagger
        if not overlaps(start, end, spans)
    ]
    return _with_shared_bodies(text, sorted(kept, key=lambda mention: mention.start), vocabulary)


def names_in(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """The spans the tagger finds, without those that cannot be names."""
    regions = _regions(text)
    for begin, end in tagged(text, vocabulary.model):
        start = _with_unknown_place(text, _without_edge(text, begin, end))
        coupled = _COUPLED.fullmatch(text, start, end)
        spans = [(start, end)]
        if coupled is not None:  # 江苏省委省政府
            spans = [coupled.span("one"), coupled.span("other")]
        yield from (span for span in spans if _may_name_one(text, *span, regions))


def _without_edge(text: str, begin: int, end: int) -> int:
    """Where the name begins behind a word that is never of one: 邀请澜江市科协. The 联合 of
    联合国 is no word, and is left."""
    edge = _EDGE.match(text, begin, end)
    if edge is None or end - edge.end() < 2:
        return begin
    goes_on = (text[begin:at] for at in range(edge.end() + 1, min(edge.end() + 3, end) + 1))
    return begin if any(word in dictionary_tags() for word in goes_on) else edge.end()


def _with_unknown_place(text: str, start: int) -> int:
    """Where 秋屏市茶叶协会 begins, of which the tagger took 市茶叶协会: the place is in no
    dictionary, and stands alone between the unit and a mark of punctuation."""
    if text[start] not in REGION_UNITS:
        return start
    place = _PLACE_ALONE.search(text, max(0, start - 4), start)
    if place is None or place["place"] in EDGES or dictionary_tags().get(place["place"]):
        return start
    return place.start("place")


def _may_name_one(text: str, start: int, end: int, regions: Container[str]) -> bool:
    """Whether the span can name one organisation, and not several or a sort of them."""
    form = text[start:end]
    if end - start > LONGEST or (end - start > UNENDING and not form.endswith(_ENDINGS)):
        return False
    before = text[max(0, start - 4) : start]
    if _COUNTED.search(form) or before.endswith("全"):
        return False
    if end - start < FULL_NAME and before.endswith(REFERRING):
        return False
    if _is_region(form, regions):
        return False
    return form not in _SORTS_ONLY and not (
        dictionary_tags().get(form) in _COMMON_TAGS and not form.endswith(SUFFIXES)
    )


def _regions(text: str) -> frozenset[str]:
    """The two and the three characters before each unit of a region."""
    ends = [match.start() for match in _UNIT.finditer(text)]
    return frozenset(text[max(0, end - length) : end] for end in ends for length in (2, 3))


def _is_region(form: str, regions: Container[str]) -> bool:
    """Whether the form is the name of a region alone: 宁川县, or 宁川 where the text has
    宁川县 somewhere (``regions``). Lists that share a body (永川、黔江区科协) are read apart."""
    if form.endswith(SUFFIXES):
        return False
    if _REGION.fullmatch(form):
        return True
    is_short = len(form) <= 3 and form not in well_known()
    return is_short and (form in regions or is_dictionary_place(form))


def overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether ``[start, end)`` has a character in common with one of the sorted, disjoint spans."""
    at = bisect_right(spans, (start, end)) - 1
    return any(one < end and start < other for one, other in spans[max(0, at) : at + 2])


def _with_shared_bodies(
    text: str, found: Sequence[Mention], vocabulary: Vocabulary
) -> list[Mention]:
    """The mentions, and the places listed before one of them that share its body."""
    shared = {
        start: Mention(start, end, form)
        for mention in found
        if mention.name is None
        for start, end, form in shared_body(text, mention.start, mention.end, vocabulary.is_place)
    }
    by_start = {mention.start: mention for mention in found} | shared
    kept: list[Mention] = []
    for mention in sorted(by_start.values(), key=lambda mention: mention.start):
        if not kept or kept[-1].end <= mention.start:
            kept.append(mention)
    return kept


def _judge(
    text: str,
    match: NameMatch,
    around: tuple[int, int] | None,
    vocabulary: Vocabulary,
    names: Names,
) -> Mention | None:
    """The mention that a match of the file is, or None where it is a piece of another name."""
    form = text[match.start : match.end]
    mention = Mention(match.start, match.end, form, match.name)
    if around is None or around == (match.start, match.end):
        return _judge_alone(text, mention, vocabulary)
    start, end = around
    if names.of_file(text[start:end]) == match.name:
        return Mention(start, end, text[start:end], match.name)
    rest = text[match.end : end + (text[end : end + 1] in _OFFICES)]  # 市科协学会|部
    if rest and not _is_unit(form, rest):
        return None
    before = text[start : match.start]
    if not before:
        return mention
    if form[0] in REGION_UNITS or len(form) < FULL_NAME:
        home = _with_home(text, mention, vocabulary)
        return home if home.start == start else None
    return None if _ends_in_place(before, vocabulary) else mention


def _is_unit(form: str, rest: str) -> bool:
    """Whether ``rest`` behind the written ``form`` is a part of the same organisation.

    市民政局 + 社会组织管理局, 澜工大 + 机械学院; but not 市科协 + 委员会, nor 三江防腐 + 材料厂.
    """
    if rest in _PREMISES:
        return True
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
    for region in vocabulary.home_names:
        # 澜江 before 市科协: the unit of 澜江市 is the first character of the alias.
        start = mention.start - len(region)
        if start >= 0 and text.startswith(region, start):
            return Mention(start, mention.end, text[start : mention.end], mention.name)
    return mention


def _ends_in_place(before: str, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.is_place(before[-length:]) for length in (2, 3, 4))
