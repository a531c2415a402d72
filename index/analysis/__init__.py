"""Analysis: what makes text searchable, the same for the index and for a query.

``normalize`` -> ``ngrams`` (matching) and ``words`` (ranking). A position is always a
character offset of the normalised text. Knows no engine.
"""

from index.analysis.analyzer import Analyzer
from index.analysis.ngrams import (
    PhraseToken,
    Token,
    character_class,
    ngrams,
    occurrences,
    phrase,
)
from index.analysis.normalizer import Normalized, normalize, normalized
from index.analysis.segmenter import Segmenter, read_dictionary

__all__ = (
    "Analyzer",
    "Normalized",
    "PhraseToken",
    "Segmenter",
    "Token",
    "character_class",
    "ngrams",
    "normalize",
    "normalized",
    "occurrences",
    "phrase",
    "read_dictionary",
)
