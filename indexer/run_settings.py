"""How a run goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.article import Article
from indexer.ahead import Conversion, NothingAhead
from indexer.conversion import article_of
from indexer.corrections import NO_CORRECTIONS, Corrections
from indexer.enrich import Vocabulary
from indexer.sources import Item


@dataclass(frozen=True, slots=True)
class RunSettings:
    """There is a checkpoint after ``batch`` changes or ``seconds``;
    ``should_stop`` is asked between items; ``order`` names all configured sources, whether
    they are of this run or not (see :mod:`indexer.resolution`). ``ahead`` may convert items
    before their turn, to the same that ``convert`` makes of them."""

    batch: int = 10_000
    allow_shrink: bool = False
    should_stop: Callable[[], bool] = lambda: False
    convert: Callable[[Item, str, Vocabulary], Article] = article_of
    order: Sequence[str] = ()
    corrections: Corrections = NO_CORRECTIONS
    seconds: float = 60.0
    ahead: Conversion = NothingAhead()
