"""From a written form to the canonical name: the file's, the full one, or the longest of
the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from indexer.enrich.name_parts import LEGAL_FORMS
from indexer.enrich.nesting import whole_of
from indexer.enrich.short_forms import spelt_out
from indexer.enrich.words import REGION_UNITS, is_dictionary_place, region_stem

if TYPE_CHECKING:
    from indexer.enrich.vocabulary import Vocabulary

LONGER_TRIED = 200
"""Names of one article that a short form is held against: enough for any text, and a bound
for a list of members."""


class Names:
    """Names of the file, and the forms that one article was found to hold."""

    def __init__(self, vocabulary: Vocabulary, found: Iterable[str] = ()) -> None:
        self._file = vocabulary.names
        self._region = vocabulary.home_region
        self._stem = region_stem(vocabulary.home_region)
        self._long = [form for form in dict.fromkeys(found) if len(form) > 4][:LONGER_TRIED]
        self._known: dict[str, str] = {}

    def of_file(self, form: str) -> str | None:
        """The canonical name of a normalised form, when the file knows it in any variant."""
        return next(
            (self._file[other] for other in self._variants(form) if other in self._file), None
        )

    def canonical(self, form: str) -> str:
        """The one name of the organisation that ``form`` was written for."""
        if form not in self._known:
            self._known[form] = self._canonical(form)
        return self._known[form]

    def _canonical(self, form: str) -> str:
        known = self.of_file(form)
        if known is not None:
            return known
        whole = whole_of(form)
        if whole is not None:
            return self._canonical(whole)
        at_home = self._at_home(form)
        longer = self._longer(form) if at_home == form else None
        full = spelt_out(at_home if longer is None else longer)
        return self.of_file(full) or full

    def is_vague(self, name: str) -> bool:
        """Whether the name is that of a body of some region (县政府), at home in another."""
        return bool(self._stem) and name[0] in REGION_UNITS and len(name) <= 4

    def _at_home(self, form: str) -> str:
        """市民政局 as 澜江市民政局, at home in 澜江市."""
        at_home = self._stem and form[0] in REGION_UNITS and self._region.endswith(form[0])
        return self._stem + form if at_home else form

    def _longer(self, form: str) -> str | None:
        """The name of the article that the form leaves the beginning or the end of."""
        if len(form) < 2:
            return None
        return next((other for other in self._long if _shortens(form, other)), None)

    def _variants(self, form: str) -> Iterator[str]:
        """The form, with and without the home region, with and without its legal form."""
        yield form
        full = spelt_out(self._at_home(form))
        if full != form:
            yield full
        yield from self._regional(form)
        for legal in LEGAL_FORMS:
            bare = form.removesuffix(legal)
            if bare != form and len(bare) >= 4:
                yield bare
                yield bare + "集团"

    def _regional(self, form: str) -> Iterator[str]:
        if not self._stem:
            return
        if form[0] in REGION_UNITS and self._region.endswith(form[0]):
            yield self._stem + form
        if form.startswith(self._stem):
            rest = form.removeprefix(self._stem)
            unit = self._region.removeprefix(self._stem)
            yield rest
            if unit and not rest.startswith(unit):
                yield self._region + rest
                yield unit + rest


def _shortens(form: str, other: str) -> bool:
    """Whether ``other`` goes on where ``form`` leaves off: 南县人大 and 县人大, 重庆华岳防护
    工程有限公司 and 华岳防护."""
    if len(other) <= len(form):
        return False
    if other.endswith(form):
        left = other[: -len(form)]
        return len(form) > 2 and (form[0] in REGION_UNITS or is_dictionary_place(left))
    if not other.endswith(LEGAL_FORMS):
        return False
    at = other.find(form)
    return at == 0 or (at > 0 and is_dictionary_place(other[:at].removesuffix("市")))
