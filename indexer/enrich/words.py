"""Words of a run of text with the part of speech its dictionary gives each.

No tagger: the name of an organisation is found by what stands at its edges, and there a
dictionary's tag does as well as a tagger's guess, always the same, and many times faster.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import jieba

from index.analysis import Segmenter

UNKNOWN = ""
"""The tag of a word that the dictionary does not have."""

# Tags are jieba's (those of ICTCLAS): ns place, nt organisation, nz other proper noun, ...
PLACE, ORGANIZATION = "ns", "nt"
REGION_UNITS = frozenset("省市区县州镇乡")

_NAME_TAILS = ("协会", "学会", "事务所", "商会", "公司", "委员会", "大学", "学院")
_OFFICE_TAILS = ("会员", "律师", "理事", "会长", "主任", "董事", "经理", "教授", "院长", "校长")


@dataclass(frozen=True, slots=True)
class Word:
    """A word; ``[start, end)`` of the text its run was cut from."""

    text: str
    start: int
    end: int
    tag: str

    @property
    def is_place(self) -> bool:
        """A place, or the unit alone that stands for the region at home (市, 区)."""
        return self.tag == PLACE or self.text in REGION_UNITS


class Words:
    """Cuts runs with the site's dictionary and the names of its home region."""

    def __init__(self, segmenter: Segmenter, home_region: str = "") -> None:
        self._segmenter = segmenter
        regions = dict.fromkeys((home_region, region_stem(home_region)))
        self.home_names = tuple(name for name in regions if len(name) > 1)

    @functools.cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        tokenizer = self._segmenter.load()
        for name in self.home_names:
            if not tokenizer.FREQ.get(name):
                tokenizer.add_word(name, None, PLACE)
        return tokenizer

    def cut(self, run: str, offset: int = 0) -> list[Word]:
        """The words of ``run``, which begins at ``offset`` of the text; they cover it."""
        words = []
        # Without the hidden Markov model: it glues what it does not know to its neighbours.
        for whole in self._tokenizer.cut(run, HMM=False):
            for text in self._parts(whole):
                words.append(Word(text, offset, offset + len(text), self.tag(text)))
                offset += len(text)
        return words

    def _parts(self, word: str) -> tuple[str, ...]:
        """The word, or its two parts where the dictionary holds a name and what stands by it."""
        if len(word) < 4:
            return (word,)
        for tail in _OFFICE_TAILS:
            if word.endswith(tail) and word[: -len(tail)].endswith(_NAME_TAILS):
                return word[: -len(tail)], tail
        if self.tag(word) in (ORGANIZATION, "nz") and self.is_place(word[:2]):
            return word[:2], word[2:]
        return (word,)

    def tag(self, word: str) -> str:
        """The dictionary's tag of a word, :data:`UNKNOWN` where it has none."""
        return PLACE if word in self.home_names else _tags().get(word, UNKNOWN)

    def is_place(self, word: str) -> bool:
        """Whether the dictionary or the home region has the word as a place."""
        return self.tag(word) == PLACE


def region_stem(region: str) -> str:
    """澜江 of 澜江市; the name itself where no unit ends it."""
    for unit in ("特别行政区", "自治区", "自治州", "自治县", "新区", "地区"):
        if region.endswith(unit) and len(region) > len(unit) + 1:
            return region.removesuffix(unit)
    return region[:-1] if region[-1:] in REGION_UNITS and len(region) > 2 else region


@functools.cache
def _tags() -> Mapping[str, str]:
    """The tag of every word of jieba's dictionary, read once a process."""
    with jieba.get_dict_file() as file:
        rows = (line.decode("utf-8").split() for line in file)
        return {row[0]: row[2] for row in rows if len(row) == 3}
