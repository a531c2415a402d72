"""What people type -> query tree. Linear in time; no string is an error.

Terms are all required. ``OR`` (or ``|``) binds closer than the space between terms, as
on the search engines people know: ``年会 防腐 OR 节能`` asks for 年会 and one of the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from index.analysis import ASKED_FOR, normalize, normalized
from index.identifiers import Identifier, typed_identifiers
from index.query import And, Everything, Field, Identified, Node, Not, Or, Term
from index.results import Notice, NoticeCode
from index.scanning import Lexeme, Sign, scan

LONGEST = 200
"""Characters of a query; what is behind them is set aside."""
MOST_TERMS = 32

_SEARCHABLE = re.compile(r"\w")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]+")
"""Control characters and halves of characters: nobody types them, no page can show them."""
_WORD_CUT = re.compile(r"[0-9A-Za-z\u00c0-\u024f]+$")
_SPLIT_FIELDS = (None, Field.TITLE)
"""Where a bare term is looked for in text, word by word, and not among whole values."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query understood: the tree, what there is to say about it, and the text used."""

    node: Node
    notices: tuple[Notice, ...]
    text: str


@dataclass(slots=True)
class _Group:
    """An open bracket: what it holds so far, and what waits for its next member."""

    limit: Field | None = None
    members: list[Node] = field(default_factory=list)
    joined: bool = False
    gap: bool = False
    """Whether what stood last was set aside, so that an OR has nothing before it."""
    next_field: Field | None = None
    next_negated: bool = False
    pending: list[str] = field(default_factory=list)

    def add(self, node: Node) -> None:
        """Take in a member, with the OR, the minus and the field that stood before it."""
        if self.next_negated:
            node = Not(node)
        if self.joined and self.members:
            before = self.members.pop()
            alternatives = before.children if type(before) is Or else (before,)
            node = Or((*alternatives, node))
        self.members.append(node)
        self.forget()
        self.gap = False

    def skip(self) -> None:
        """Pass over a member that is set aside; what stood before it is not for the next."""
        self.gap = not self.joined
        self.forget()

    def forget(self) -> None:
        """Nothing waits any more."""
        self.joined = self.next_negated = False
        self.next_field = None
        self.pending.clear()


class _Builder:
    def __init__(self, split: Callable[[str], tuple[str, ...]]) -> None:
        self._split = split
        self._groups = [_Group()]
        self._count = 0
        self._aside: list[str] = []
        self._sign = ""  # a bare term without a letter, searched as it stands if all there is
        self.notices: list[Notice] = []

    def take(self, lexeme: Lexeme) -> None:
        """Add one lexeme to the tree."""
        group = self._groups[-1]
        match lexeme.sign:
            case Sign.WORD:
                self._term(lexeme.text, quoted=False)
            case Sign.QUOTED | Sign.UNCLOSED:
                self._term(lexeme.text, quoted=True)
                if lexeme.sign is Sign.UNCLOSED:
                    self._note(NoticeCode.SET_ASIDE, "引号没有配对，已按到末尾为止处理")
            case Sign.IDENTIFIER:
                self._identifier(lexeme.text)
            case Sign.FIELD:
                self._set_aside_pending_field(group)
                group.next_field = lexeme.field
                group.pending.append(lexeme.text)
            case Sign.MINUS:
                group.next_negated = True
                group.pending.append(lexeme.text)
            case Sign.OR:
                self._aside += group.pending
                group.forget()
                group.joined = not group.gap
                group.pending.append(lexeme.text)
            case Sign.OPEN:
                self._groups.append(_Group(limit=group.next_field or group.limit))
            case Sign.CLOSE:
                self._close(lexeme.text)

    def _set_aside_pending_field(self, group: _Group) -> None:
        if group.next_field is not None:
            self._aside.append(group.pending.pop())

    def _identifier(self, shown: str) -> None:
        """A number: as it is typed or as articles carry it; in 文号 as they carry it, in
        another field as it is typed."""
        group = self._groups[-1]
        limited = group.next_field or group.limit
        found = typed_identifiers(normalized(shown))
        if not found or limited not in (None, Field.IDENTIFIER):
            self._term(shown, quoted=False)
        elif self._counts(shown):
            canonical = self._canonical(found[0])
            texts = dict.fromkeys((normalized(shown), normalized(found[0].name)))
            typed = [Term(text, (text,), shown=shown) for text in texts]
            group.add(canonical if limited else Identified((*typed, canonical)))

    def _canonical(self, found: Identifier) -> Node:
        text = normalized(found.name)
        term = Term(text, (text,), field=Field.IDENTIFIER, shown=found.name)
        if not found.rest:
            return term
        return And((term, Term(found.rest, self._split(found.rest), shown=found.rest)))

    def _term(self, shown: str, *, quoted: bool) -> None:
        group = self._groups[-1]
        text = normalized(shown)
        if not text or (not quoted and not _SEARCHABLE.search(text)):
            self._aside.append(f'"{shown}"' if quoted else shown)
            self._sign = "" if quoted else text
            group.skip()
            return
        if not self._counts(shown):
            return
        limited = group.next_field or group.limit
        whole = quoted or limited not in _SPLIT_FIELDS
        units, hints = ((text,), ()) if whole else _asked(self._split(text))
        group.add(Term(text, units, quoted, limited, shown, hints))

    def _counts(self, shown: str) -> bool:
        """Whether one more term is searched; says so of the first that is not."""
        self._count += 1
        if self._count <= MOST_TERMS:
            return True
        if self._count == MOST_TERMS + 1:
            said = f"一次最多搜索 {MOST_TERMS} 个词，从“{_short(shown)}”起没有参加搜索"
            self._note(NoticeCode.TOO_MANY_TERMS, said)
        self._groups[-1].skip()
        return False

    def _close(self, text: str) -> None:
        if len(self._groups) == 1:
            self._aside.append(text)
            return
        group = self._groups.pop()
        self._aside += group.pending
        if group.members:
            self._groups[-1].add(_all(group.members))
        else:
            if not self._aside:
                self._aside.append("()")
            self._groups[-1].skip()

    def finish(self) -> Node:
        """The tree; brackets still open are closed."""
        if len(self._groups) > 1:
            self._note(NoticeCode.SET_ASIDE, "括号没有配对，已按到末尾为止处理")
        while len(self._groups) > 1:
            self._close(")")
        root = self._groups[0]
        self._aside += root.pending
        shown = " ".join(dict.fromkeys(self._aside))
        if self._sign and not root.members and self._sign == normalized(shown):
            self._note(NoticeCode.SET_ASIDE, f"没有字词，已按原样搜索：{shown}")
            return Term(self._sign, (self._sign,), quoted=True, shown=shown)
        if self._aside:
            self._note(NoticeCode.SET_ASIDE, f"没有可搜索的内容，已略去：{shown}")
        return _all(root.members)

    def _note(self, code: NoticeCode, text: str) -> None:
        notice = Notice(code, text)
        if notice not in self.notices:
            self.notices.append(notice)


def _asked(units: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The units that must be found, and those that say what is to be told of them: 时间 of
    首飞的时间. Where fewer than two others are left, all must be found."""
    told = tuple(unit for unit in units if unit in ASKED_FOR)
    others = tuple(unit for unit in units if unit not in ASKED_FOR)
    return (others, told) if len(others) > 1 else (units, ())


def _all(members: list[Node]) -> Node:
    flat: list[Node] = []
    for member in members:
        flat.extend(member.children if isinstance(member, And) else (member,))
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def parse(text: str, split: Callable[[str], tuple[str, ...]]) -> Parsed:
    """Understand a query; never raises, whatever the string.

    ``split`` gives the units of a bare, normalised term (see :meth:`Analyzer.units`).
    What is not understood is searched as text; what cannot be searched, or is past a
    limit, is set aside, and a notice says so. An empty query is the whole collection.
    """
    builder = _Builder(split)
    used, rest = _cut(_UNSEEN.sub("", text).strip())
    if rest:
        said = f"搜索词太长，只用了前 {LONGEST} 个字符，从“{_short(rest)}”起没有参加搜索"
        builder.notices.append(Notice(NoticeCode.TOO_LONG, said))
    for lexeme in scan(used, _identifiers(used)):
        builder.take(lexeme)
    return Parsed(builder.finish(), tuple(builder.notices), used)


def _identifiers(text: str) -> dict[int, int]:
    """Where numbers stand in the query as typed: where each ends, by where it begins."""
    normal = normalize(text)
    found = typed_identifiers(normal.text)
    return dict(normal.original_span(one.start, one.end) for one in found)


def _cut(text: str) -> tuple[str, str]:
    """What is used of the query and what is not: cut at the limit, or before the word,
    number or combining sequence that the limit would cut through."""
    end = min(LONGEST, len(text))
    while 0 < end < len(text) and unicodedata.category(text[end])[0] == "M":
        end -= 1
    if end < len(text) and _WORD_CUT.match(text[end]):
        end -= len(found[0]) if (found := _WORD_CUT.search(text[:end])) else 0
    return text[: end or LONGEST].rstrip(), text[end or LONGEST :].strip()


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
