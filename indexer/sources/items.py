"""What a source gives: items, and what it could not or did not read."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from index.article import Visibility
from index.errors import HuisouError
from indexer.attachments import Attached

Content = bytes | Mapping[str, object]
"""The bytes of a file, or the fields of a row by the names that its file gives them."""


class SourceMissing(HuisouError):
    """The place that a source names is not there or cannot be read at all."""


class Form(enum.StrEnum):
    """How an item's content is written; decides which extractor reads it."""

    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"
    DOCUMENT = "document"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that may become an article.

    ``key`` names it within its source and stays the same while it does; ``path`` is
    what a user is shown; ``url`` the address its place gives it, or empty; ``hash``
    changes with its bytes and with the settings that shape its article; ``load`` gives
    the content; ``size`` is its share of the source's :meth:`Source.size`, in bytes.
    ``attachments`` are the documents it links to: ``hash`` changes with their bytes too.
    ``declared`` is the charset that a server named for it; ``more`` gives the further
    pages of an article that goes on over several, in their order.
    """

    key: str
    path: str
    url: str
    hash: str
    form: Form
    load: Callable[[], Content]
    visibility: Visibility = Visibility.PUBLIC
    size: int = 0
    attachments: tuple[Attached, ...] = ()
    declared: str = ""
    more: tuple[Callable[[], bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class ItemFailure:
    """Something that is there and cannot be read; ``reason`` is Chinese.

    ``key`` is what it hides: the item of that key, its rows and all that lies below it
    (the whole source where it is empty) may still exist and are not to be forgotten.
    """

    path: str
    reason: str
    key: str

    def hides(self, key: str) -> bool:
        """Whether the item of that key may be what could not be read."""
        return not self.key or key == self.key or key.startswith((self.key + "#", self.key + "/"))


@dataclass(frozen=True, slots=True)
class ItemSkipped:
    """Something that is no content, left out on purpose; ``reason`` is Chinese."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """No item by itself: what was that of ``key`` is that of the key ``to`` by now, as the
    source says (a page redirects)."""

    key: str
    to: str


@dataclass(frozen=True, slots=True)
class PartialListing:
    """Said once, at any place among the items: the source shows only a part of what it
    has, so that what does not come up is not gone (a feed rolls, a crawl was bounded)."""


@dataclass(frozen=True, slots=True)
class Working:
    """Nothing found yet: the source is at work, and the run may be stopped here. ``asked`` is
    how many addresses it has asked for, ``left`` how many more it knows of so far."""

    asked: int = 0
    left: int = 0


Found = Item | ItemFailure | ItemMoved | ItemSkipped | PartialListing | Working


class Source(Protocol):
    """A place of content. ``name`` is how the catalog knows it."""

    @property
    def name(self) -> str:
        """The configured name, or the absolute path of a source given by path."""

    def size(self) -> int:
        """About how many bytes there are to read, for a progress bar; 0 where unknown."""

    def items(self) -> Iterator[Found]:
        """Everything in the source, in the same order each time.

        Raises SourceMissing where the whole source cannot be read; anything less is an
        ItemFailure among the items.
        """


@runtime_checkable
class Concluding(Protocol):
    """A source that remembers how far it was read, so that a run which was killed while the
    index was written goes on with what it had."""

    def conclude(self, indexed: Set[str]) -> None:
        """What was read is in the index, which has the items of these keys: those that are
        gone from the source too where the run did not believe it. The next run reads anew."""


def content_hash(raw: bytes, *settings: str) -> str:
    """The hash of an item's bytes under the settings that shape its article."""
    digest = hashlib.blake2b(digest_size=16)
    for setting in settings:
        digest.update(setting.encode("utf-8", "surrogatepass") + b"\0")
    digest.update(raw)
    return digest.hexdigest()
