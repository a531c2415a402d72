"""The labelled lines of minutes: 时间：…, 地点：…, 主持：…, 出席：…"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.enrich.meeting_text import Sentence

_KINDS = {
    "date": ("会议时间", "召开时间", "开会时间", "时间", "会议日期", "日期"),
    "venue": ("会议地点", "召开地点", "开会地点", "地点"),
    "chair": ("会议主持人", "会议主持", "主持人", "主持"),
    "present": (
        "出席人员", "出席监事", "出席理事", "出席委员", "出席代表", "参会人员", "参加人员", "与会人员", "到会人员", "出席会议人员", "出席领导",
        "列席人员", "出席", "列席", "参加", "参会", "到会",
    ),
    "hosts": ("主办单位", "主办"),
    "co_hosts": ("承办单位", "协办单位", "支持单位", "承办", "协办"),
    "other": (
        "记录人", "记录", "缺席人员", "缺席", "请假人员", "请假", "会议内容", "会议议题", "议题", "会议名称",
        "主题", "发送", "抄送", "整理",
    ),
}  # fmt: skip
_KIND_OF = {label: kind for kind, labels in _KINDS.items() for label in labels}
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s.;。]))[【\[]?("
    + "|".join(r"\s{0,3}".join(label) for label in sorted(_KIND_OF, key=len, reverse=True))
    + r")[】\]]?\s{0,2}:\s{0,3}"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a label says; ``value`` at ``[start, end)`` of the sentence."""

    kind: str
    sentence: Sentence
    start: int
    end: int

    @property
    def value(self) -> str:
        """As written, without white space at its ends."""
        return self.sentence.text[self.start : self.end].strip(" \u3000;；")

    @property
    def plain(self) -> str:
        """The same with folded signs."""
        return self.sentence.plain[self.start : self.end].strip(" ;")


def labelled(sentences: Sequence[Sentence]) -> dict[str, list[Labelled]]:
    """The labelled values by kind (``date``, ``venue``, ``chair``, ``present``, ``hosts``,
    ``co_hosts``, ``other``), in order."""
    found: dict[str, list[Labelled]] = {}
    for sentence in sentences:
        matches = list(_LABEL.finditer(sentence.plain))
        ends = [match.start() for match in matches[1:]] + [len(sentence.text)] * bool(matches)
        for match, end in zip(matches, ends, strict=True):
            kind = _KIND_OF[re.sub(r"\s", "", match[1])]
            stop = len(sentence.plain[:end].rstrip("。. "))
            found.setdefault(kind, []).append(Labelled(kind, sentence, match.end(), stop))
    return found
