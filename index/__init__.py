"""The contract between the side that writes an index and the side that reads it.

Imports run one way: ``indexer -> index <- webapp``. Inside, ``article`` and ``errors``
know nothing; ``schema``, ``query`` and ``results`` know those; then come ``analysis``,
``parsing``, ``dates``, ``marks`` and ``snippets``; then ``engine``, which alone names
an engine, and lazily; ``engines``, ``generations`` and ``check`` are outermost. Nothing
here knows HTTP, a socket or a foreign file format. import-linter keeps all of this.
"""

from index.analysis import Analyzer
from index.article import Article, PartialDate, Visibility
from index.config import Config, load_config
from index.engine import Reader, SearchRequest, Writer, open_reader, open_writer
from index.errors import HuisouError

__all__ = (
    "Analyzer",
    "Article",
    "Config",
    "HuisouError",
    "PartialDate",
    "Reader",
    "SearchRequest",
    "Visibility",
    "Writer",
    "load_config",
    "open_reader",
    "open_writer",
)
