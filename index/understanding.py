"""What a search means: the tree of what was typed, with what the site knows of its words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.analysis import Analyzer
from index.config import Config
from index.parsing import Parsed, parse
from index.synonym_files import SynonymFiles
from index.widening import widened


@dataclass(frozen=True)
class Understanding:
    """Understands the queries of one site, by its files as they are at that moment."""

    analyzer: Analyzer
    synonyms: SynonymFiles

    @classmethod
    def of(cls, config: Config, analyzer: Analyzer) -> Understanding:
        """That of a site; never raises."""
        return cls(analyzer, SynonymFiles.of(config))

    def __call__(self, text: str) -> Parsed:
        """Understand a query; never raises, whatever the string."""
        parsed = parse(text, self.analyzer.units)
        node, notices = widened(
            parsed.node, self.synonyms.current(), self.analyzer.words, self.analyzer.units
        )
        return replace(parsed, node=node, notices=(*parsed.notices, *notices))
