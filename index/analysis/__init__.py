"""Analysis: what makes text searchable, the same for the index and for a query.

``normalize`` -> ``ngrams`` (matching) and ``words`` (ranking). A position is always a
character offset of the normalised text. Knows no engine.
"""

from index.analysis.analyzer import Analyzer
from index.analysis.dictionary import (
    DictionaryEntry,
    dictionary_fault,
    entry_of,
    read_dictionary,
    without_comment,
)
from index.analysis.empty_words import ASKED_FOR
from index.analysis.ngrams import (
    PhraseToken,
    Token,
    character_class,
    ngrams,
    occurrences,
    phrase,
)
from index.analysis.normalizer import Normalized, normalize, normalized
from index.analysis.segmenter import Segmenter

__all__ = (
    "ASKED_FOR",
    "Analyzer",
    "DictionaryEntry",
    "Normalized",
    "PhraseToken",
    "Segmenter",
    "Token",
    "character_class",
    "dictionary_fault",
    "entry_of",
    "ngrams",
    "normalize",
    "normalized",
    "occurrences",
    "phrase",
    "read_dictionary",
    "without_comment",
)
