"""What a meeting decided: 审议通过…, 决定…, and lists that such words open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.enrich.meeting_text import Sentence

_WHOLE = 12
"""Characters from which a verb with what it takes is a decision without more."""

MOST = 60
"""Decisions that are kept of one meeting."""

_MANNER = r"(?:逐项|经|以|举手|无记名|投票|表决|一致|全票|分别|讨论|研究|审议|审查|原则|并|、|,)*"
_VERB = re.compile(
    rf"(?:{_MANNER}(?:通过了|(?<=[决议论致])通过(?!的)(?=.{{2}})"
    rf"|通过(?!的)(?=《|[^,。;\"“]{{0,30}}(?:报告|办法|章程|方案|决议|议案"
    rf"|名单|细则|规定|提案|草案|预算|议程))|同意了?(?!见|愿|[\"”])|批准了?)"
    r"|(?:会议|大会|一致|研究|讨论)?(?<!表彰)(?<!重大)(?<!一个)(?<!的)(?<!项)(?<!《)(?:决定(?!书|性"
    r"|于.{2,8}召开.{0,4}会议的)|议定|商定)(?:了|:|,)?"
    r"|(?:会议|大会)?(?:选举产生了?|选举(?!办法|工作|制|必须)|推选|增选|补选|增补|聘任了?|聘请|表决接纳|接纳"
    r"|吸收(?=.{2,40}(?:为|入会)))"
    r"|宣布成立|就[^,。;]{2,30}达成[^,。;]{0,6}共识|签署了?(?=《|[^,。]{2,20}协议)"
    r"|对[^,。;]{2,40}(?:作|予以|给予)[^,。;]{0,4}(?:除名|通报|表彰)(?:处理)?)"
)
_OPENS = re.compile(
    r"(?:如下|以下|下列)?(?:决定|决议|共识|事项|议题|议案|意见|议定|明确|商定|通过|同意|一致意见有?)[^。;]{0,12}:\s*$"
    r"|(?:作出|形成|达成|议定|通过)[^。;]{0,14}:|议定的事|(?:会议)?(?:明确|商定|议定|决定|研究决定|形成决议如下):"
    r"|审议(?:并)?通过(?:了)?(?:以下|如下|[一二三四五六七八九十\d]+项)[^。;]{0,8}:|双方商定,"
)
_ITEM = re.compile(
    r"^\s*(?:\(?[一二三四五六七八九十]{1,3}\)?、?|\(?\d{1,2}\)?\s?[.、)]?|[一二三四五六七八九十]+是"
    r"|[①-⑳])(?<=[、.)是①-⑳])\s*"
)
_SPLIT = re.compile(
    r";|(?<=[,;:。])(?=[一二三四五六七八九十]、)|(?<=[:;,。])(?=[一二三四五六七八九十]是)"
)
_LEAD = re.compile(r"(?:[、,并和与以\s]|会议|大会)+")
_UNDONE = re.compile(
    r"未获通过|未能?通过|未.{0,12}形成决议|没有?通过|讨论了(?!.*,(?:一致)?(?:同意|通过|决定))|留待|将提交.{0,6}审议$"
)
_ASKED = re.compile(r"要求|强调|指出|希望|认为|提醒|表示|说")
_TOLD = re.compile(
    r"\s*(?:会议|大会|座谈会|他|她)?(?:还|并|同时)?(?:强调|指出|要求|认为|希望|提出)[,:]?"
)
_PASSED = re.compile(r"已经|此前|已于|曾|关于印发|去年")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as worded, at ``[start, end)`` of its sentence."""

    text: str
    sentence: Sentence
    start: int
    end: int


def decisions_of(sentences: Sequence[Sentence]) -> tuple[Decision, ...]:
    """The decisions of the body, in order, each once; linear in the text."""
    found: dict[str, Decision] = {}
    open_list = False
    for sentence in sentences:
        if sentence.field == "body":
            decided, open_list = _decided(sentence, open_list, found)
            for decision in decided:
                found.setdefault(decision.text, decision)
        if len(found) >= MOST:
            break
    return tuple(found.values())[:MOST]


def _decided(
    sentence: Sentence, open_list: bool, found: dict[str, Decision]
) -> tuple[list[Decision], bool]:
    """The decisions of the sentence, and whether a list goes on behind it; ``open_list``
    says whether one went on before it."""
    unfinished = sentence.plain.rstrip().endswith(";")
    opened = _OPENS.search(sentence.plain)
    if opened is not None:
        pieces = list(_pieces(sentence, opened.end()))
        spoken = [] if pieces else list(_spoken(sentence, 0, opened.start()))
        return spoken + pieces, not pieces or unfinished
    numbered = _ITEM.match(sentence.plain) is not None
    if open_list and (numbered or unfinished or _is_last(sentence, found)):
        return list(_pieces(sentence, 0)), numbered or unfinished
    return list(_spoken(sentence, 0, len(sentence.plain))), False


def _is_last(sentence: Sentence, found: dict[str, Decision]) -> bool:
    """Whether it ends a list whose items end with semicolons."""
    last = next(reversed(found.values()), None)
    return last is not None and last.sentence.plain.rstrip().endswith(";")


def _pieces(sentence: Sentence, start: int) -> Iterator[Decision]:
    """The items of a list that stands in the sentence from ``start`` on."""
    ends = [match.start() for match in _SPLIT.finditer(sentence.plain, start)]
    for end in [*ends, len(sentence.plain)]:
        decision = _item(sentence, start, end)
        if decision is not None:
            yield decision
        start = end


def _item(sentence: Sentence, start: int, end: int) -> Decision | None:
    plain = sentence.plain[start:end]
    mark = _ITEM.match(plain.lstrip(" ;,、"))
    skipped = len(plain) - len(plain.lstrip(" ;,、")) + (mark.end() if mark else 0)
    text = sentence.text[start + skipped : end].strip(" ;；。,，")
    if len(text) < 4 or _UNDONE.search(text):
        return None
    at = sentence.text.find(text, start)
    return Decision(text, sentence, at, at + len(text))


def _spoken(sentence: Sentence, start: int, end: int) -> Iterator[Decision]:
    """The decisions of running text, from their verb to the end of the clause or to the
    next such verb behind a comma."""
    elected = False
    for clause in re.finditer(r"[^;]+", sentence.plain[start:end]):
        text = clause.group()
        if _UNDONE.search(text):
            continue
        if elected and re.search(r"为|选出", text) and not _VERB.search(text):
            yield _made(sentence, start + clause.start(), start + clause.end())
            continue
        verbs = [verb for verb in _VERB.finditer(text) if _is_decided(text, verb)]
        verbs = [
            v for k, v in enumerate(verbs) if k == 0 or "," in text[verbs[k - 1].end() : v.end()]
        ]
        ends = [verb.start() for verb in verbs[1:]] + [len(text)] * bool(verbs)
        for verb, until in zip(verbs, ends, strict=True):
            made = _made(
                sentence, start + clause.start() + verb.start(), start + clause.start() + until
            )
            if len(made.text) >= min(verb.end() - verb.start() + 2, _WHOLE):
                yield made
                elected = elected or "选举" in verb.group()


def _is_decided(text: str, verb: re.Match[str]) -> bool:
    """Whether it was decided there and then, and not asked for or told of."""
    before = text[max(0, verb.start() - 12) : verb.start()]
    if _PASSED.search(text[: verb.start()]) or _TOLD.match(text):
        return False
    return not _ASKED.search(before) or "会议" in text[:4]


def _made(sentence: Sentence, start: int, end: int) -> Decision:
    lead = _LEAD.match(sentence.plain, start, end)
    start = lead.end() if lead else start
    text = sentence.text[start:end].rstrip(" 。;；，,、并")
    return Decision(text, sentence, start, start + len(text))
