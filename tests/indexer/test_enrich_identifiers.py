"""Document and standard numbers, by the table of cases and by what must always hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.identifiers import identifiers
from tests.indexer.enrich_cases import cases


@pytest.mark.parametrize("case", cases("identifiers.toml"), ids=lambda case: case["text"][:24])
def test_case(case: dict[str, Any]) -> None:
    assert list(identifiers(case["text"])) == case["found"]


@given(
    code=st.sampled_from(["国办发", "渝化节协", "建标函"]),
    year=st.integers(1949, 2049),
    number=st.integers(1, 99999),
    brackets=st.sampled_from(["〔〕", "[]", "【】", "（）", "()", "［］", "〖〗"]),
)
def test_every_way_of_writing_a_document_number_is_one(
    code: str, year: int, number: int, brackets: str
) -> None:
    written = f"{code}{brackets[0]}{year}{brackets[1]}{number}号"
    assert identifiers(f"（{written}）") == (f"{code}〔{year}〕{number}号",)


@given(st.lists(st.sampled_from([c["text"] for c in cases("identifiers.toml")]), max_size=4))
def test_canonical_forms_read_as_themselves(texts: list[str]) -> None:
    found = identifiers(*texts)
    assert identifiers("，".join(found)) == found


def test_title_comes_before_body() -> None:
    assert identifiers("GB 50046-2018", "HG/T 20679-2014，GB 50046-2018") == (
        "GB 50046-2018",
        "HG/T 20679-2014",
    )
