"""What the dictionary of the segmenter says of words, and the names of regions."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import jieba

# Tags are jieba's (those of ICTCLAS): ns place, nt organisation, nz other proper noun, ...
PLACE = "ns"
REGION_UNITS = frozenset("省市区县州镇乡")


def region_stem(region: str) -> str:
    """澜江 of 澜江市; the name itself where no unit ends it."""
    for unit in ("特别行政区", "自治区", "自治州", "自治县", "新区", "地区"):
        if region.endswith(unit) and len(region) > len(unit) + 1:
            return region.removesuffix(unit)
    return region[:-1] if region[-1:] in REGION_UNITS and len(region) > 2 else region


@functools.cache
def dictionary_tags() -> Mapping[str, str]:
    """The tag of every word of jieba's dictionary, read once a process."""
    with jieba.get_dict_file() as file:
        rows = (line.decode("utf-8").split() for line in file)
        return {row[0]: row[2] for row in rows if len(row) == 3}


def words_tagged(tag: str) -> tuple[str, ...]:
    """The words of two and more characters that the dictionary gives a tag, sorted."""
    return tuple(
        sorted(word for word, of in dictionary_tags().items() if of == tag and len(word) > 1)
    )


def is_dictionary_place(word: str) -> bool:
    """Whether the general dictionary has the word as a place."""
    return dictionary_tags().get(word) == PLACE
