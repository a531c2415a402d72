"""Synonyms put into a query: each leaf that one stands in gets its alternatives beside it.

Alternatives are put in at the leaf, so that a minus and a field hold for them too. What is
quoted is never widened, nor is a value (栏目, 文号, 类型) that is not a name. A phrase of the
site's is a word whatever a segmenter makes of it: 市科协 does not ask for 市 and for 科协.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from index.analysis import Token
from index.query import And, Field, Identified, Node, Not, Or, Term, Widened
from index.results import Notice, NoticeCode
from index.synonyms import MOST, Phrase, Synonyms
from index.writing import written

_SHOWN = 3
"""How many alternatives of a phrase a notice names."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a term: a phrase with what stands for it, or text between such phrases."""

    text: str
    phrase: Phrase | None = None
    others: tuple[Phrase, ...] = ()


class _Widener:
    def __init__(
        self,
        synonyms: Synonyms,
        words: Callable[[str], Iterator[Token]],
        split: Callable[[str], tuple[str, ...]],
    ) -> None:
        self._synonyms = synonyms
        self._words = words
        self._split = split
        self.said: dict[str, None] = {}

    def widen(self, node: Node) -> tuple[Node, Node]:
        """The node with its alternatives, and the node that asks for its words alone."""
        match node:
            case Term():
                return self._term(node)
            case Or(children) if not isinstance(node, Widened | Identified):
                pairs = [self.widen(child) for child in children]
                return Or(tuple(wide for wide, _ in pairs)), Or(tuple(bare for _, bare in pairs))
            case And(children):
                return self._all(children)
            case Not(child):
                wide, bare = self.widen(child)
                return Not(wide), Not(bare)
            case _:
                return node, node

    def _all(self, children: tuple[Node, ...]) -> tuple[Node, Node]:
        wide: list[Node] = []
        bare: list[Node] = []
        place = 0
        while place < len(children):
            run = self._run(children[place:])
            pairs = [self.widen(child) for child in children[place : place + max(1, len(run))]]
            alone: list[Node] = [*map(_quoted, run)] if run else [pairs[0][1]]
            for one in alone:
                bare += one.children if isinstance(one, And) else (one,)
            own = tuple(node for node, _ in pairs)
            if run:
                others = self._synonyms.alternatives(tuple(term.text for term in run))
                self._say(tuple(term.text for term in run), others)
                made = [_term_of((other,), run[0], self._rest) for other in others]
                wide.append(Widened((And(own), *made)))
            else:
                wide += own
            place += len(pairs)
        return (wide[0] if len(wide) == 1 else And(tuple(wide))), And(tuple(bare))

    def _run(self, children: tuple[Node, ...]) -> list[Term]:
        """The most of the first terms that are together a phrase of several words."""
        run: list[Term] = []
        found = 0
        for child in children:
            if not isinstance(child, Term) or not _is_text(child):
                break
            if run and child.field is not run[0].field:
                break
            run.append(child)
            if len(run) > 1 and tuple(term.text for term in run) in self._synonyms.rules:
                found = len(run)
        return run[:found]

    def _term(self, term: Term) -> tuple[Node, Node]:
        pieces = list(self._pieces(term)) if not term.quoted else []
        if not any(piece.phrase for piece in pieces):
            return term, term
        for piece in pieces:
            if piece.phrase:
                self._say(piece.phrase, piece.others)
        choices: list[tuple[str | Phrase, ...]] = [
            (one.phrase or one.text, *one.others) for one in pieces
        ]
        ways = islice(product(*choices), MOST + 1)
        own, *made = [_term_of(way, term, self._rest) for way in ways]
        term = replace(term, units=own.units)
        bare = [alone for piece in pieces for alone in self._alone(piece, term)]
        return Widened((term, *made)), And(tuple(bare)) if len(bare) > 1 else bare[0]

    def _alone(self, piece: _Piece, term: Term) -> list[Node]:
        """A piece of the term as terms that no phrase stands in: quoted where one does, or
        would if it stood alone."""
        units = () if piece.phrase else self._rest(piece.text, term)
        bare = Term(piece.text, (piece.text,), field=term.field, shown=piece.text)
        if piece.phrase:
            return [_quoted(bare)]
        if any(part.phrase for part in self._pieces(bare)):
            return [_quoted(Term(one, (one,), field=term.field, shown=one)) for one in units]
        return [bare] if units else []

    def _pieces(self, term: Term) -> Iterator[_Piece]:
        """The term cut where its phrases stand: the first ones, and of those the longest,
        that begin and end where words do."""
        text = term.text
        if term.field is Field.ORGANIZATION:
            found = self._synonyms.by_text.get(text)
            others = self._synonyms.alternatives(found) if found else ()
            yield _Piece(text, found, tuple(other for other in others if len(other) == 1))
            return
        edges = self._edges(text) if _is_text(term) else []
        begun = position = 0
        while position < len(text):
            end = self._phrase_end(text, position, edges)
            if end:
                phrase = self._synonyms.by_text[text[position:end]]
                if position > begun:
                    yield _Piece(text[begun:position])
                yield _Piece(text[position:end], phrase, self._synonyms.alternatives(phrase))
                begun = end
            position = end or position + 1
        if begun < len(text):
            yield _Piece(text[begun:])

    def _phrase_end(self, text: str, start: int, edges: list[int]) -> int:
        """Where the longest phrase ends that begins at ``start``; 0 for none."""
        if start not in edges:
            return 0
        last = start + self._synonyms.longest
        ends = [end for end in edges if start < end <= last]
        return max((end for end in ends if text[start:end] in self._synonyms.by_text), default=0)

    def _edges(self, text: str) -> list[int]:
        """Where words begin and end in the text, ascending."""
        edges = {0, len(text)}
        for word, offset in self._words(text):
            edges |= {offset, offset + len(word)}
        return sorted(edges)

    def _rest(self, text: str, term: Term) -> tuple[str, ...]:
        """The units of a piece of the term that stays as it is, without the function words
        that the term lets go of as a whole."""
        units = self._split(text)
        return tuple(
            unit
            for unit in units
            if unit not in term.hints and (len(unit) > 1 or unit in term.units)
        )

    def _say(self, phrase: Phrase, others: tuple[Phrase, ...]) -> None:
        shown = "、".join(f"“{self._synonyms.written[other]}”" for other in others[:_SHOWN])
        more = f"等 {len(others)} 个" if len(others) > _SHOWN else ""
        self.said[f"“{' '.join(phrase)}”的同义词{shown}{more}"] = None


def _quoted(term: Term) -> Term:
    return Term(term.text, (term.text,), quoted=True, field=term.field, shown=term.shown)


def _is_text(term: Term) -> bool:
    """Whether the term is bare and looked for in text."""
    return not term.quoted and term.field in (None, Field.TITLE)


def _term_of(
    way: tuple[str | Phrase, ...], term: Term, rest: Callable[[str, Term], tuple[str, ...]]
) -> Term:
    """The term with some of its pieces replaced; a replaced one asks for its words as they
    stand."""
    units: dict[str, None] = {}
    for piece in way:
        units |= dict.fromkeys(rest(piece, term) if isinstance(piece, str) else piece)
    texts = [piece if isinstance(piece, str) else "".join(piece) for piece in way]
    shown = "".join(piece if isinstance(piece, str) else " ".join(piece) for piece in way)
    return Term("".join(texts), tuple(units), field=term.field, shown=shown)


def widened(
    node: Node,
    synonyms: Synonyms,
    words: Callable[[str], Iterator[Token]],
    split: Callable[[str], tuple[str, ...]],
) -> tuple[Node, tuple[Notice, ...]]:
    """The query with the synonyms of its bare terms, and the notice that says which.

    ``words`` cuts a normalised text into words with their offsets, ``split`` gives the
    units of a bare term (see :class:`index.analysis.Analyzer`). At most ``MOST``
    alternatives a term.
    """
    if not synonyms.rules:
        return node, ()
    widener = _Widener(synonyms, words, split)
    wide, bare = widener.widen(node)
    if not widener.said:
        return node, ()
    text = f"也搜索了{'；'.join(widener.said)}"
    return wide, (Notice(NoticeCode.SYNONYMS, text, written(bare)),)
