"""The sentences that come with the program: written templates, filled, and split in two."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from pathlib import Path

from indexer.enrich.training.grammar import Filler, read_parts
from indexer.enrich.training.marked import Labelled, read_marked

FOLDER = Path(__file__).parent
SENTENCE_FILES = ("careers", "associations", "news", "prose", "units")
ARTICLE_FILES = ("", "_associations", "_public", "_life", "_trade")

HELD_OUT = 10
"""Every tenth template is for testing: the tagger has seen none of its fillings."""

FILLINGS = 10
SEEDS = (2023, 2024, 2025)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is trained on and what is tested on, as lines."""

    train: tuple[Labelled, ...]
    test: tuple[Labelled, ...]


def templates() -> tuple[str, ...]:
    """Every sentence as it was written, one a line of the files."""
    return tuple(
        line
        for name in SENTENCE_FILES
        for line in _text(f"sentences_{name}.txt").splitlines()
        if line and not line.startswith("#")
    )


def article_templates() -> tuple[str, ...]:
    """Every article as it was written: lines, set apart by empty ones in the files."""
    text = "\n\n".join(
        "\n".join(line for line in _text(f"articles{name}.txt").splitlines() if line[:1] != "#")
        for name in ARTICLE_FILES
    )
    return tuple(article.strip() for article in text.split("\n\n") if article.strip())


def own_corpus(seed: int = SEEDS[0]) -> Corpus:
    """All of it, the same each time for one seed; the seed decides what the slots hold."""
    filler = _filler(seed)
    train: list[Labelled] = []
    test: list[Labelled] = []
    for template in (*templates(), *article_templates()):
        held_out = zlib.crc32(template.encode()) % HELD_OUT == 0
        for _ in range(FILLINGS):
            lines = filler.fill(template).splitlines()
            (test if held_out else train).extend(read_marked(line) for line in lines if line)
    return Corpus(tuple(train), tuple(test))


def _filler(seed: int = SEEDS[0]) -> Filler:
    parts = read_parts(_text("parts.txt").splitlines())
    return Filler(parts, random.Random(seed))


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
