"""The catalog's ways back: from an article to its items, from a content to who gave it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.catalog import Catalog, Entry

ENTRIES = st.builds(
    Entry,
    source=st.just("源"),
    key=st.sampled_from("abcd"),
    hash=st.just("h"),
    article_id=st.sampled_from(("1", "2")),
    digest=st.sampled_from(("甲", "乙")),
    claim=st.sampled_from(("1", "2")),
    position=st.integers(0, 3),
    gave=st.booleans(),
)


@given(st.lists(st.tuples(st.booleans(), ENTRIES), max_size=20))
def test_the_ways_back_agree_with_a_scan(steps: list[tuple[bool, Entry]]) -> None:
    catalog = Catalog()
    for is_put, entry in steps:
        if is_put:
            catalog.put(entry)
            assert catalog.get(entry.source, entry.key) == entry
        else:
            catalog.remove(entry.source, entry.key)
    for article in ("1", "2"):
        leading = [e for e in catalog if e.article_id == article]
        givers = [e for e in leading if e.gave]
        assert catalog.references(article) == len(leading)
        assert [e for e in [catalog.giver(article)] if e] == givers
    for digest in ("甲", "乙"):
        alike = {e for e in catalog if e.digest == digest and e.gave}
        assert set(catalog.givers_of(digest)) == alike


@given(st.lists(ENTRIES, max_size=6))
def test_what_is_dumped_is_loaded(entries: list[Entry]) -> None:
    catalog = Catalog(entries)
    assert set(Catalog.load(catalog.dump())) == set(catalog)
