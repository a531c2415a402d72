"""Whatever an address says, there is a page that works and names what it left out."""

from __future__ import annotations

from urllib.parse import quote, quote_from_bytes

import pytest
from flask import Flask

from tests.webapp.markup import of_class, parsed, text

GBK = quote_from_bytes("年会".encode("gbk"))
CASES = {
    "page": ("q=年会&page=1000000000", "没有第 1000000000 页，这里是最后一页"),
    "no page": ("q=年会&page=二", "“二”不是 1 到 1000000000 之间的整数"),
    "date": ("q=年会&date=2023-13-45", "没有“2023-13-45”这个时间"),
    "from": ("q=年会&from=2023-13-45", "没有“2023-13-45”这个日期"),
    "range": ("q=年会&from=2023-07&to=2021", "截止日期 2021 早于起始日期 2023-07"),
    "kind": ("q=年会&kind=video", "没有“video”这个类型"),
    "sort": ("q=年会&sort=best", "没有“best”这种排序"),
    "filters": (
        "q=年会&" + "&".join(f"org=机构{n}" for n in range(1000)),
        "org 给了 1000 个值，只用了前",
    ),
    "escape": ("q=年会%&org=%zz%4", ""),
    "bytes": ("q=年会&org=%FF%FF", "org 里有认不出的编码"),
    "GBK": (f"q={GBK}", ""),
    "GBK, long": (f"q={GBK * 2500}", "搜索词太长"),
    "long": ("q=" + "年会 " * 1500, "搜索词太长"),
    "terms": ("q=" + "+".join(f"t{n}" for n in range(60)), "一次最多搜索 32 个词"),
    "unknown": ("q=年会&colour=red&shape=round", "不认识的参数已忽略：colour、shape"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_page_works_and_says_what_it_left_out(app: Flask, case: str) -> None:
    query, said = CASES[case]
    raw = quote(query, safe="=&%+").encode().decode("latin-1")
    answer = app.test_client().get("/search", environ_overrides={"QUERY_STRING": raw})
    assert answer.status_code == 200
    root = parsed(answer.text)
    notices = "\n".join(map(text, of_class(root, "notices")))
    assert said in notices
    assert bool(notices) == bool(said)
    assert of_class(root, "hit") or of_class(root, "nothing")
    if case.startswith("GBK"):
        assert "年会" in answer.text
