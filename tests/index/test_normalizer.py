"""Normalisation: equal readings become equal texts, and offsets lead back."""

import pytest

from index.analysis import normalize, normalized


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("重慶", "重庆"),
        ("２０２３", "2023"),
        ("ＧＢ／Ｔ　50046—2018", "gb/t 50046-2018"),
        ("渝化节协〔2023〕12号", "渝化节协(2023)12号"),
        ("渝化节协［2023］12号", "渝化节协(2023)12号"),
        ("“双碳”", '"双碳"'),
        ("「雙碳」", '"双碳"'),
        ("二○二三", "二〇二三"),
        ("零\u200b宽", "零宽"),
        ("软\xad连\ufeff字", "软连字"),
        ("两  \u3000 格", "两 格"),
        ("段\r\n\r\n\u3000\u3000落", "段 落"),
        ("cafe\u0301 ﬁne", "café fine"),
        ("ｶﾞ", "ガ"),
        ("a\u200b  b", "a b"),
        ("50㎡ ①", "50m2 1"),
        ("甲 ¸乙 ´丙", "甲 '乙 '丙"),
        ("", ""),
    ],
)
def test_equal_readings_have_one_normal_form(written: str, normal: str) -> None:
    assert normalize(written).text == normal


def test_offsets_lead_back_to_the_original_characters() -> None:
    text = "　　重慶２０２３　ＧＢ／Ｔ 零\u200b宽 50㎡。"
    result = normalize(text)

    def original(part: str) -> str:
        at = result.text.index(part)
        start, end = result.original_span(at, at + len(part))
        return text[start:end]

    assert original("重庆") == "重慶"
    assert original("2023 gb/t") == "２０２３　ＧＢ／Ｔ"
    assert original("零宽") == "零\u200b宽"
    assert original("m2") == original("m") == "㎡"


def test_a_query_loses_the_space_around_it() -> None:
    assert normalized("　 防腐 \n") == "防腐"


def test_lone_surrogates_and_controls_vanish() -> None:
    assert normalize("防\ud800\x00腐").text == "防腐"
