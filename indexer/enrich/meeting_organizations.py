"""The organisations of a meeting: who held it, who helped, who was there, who spoke."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.article import Article, Evidence
from indexer.enrich.meeting_employers import employers_of, is_organization
from indexer.enrich.meeting_labels import Labelled
from indexer.enrich.meeting_people import Named, listed_people
from indexer.enrich.meeting_text import Sentence
from indexer.enrich.offices import KNOWN_NAME

MOST = 100
"""Organisations that are kept of one meeting."""

_HOSTED = re.compile(
    r"(?P<who>[^,;。]{2,120}?)(?:共同|联合|联手|牵头)?(?P<verb>主办|承办|协办)(?!单位|方|权|地|城)"
)
_HELD = re.compile(r"(?:组织|联合)?(?:召开|举行|举办)")
_THERE = re.compile(r"参加|出席|到会|列席|与会|派员|派人|率队|应邀|莅临")
_MAYBE_THERE = re.compile(_THERE.pattern + "|的代表")
_SPOKE = re.compile(
    r"(?P<who>[^。;]{2,200}?)(?:分别|先后|依次|等|出席会议)?(?:作?了?(?:作|做|进行)了?|并(?=交流发言))"
    r"(?:题为.{1,40}的)?(?:大会|经验|典型|主题|专题|学术|特邀)*"
    r"(?:交流|典型|经验交流)?(?:发言|分享|介绍|(?:主题|专题|学术|主旨)(?:报告|演讲)|专题讲座)"
)
_TALK = re.compile(r"交流|典型|主题|专题|学术|主旨|经验|特邀|讲座")
_NO_NAME = re.compile(
    r"召开|举行|举办|^(?:协会|学会|商会|总会)"
    r"|^(?:分会|研究会|促进会|联合会|集团|公司)$"
)
"""What is found in the text and names nobody: the body itself, or a verb taken in."""
_PART = re.compile(r"(?:理事会|监事会|主席团|大会|方面)$")
"""Parts of the body that meets: who holds an office in them is not there for another."""
_AGREED = re.compile(r"商定|议定|决定|明年|下一?[届次]")
"""Who will hold the next one did not hold this one."""
_ITEMS = re.compile(r"、|和|与|以及|及")
_LONGEST_NAME = 40
_ENDING = re.compile(
    r"(?:会|社|公司|集团|中心|院|校|局|厅|部|委|办|所|站|馆|大学|政府|支部|联盟|商会|科协|工商联|总工会|厂)$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation at ``[start, end)`` of a field, by its canonical name."""

    start: int
    end: int
    name: str


def mentions_of(article: Article) -> Mapping[str, Sequence[Mention]]:
    """Where the organisations of the article stand, by field and place."""
    found: dict[str, list[Mention]] = {"title": [], "body": []}
    for organization in article.organizations:
        for form in organization.forms:
            if form.field in found and _NO_NAME.search(form.text) is None:
                found[form.field].append(Mention(form.start, form.end, organization.name))
    return {field: sorted(own, key=lambda one: one.start) for field, own in found.items()}


def inside(
    mentions: Mapping[str, Sequence[Mention]], sentence: Sentence, start: int, end: int
) -> list[Mention]:
    """The mentions within ``[start, end)`` of the sentence, with places of the sentence."""
    own = mentions[sentence.field]
    first = bisect_left(own, sentence.start + start, key=lambda one: one.start)
    found = []
    for one in own[first:]:
        if one.start >= sentence.start + end:
            break
        if one.end <= sentence.start + end:
            found.append(Mention(one.start - sentence.start, one.end - sentence.start, one.name))
    return found


def hosts_of(
    sentences: Sequence[Sentence],
    labels: Mapping[str, Sequence[Labelled]],
    mentions: Mapping[str, Sequence[Mention]],
    name: str,
) -> tuple[list[Evidence], list[Evidence]]:
    """Those who held the meeting of that name and those who helped."""
    held: dict[str, Evidence] = {}
    helped: dict[str, Evidence] = {}
    for kind, into in (("hosts", held), ("co_hosts", helped)):
        for label in labels.get(kind, ()):
            _named(label.sentence, label.start, label.end, mentions, into)
    for sentence in sentences[:6]:
        for match in _HOSTED.finditer(sentence.plain):
            if _AGREED.search(sentence.plain, 0, match.end()):
                break
            into = held if match["verb"] == "主办" else helped
            start = match.start("who")
            start += max(match["who"].rfind("由"), match["who"].rfind("主办、")) + 1
            _named(sentence, start, match.end("who"), mentions, into)
    if not held and name:
        _before_name(sentences, mentions, name, held)
    return list(held.values()), list(helped.values())


def _named(
    sentence: Sentence,
    start: int,
    end: int,
    mentions: Mapping[str, Sequence[Mention]],
    into: dict[str, Evidence],
) -> None:
    """The organisations of a list: those found in it, else what has the form of one."""
    own = inside(mentions, sentence, start, end)
    for one in own:
        into.setdefault(one.name, sentence.evidence(one.name))
    position = start
    for item in re.split(f"({_ITEMS.pattern})", sentence.text[start:end]):
        text = item.strip(" ,，、")
        covered = any(one.start < position + len(item) and position < one.end for one in own)
        if not covered and 4 <= len(text) <= _LONGEST_NAME and _ENDING.search(text):
            into.setdefault(text, sentence.evidence(text))
        position += len(item)


def _before_name(
    sentences: Sequence[Sentence],
    mentions: Mapping[str, Sequence[Mention]],
    name: str,
    into: dict[str, Evidence],
) -> None:
    """Whose name stands before the meeting's, or before 召开 in its sentence."""
    for sentence in (*sentences[1:4], *sentences[:1]):
        at = sentence.text.find(name.split("暨")[0])
        if at < 0:
            continue
        if sentence is sentences[0] and _THERE.search(sentence.plain[:at]):
            continue
        own = inside(mentions, sentence, 0, at)
        for one in _holding(sentence, own, at):
            into.setdefault(one.name, sentence.evidence(one.name))
        if not into and (written := _written_before(sentence, at)):
            into[written] = sentence.evidence(written)
        if into:
            return
    for sentence in sentences[1:3]:
        held = _HELD.search(sentence.plain)
        if held and (written := _written_before(sentence, held.end())):
            own = inside(mentions, sentence, 0, held.start())
            names = [one.name for one in own if sentence.text[one.start : one.end] == written]
            chosen = names[0] if names else written
            into[chosen] = sentence.evidence(chosen)
            return


def _written_before(sentence: Sentence, at: int) -> str:
    """What has the form of an organisation and holds the meeting whose name stands at ``at``."""
    before = _HOLDING.search(sentence.plain, max(0, at - 80), at)
    if before is None:
        return ""
    text = sentence.text[before.start("who") : before.end("who")]
    return text if is_organization(text) else ""


_HOLDING = re.compile(
    rf"(?:^|[,。;日午])(?P<who>[^,。;在日午]{{3,30}}?)"
    rf"(?:在[^,。;]{{2,30}})?(?:以[^,。;]{{2,10}}[形方]式)?(?:{_HELD.pattern}了?)?[“”]?$"
)


def _holding(sentence: Sentence, own: Sequence[Mention], at: int) -> Iterator[Mention]:
    """Of the mentions before a name at ``at``: those that it follows, through 与 and 、, and
    those that are followed by 召开 or by 在…召开."""
    limit = at
    for one in reversed(own):
        between = sentence.plain[one.end : limit]
        if sentence.plain[max(0, one.start - 1) : one.start] == "在":
            continue
        joined = limit < at and re.fullmatch(r"、|和|与|及|,?联合|以及|牵头,(?:联合|会同)", between)
        follows = limit == at and (
            re.fullmatch(
                r"(?:[^,。;在]{0,8}(?:部|组|处|党委|委员会))?(?:在[^,。;]{2,30})?(?:以[^,。;]{2,10}[形方]式)?"
                r"(?:组织|联合|隆重|顺利|成功)*(?:召开|举行|举办)[了的]?"
                r"|(?:关于)?|党支部|党委",
                between,
            )
        )
        if not (joined or follows):
            return
        limit = one.start
        yield one


def present_of(
    sentences: Sequence[Sentence],
    mentions: Mapping[str, Sequence[Mention]],
    people: Sequence[tuple[Sentence, Named]],
    apart: Sequence[str],
) -> list[Evidence]:
    """The organisations of the people's offices, and those that a sentence says took part;
    what is ``apart`` (the venue, the name) is not among them."""
    found: dict[str, Evidence] = {}
    for sentence, person in people:
        for name in _served(sentence, person, inside(mentions, sentence, person.start, person.end)):
            found.setdefault(name, sentence.evidence(name))
    offices: dict[int, list[Named]] = {}
    for sentence, person in people:
        offices.setdefault(sentence.start, []).append(person)
    for sentence in sentences:
        if sentence.field != "body" or not _MAYBE_THERE.search(sentence.plain):
            continue
        for one in inside(mentions, sentence, 0, len(sentence.text)):
            own = offices.get(sentence.start, ())
            if any(person.start <= one.start < person.end for person in own):
                continue
            if _took_part(sentence, one, apart):
                found.setdefault(one.name, sentence.evidence(one.name))
    return list(found.values())[:MOST]


def _served(sentence: Sentence, person: Named, own: Sequence[Mention]) -> Iterator[str]:
    """The organisations of a person's office: those found there, and what has the form of
    one where none was found, or only a piece of it."""
    at = sentence.plain.find(person.office, person.start) if person.office else -1
    written = [
        (start, start + len(name), name)
        for name in (employers_of(person.office) if at >= 0 else ())
        if (start := sentence.plain.find(name, at)) >= 0
    ]
    for one in own:
        text = sentence.text[one.start : one.end]
        piece = any(
            (start < one.start and one.end == end)
            or (start <= one.start and one.end < end and not _ENDING.search(text))
            for start, end, _ in written
        )
        award = sentence.plain.startswith("院士", one.end)
        if not (piece or award or _PART.search(one.name) or KNOWN_NAME.fullmatch(text)):
            yield one.name
            written = [(s, e, n) for s, e, n in written if e <= one.start or one.end <= s]
    for start, end, _ in written:
        yield sentence.text[start:end]


def _took_part(sentence: Sentence, one: Mention, apart: Sequence[str]) -> bool:
    """派员参加, …代表参加 right behind it, within its own clause."""
    written = sentence.text[one.start : one.end]
    if any(written in other for other in apart) or KNOWN_NAME.fullmatch(written):
        return False
    if re.search(r"[队科股站组]$|同志$", written):
        return False
    clause = re.split(r"[,;。]", sentence.plain[one.end : one.end + 60])[0]
    if sentence.plain[max(0, one.start - 1) : one.start] == "在":
        return False
    return (
        re.match(
            r"(?:[^,;。]{0,10})?(?:派员|派人|的代表|代表参加|等?[^,;。]{0,12}(?:参加|出席|列席|参会|与会))",
            clause,
        )
        is not None
    )


def speakers_of(
    sentences: Sequence[Sentence],
    mentions: Mapping[str, Sequence[Mention]],
    names_in: Mapping[int, Sequence[Named]],
) -> list[tuple[Evidence, bool]]:
    """Who gave a talk, each with whether it is an organisation; ``names_in`` are the people
    of each sentence by its place in ``sentences``."""
    found: dict[str, tuple[Evidence, bool]] = {}
    for number, sentence in enumerate(sentences):
        for match in _SPOKE.finditer(sentence.plain):
            if sentence.field != "body" or not _TALK.search(
                sentence.plain, match.end("who"), match.end()
            ):
                continue
            start, end = _clause(sentence, match)
            people = [one for one in names_in.get(number, ()) if start <= one.start < end]
            for person in people or _bare(sentence, start, end):
                found.setdefault(person.name, (sentence.evidence(person.name), False))
            if not people:
                own: dict[str, Evidence] = {}
                _named(sentence, start, end, mentions, own)
                found |= {
                    name: (evidence, True) for name, evidence in own.items() if name not in found
                }
    return list(found.values())[:MOST]


def _clause(sentence: Sentence, match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span("who")
    comma = sentence.plain.rfind(",", start, end)
    return (comma + 1 if comma >= 0 else start), end


def _bare(sentence: Sentence, start: int, end: int) -> Iterator[Named]:
    """欧阳克俭、蒲至清等五位专家: names of people alone."""
    text = sentence.plain[start:end]
    if "、" in text and "等" in text and len(text) < 60:
        for one in listed_people(text):
            yield Named(one.name, one.office, start + one.start, start + one.end)
