"""The catalog's ways back: from an article to its items, from a content to its articles."""

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
)


@given(st.lists(st.tuples(st.booleans(), ENTRIES), max_size=20))
def test_the_ways_back_agree_with_a_scan(steps: list[tuple[bool, Entry]]) -> None:
    catalog = Catalog()
    for is_put, entry in steps:
        if is_put:
            catalog.put(entry)
        else:
            catalog.remove(entry.source, entry.key)
    for article in ("1", "2"):
        leading = {e.key for e in catalog if e.article_id == article}
        assert {e.key for e in catalog.leading_to(article)} == leading
        assert catalog.references(article) == len(leading)
    for digest in ("甲", "乙"):
        alike = {e.article_id for e in catalog if e.digest == digest}
        assert set(catalog.articles_of(digest)) == alike
        assert (catalog.article_of(digest) in alike) == bool(alike)
