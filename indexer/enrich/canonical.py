"""From a written form to the canonical name: the file's, or the longest of the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from indexer.enrich.name_parts import LEGAL_FORMS
from indexer.enrich.words import REGION_UNITS, region_stem

if TYPE_CHECKING:
    from indexer.enrich.vocabulary import Vocabulary


class Names:
    """Names of the file, and the forms that one article was found to hold."""

    def __init__(self, vocabulary: Vocabulary, found: Iterable[str] = ()) -> None:
        self._file = vocabulary.names
        self._region = vocabulary.home_region
        self._stem = region_stem(vocabulary.home_region)
        self._found = frozenset(found)

    def of_file(self, form: str) -> str | None:
        """The canonical name of a normalised form, when the file knows it in any variant."""
        return next(
            (self._file[other] for other in self._variants(form) if other in self._file), None
        )

    def canonical(self, form: str) -> str:
        """The one name of the organisation that ``form`` was written for."""
        known = self.of_file(form)
        if known is not None:
            return known
        return next((other for other in self._longer(form) if other in self._found), form)

    def _variants(self, form: str) -> Iterator[str]:
        """The form, with and without the home region, with and without its legal form."""
        yield form
        yield from self._regional(form)
        for legal in LEGAL_FORMS:
            bare = form.removesuffix(legal)
            if bare != form and len(bare) >= 4:
                yield bare
                yield bare + "集团"

    def _regional(self, form: str) -> Iterator[str]:
        if not self._stem:
            return
        yield from self._longer(form)
        if form.startswith(self._stem):
            rest = form.removeprefix(self._stem)
            unit = self._region.removeprefix(self._stem)
            yield rest
            if unit and not rest.startswith(unit):
                yield self._region + rest
                yield unit + rest

    def _longer(self, form: str) -> Iterator[str]:
        """市民政局 as 澜江市民政局, at home in 澜江市."""
        if self._stem and form[0] in REGION_UNITS and self._region.endswith(form[0]):
            yield self._stem + form
