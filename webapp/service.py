"""What every concern needs of the application: configuration, parser, the request's reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app, g

from index.analysis import Analyzer, content_words, pinyin
from index.article import PartialDate
from index.config import Config
from index.engine import Reader
from index.fingerprint import fingerprint
from index.understanding import Clock, Understanding
from webapp.names import Names
from webapp.readers import Readers

_KEY = "huisou"


@dataclass(frozen=True)
class Service:
    """One application's configuration and what was built from it.

    ``is_known`` says whether a normalised word is in the dictionary.
    An index of another ``fingerprint`` is still served, but due to be rebuilt.
    """

    config: Config
    readers: Readers
    parse: Understanding
    is_known: Callable[[str], bool]
    fingerprint: str
    names: Names = field(default_factory=Names)

    @classmethod
    def build(
        cls, config: Config, readers: Readers | None = None, clock: Clock | None = None
    ) -> Service:
        """Load the analyzer; raises ConfigError where a file of the site's is wrong.

        ``clock`` gives the day, for tests; that of the site's time zone without one.
        """
        analyzer = Analyzer.from_config(config)
        analyzer.load()
        pinyin.load()
        content_words.load()
        return cls(
            config=config,
            readers=readers or Readers.of(config),
            parse=Understanding.of(config, analyzer, clock),
            is_known=analyzer.segmenter.knows,
            fingerprint=fingerprint(config, analyzer),
        )

    def install(self, app: Flask) -> None:
        """Make this the service of ``app``."""
        app.extensions[_KEY] = self


def service() -> Service:
    """The service of the application that answers this request."""
    found: Service = current_app.extensions[_KEY]
    return found


def reader() -> Reader:
    """This request's reader: asked for once, so that a page never mixes two generations."""
    if "reader" not in g:
        g.reader = service().readers.get()
    found: Reader = g.reader
    return found


def today() -> PartialDate:
    """The calendar day at the site."""
    day = service().parse.clock()
    return PartialDate(day.year, day.month, day.day)
