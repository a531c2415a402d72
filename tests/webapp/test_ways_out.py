"""A term written back into a query means the same."""

from __future__ import annotations

import pytest

from index.parsing import parse
from index.writing import written


def _units(text: str) -> tuple[str, ...]:
    return (text,)


@pytest.mark.parametrize(
    "query",
    ["年会", '"防腐蚀 技术"', "-通知", "标题:年会", '机构:"协会"', "培训 OR 讲座", "-(甲 OR 乙)",
     "文号:GB/T", "甲 (乙 OR 丙) -丁"],
)  # fmt: skip
def test_writing_back_keeps_the_meaning(query: str) -> None:
    node = parse(query, _units).node
    assert parse(written(node), _units).node == node
