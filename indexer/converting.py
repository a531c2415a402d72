"""What a worker process does for the pipeline: articles of items, and their enrichment.

Only what cannot go wrong otherwise in the indexer itself is given back: an article, or why
an item becomes none. Whatever else happens, the indexer does that item once more itself, so
that it fails there as it does without workers.
"""

from __future__ import annotations

import functools
import gc
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from index.article import Article
from indexer.attachments import Attached, Unavailable
from indexer.conversion import article_of, enriched
from indexer.corrections import Corrections
from indexer.enrich import Vocabulary
from indexer.extract import ExtractError, NotAnArticle
from indexer.extract.documents import DocumentLimits, Documents
from indexer.sources import Form, Item
from indexer.sources.items import Content

T = TypeVar("T")

log = logging.getLogger(__name__)

_WARMING = "<title>{0}</title><p>{0}</p>".format("某某市防腐蚀协会2023年会在北京召开。" * 9)


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that becomes no article, and why; ``is_skipped`` where it is not meant to."""

    reason: str
    is_skipped: bool

    def error(self) -> ExtractError:
        """What its conversion raised."""
        return NotAnArticle(self.reason) if self.is_skipped else ExtractError(self.reason)


Outcome = Article | Refused


@dataclass(frozen=True, slots=True)
class _Given(Generic[T]):
    """Stands for what loads a content that is there."""

    content: T

    def __call__(self) -> T:
        return self.content


@dataclass(frozen=True, slots=True)
class _Withheld:
    """Stands for what loads the bytes of a document that are not to be had."""

    reason: str

    def __call__(self) -> bytes:
        raise Unavailable(self.reason)


def loaded(item: Item) -> tuple[Item, int]:
    """The item with all its contents read, so that it can be sent; and about how many bytes
    they are. Raises whatever loading raises."""
    content = item.load()
    more = [load() for load in item.more]
    attachments = tuple(replace(one, load=_loaded(one)) for one in item.attachments)
    size = _size(content) + sum(map(len, more))
    size += sum(len(a.load.content) for a in attachments if isinstance(a.load, _Given))
    sent = replace(
        item, load=_Given(content), more=tuple(map(_Given, more)), attachments=attachments
    )
    return sent, size


def _loaded(attached: Attached) -> Callable[[], bytes]:
    try:
        return _Given(attached.load())
    except Unavailable as error:
        return _Withheld(str(error))


def _size(content: Content) -> int:
    if isinstance(content, bytes):
        return len(content)
    return sum(4 * len(value) for value in content.values() if isinstance(value, str | bytes))


@dataclass(frozen=True, slots=True)
class Making:
    """Makes a :class:`Converter` in another process."""

    vocabulary: Vocabulary
    limits: DocumentLimits
    corrections: Corrections

    def __call__(self) -> Converter:
        converter = Converter(self.vocabulary, self.limits, self.corrections)
        converter.load()
        return converter


class Converter:
    """Converts and enriches as the indexer does itself."""

    def __init__(
        self, vocabulary: Vocabulary, limits: DocumentLimits, corrections: Corrections
    ) -> None:
        self._vocabulary = vocabulary
        self._corrections = corrections
        self._documents = Documents(limits)

    def load(self) -> None:
        """Read now what conversion needs, so that processes that are forked later share it."""
        content = _Given(_WARMING.encode())
        self.convert([(Item("", "", "", "", Form.HTML, content), "")])

    def convert(self, items: Iterable[tuple[Item, str]]) -> list[Outcome | None]:
        """What each item of its source becomes; None where it is to be done elsewhere."""
        found = [_tried(functools.partial(self._converted, *pair)) for pair in items]
        _forget_cycles()
        return found

    def enrich(self, articles: Iterable[Article]) -> list[Outcome | None]:
        """Each article enriched; None where it is to be done elsewhere."""
        found = [_tried(functools.partial(self._enriched, article)) for article in articles]
        _forget_cycles()
        return found

    def _converted(self, item: Item, source: str) -> Article:
        return article_of(item, source, self._vocabulary, self._documents, self._corrections)

    def _enriched(self, article: Article) -> Article:
        return enriched(article, self._vocabulary, self._corrections)


def _tried(convert: Callable[[], Article]) -> Outcome | None:
    try:
        return convert()
    except NotAnArticle as error:
        return Refused(str(error), is_skipped=True)
    except ExtractError as error:
        return Refused(str(error), is_skipped=False)
    except Exception:
        log.debug("left to the indexer", exc_info=True)
        return None


def _forget_cycles() -> None:
    """A worker has no collector at work; parsed pages are full of cycles, all of them young."""
    gc.collect(0)
