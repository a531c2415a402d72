"""The words of many texts: by rjieba where it is as good as jieba.

rjieba (jieba in Rust) cuts Han, letters and digits as jieba does, but where letters and
digits stand beside signs it parts them otherwise, so there they are parted here, as
jieba.finalseg does it. Texts with a word of the dictionary that is of letters, digits and
signs, which that would part, are left to jieba. A test keeps the two equal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.analysis.dictionary import DictionaryEntry
from index.analysis.segmenter import Segmenter

# The blocks that jieba cuts one by one (jieba.re_han_default), without signs and with them;
# and what stands outside of them, of which each letter is a word.
_BLOCKS = re.compile(
    r"([\u4e00-\u9fd5a-zA-Z0-9]++)(?![+#&._%\-])|([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)|(\w)"
)
_NUMBERS = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
"""jieba.finalseg.re_skip: what stays together of letters, digits and signs."""
_WORD_LIKE = re.compile(r"\w")
SIGNED = ("c++", "c#")
"""The words with signs of jieba's own dictionary, in normal form."""
_NOT_HAN = re.compile(r"[a-zA-Z0-9+#&._%\-]")


class BulkSegmenter:
    """Cuts texts into the same words as :class:`Segmenter` with the same dictionary."""

    def __init__(self, entries: Sequence[DictionaryEntry], cache: Path | None) -> None:
        self._jieba = Segmenter(entries, cache)
        self._cut = self._rust(entries)
        own = [entry.word for entry in entries if _NOT_HAN.search(entry.word)]
        self._own = re.compile("|".join(map(re.escape, own))) if own else None

    def _rust(self, entries: Sequence[DictionaryEntry]) -> Callable[[str], list[str]]:
        import rjieba

        cut: Callable[[str], list[str]] = rjieba.cut  # shared with all who add no words
        if entries:
            frequencies = self._jieba.load().FREQ
            rust = rjieba.Jieba()
            for entry in entries:
                rust.add_word(entry.word, frequencies[entry.word], entry.tag)
            cut = rust.cut
        cut("词")  # reads the dictionary now, before any fork
        return cut

    def words(self, text: str) -> list[str]:
        """The words of a normalised text, in order."""
        if self._is_beyond_rust(text):
            return [word for word, _ in self._jieba.cut(text)]
        words: list[str] = []
        for plain, signed, letter in _BLOCKS.findall(text):
            if plain:
                words += self._cut(plain)
            elif letter:
                words.append(letter)
            else:
                words += filter(_WORD_LIKE.search, self._signed(signed))
        return words

    def _is_beyond_rust(self, text: str) -> bool:
        """Whether the text has a word of the dictionary that rjieba's words do not tell from
        letters and signs side by side."""
        if any(word in text for word in SIGNED):
            return True
        return self._own is not None and self._own.search(text) is not None

    def _signed(self, block: str) -> Iterator[str]:
        """The words of a block with signs, signs among them: each word with Han as rjieba
        has it, all that stands between two of these parted anew."""
        beside = ""
        for word in self._cut(block):
            if word.isascii():
                beside += word
            else:
                yield from filter(None, _NUMBERS.split(beside))
                beside = ""
                yield word
        yield from filter(None, _NUMBERS.split(beside))
