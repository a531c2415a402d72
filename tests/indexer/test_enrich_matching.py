"""Matching of the file's names against the plainest program that does the same."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from indexer.enrich.matching import NameMatch, NameTable, longest

forms = st.dictionaries(
    st.text("市科协会", min_size=2, max_size=5), st.sampled_from("甲乙"), max_size=8
)
texts = st.text("市科协会，", max_size=40)


def _every_match(table: dict[str, str], text: str) -> set[NameMatch]:
    return {
        NameMatch(start, start + len(form), name)
        for form, name in table.items()
        for start in range(len(text))
        if text.startswith(form, start)
    }


@given(forms, texts)
def test_matches_are_every_occurrence_and_no_other(table: dict[str, str], text: str) -> None:
    found = list(NameTable(table).matches(text))
    assert set(found) == _every_match(table, text)
    assert len(found) == len(set(found))


@given(forms, texts)
def test_longest_wins_and_nothing_that_fits_is_left_out(table: dict[str, str], text: str) -> None:
    everything = _every_match(table, text)
    kept = longest(everything)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    for match in everything - set(kept):
        blockers = [k for k in kept if k.start < match.end and match.start < k.end]
        assert any(k.end - k.start >= match.end - match.start for k in blockers)
