"""What a run did: counts, and a line with the reason for each item that needs one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT_FAILURES = 5
"""How many failures of a source its own part of the report names."""

SHOWN = 50
"""How many lines of one sort the text shows; the JSON has all."""

APART = 3
"""How many items that were left out for one and the same reason have a line each."""


@dataclass(frozen=True, slots=True)
class Line:
    """``path`` is the item (or the source) as a user knows it; ``reason`` is Chinese."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """An article of the source that is at another place: ``old`` and ``new`` are addresses,
    or what names its items where they have none."""

    source: str
    old: str
    new: str


@dataclass(slots=True)
class SourceReport:
    """What a run did with one source. ``failures`` are the first of its ``failed`` items;
    ``unavailable`` is the reason why it could not be read at all, or empty; ``refused``
    why nothing of it was deleted, or empty; ``kind`` is that of the configuration, empty
    for a source given by path."""

    kind: str = ""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    moved: int = 0
    deleted: int = 0
    duplicates: int = 0
    skipped: int = 0
    failed: int = 0
    failures: list[Line] = field(default_factory=list)
    unavailable: str = ""
    refused: str = ""
    seconds: float = 0.0

    def to_text(self) -> str:
        """The counts on one line, in Chinese."""
        if self.unavailable:
            return f"读不了：{printable(self.unavailable)}"
        return (
            f"新增 {self.added}，更新 {self.changed}，未变 {self.unchanged}，"
            + (f"移动 {self.moved}，" if self.moved else "")
            + f"删除 {self.deleted}，重复 {self.duplicates}，跳过 {self.skipped}，"
            f"失败 {self.failed}，用时 {self.seconds:.1f} 秒"
            + ("（没有删除）" if self.refused else "")
        )


@dataclass(slots=True)
class RunReport:
    """Counts are of items; ``deleted`` counts those that are gone from their source. What
    ``moved`` is neither added nor deleted.

    ``refused`` holds the sources whose deletions were withheld, ``unavailable`` those
    that could not be read at all, ``notes`` what else a user should know. ``attachments``
    are documents whose article is indexed though they gave not all of their text.
    ``generation`` is empty where nothing changed, so that nothing was sealed. ``began`` is
    an ISO time. ``sources`` has the same by source, in the order of the run.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    carried: int = 0
    moved: list[Move] = field(default_factory=list)
    duplicates: list[Line] = field(default_factory=list)
    skipped: list[Line] = field(default_factory=list)
    failed: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    unavailable: list[Line] = field(default_factory=list)
    attachments: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    articles: int = 0
    generation: str = ""
    seconds: float = 0.0
    stopped: str = ""
    began: str = ""
    sources: dict[str, SourceReport] = field(default_factory=dict)

    def skip(self, source: SourceReport, line: Line) -> None:
        """An item of the source is no content."""
        self.skipped.append(line)
        source.skipped += 1

    def duplicate(self, source: SourceReport, line: Line) -> None:
        """An item of the source says what another one does."""
        self.duplicates.append(line)
        source.duplicates += 1

    def fail(self, source: SourceReport, line: Line) -> None:
        """An item of the source cannot be read."""
        self.failed.append(line)
        source.failed += 1
        if len(source.failures) < KEPT_FAILURES:
            source.failures.append(line)

    def move(self, source: SourceReport, move: Move) -> None:
        """An article of the source is at another place."""
        self.moved.append(move)
        source.moved += 1

    @property
    def exit_status(self) -> int:
        """0 all well, 1 some items failed or a part was withheld, 2 nothing could be read."""
        if self.unavailable and not self.items:
            return 2
        troubles = (self.failed, self.refused, self.unavailable, self.stopped)
        return 1 if any(troubles) else 0

    @property
    def items(self) -> int:
        """How many items came up in all."""
        listed = len(self.duplicates) + len(self.skipped) + len(self.failed)
        return self.added + self.changed + self.unchanged + len(self.moved) + listed

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, with every line and the exit status."""
        return {**asdict(self), "exit_status": self.exit_status}

    def to_json(self) -> str:
        """The report as JSON for programs."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n"

    def to_text(self) -> str:
        """The report for people, in Chinese."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from _section("移动", [Line(one.old, f"移到 {one.new}") for one in self.moved])
        yield from _section("失败", self.failed)
        yield from _section("重复", self.duplicates)
        yield from _section("跳过", self.skipped, list(_grouped(self.skipped)))
        yield from _section("文章已收录，但附件没有读出全部文字", self.attachments)
        yield from _section("来源读不了，原有文章保留", self.unavailable)
        yield from _section("没有删除", self.refused)
        for note in self.notes:
            yield f"注意：{note}"
        if self.stopped:
            yield self.stopped
        if len(self.sources) > 1:
            yield from (f"{printable(name)}：{one.to_text()}" for name, one in self.sources.items())
        yield (
            f"新增 {self.added}，更新 {self.changed}，未变 {self.unchanged}，"
            + (f"移动 {len(self.moved)}，" if self.moved else "")
            + f"删除 {self.deleted}，重复 {len(self.duplicates)}，"
            f"跳过 {len(self.skipped)}，失败 {len(self.failed)}"
            + (f"，保留其他来源 {self.carried}" if self.carried else "")
        )
        yield f"{self._outcome()}用时 {self.seconds:.1f} 秒。"

    def _outcome(self) -> str:
        if self.generation:
            return f"索引 {self.generation} 已生效，共 {self.articles} 篇文章。"
        return "" if self.stopped else "索引没有变化。"


def _section(heading: str, lines: list[Line], shown: list[Line] | None = None) -> Iterator[str]:
    """``shown`` are the lines as they are to be read, where that is not one by one."""
    if not lines:
        return
    shown = lines if shown is None else shown
    yield f"{heading}（{len(lines)}）："
    for line in shown[:SHOWN]:
        yield f"  {printable(line.path)}：{printable(line.reason)}"
    if len(shown) > SHOWN:
        yield f"  ……其余 {len(shown) - SHOWN} 条用 --report 文件名.json 可以看到"


def _grouped(skipped: list[Line]) -> Iterator[Line]:
    """One line for many with the same reason, as a mirrored site has images by thousands."""
    counts = Counter(line.reason for line in skipped)
    told: set[str] = set()
    for line in skipped:
        count = counts[line.reason]
        if count <= APART:
            yield line
        elif line.reason not in told:
            told.add(line.reason)
            yield Line(f"{line.path} 等 {count} 项", line.reason)


def printable(text: str) -> str:
    """The text on one line, with whatever could steer a terminal written as an escape."""
    if text.isprintable():
        return text
    return "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    return " " if char.isspace() else char.encode("unicode_escape").decode()
