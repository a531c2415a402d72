"""Units of an organisation: 市民政局社会组织管理局 belongs to 市民政局."""

from __future__ import annotations

import re

from indexer.enrich.words import is_dictionary_place

_GOVERNMENT = re.compile(
    r"(?P<whole>.{2,}?(?:[^分总]局|总局|[^公]厅|[^党]委|署|(?<!支)部))"
    r"(?P<unit>.{2,}(?:局|处|科|室|大队|支队|总队|中心|站|所|司|党委))"
)
_SCHOOL = re.compile(
    r"(?P<whole>.{2,}?(?:大学|学院))"
    r"(?P<unit>.{1,}(?:学院|系|研究所|研究院|中心|实验室|处|学部|党委|委员会|研究室|课题组))"
)
_ASSOCIATION = re.compile(
    r"(?P<whole>.{3,}?(?:协会|学会|研究会|促进会|联合会|商会|科协))"
    r"(?P<unit>.{2,}(?:委员会|分会|专委会|部|工作组|办公室)|秘书处|党支部|分会)"
)
_FIRM = re.compile(
    r"(?P<whole>.{4,}?(?:公司|集团|(?<!大)银行|事务所))"
    r"(?P<unit>.{1,}(?:分公司|办事处|分厂|分行|支行|营业部|分所|事业部|党委|支公司|中心|部))"
)
_COURT = re.compile(r"(?P<whole>.{2,}?法院)(?P<unit>.{2,}庭)")
_SHAPES = (_GOVERNMENT, _SCHOOL, _ASSOCIATION, _FIRM, _COURT)

LONGEST = 60
"""Characters of a form that is looked at; no name is longer."""


def whole_of(form: str) -> str | None:
    """The organisation that the written form is a unit of, or None where it is one itself."""
    if len(form) > LONGEST:
        return None
    for shape in _SHAPES:
        found = shape.fullmatch(form)
        # 国家税务总局重庆市税务局: a body of its own, though under another.
        if found is not None and not any(map(is_dictionary_place, _heads(found["unit"]))):
            return found["whole"]
        if found is not None and shape is _FIRM:
            return found["whole"]
    return None


def _heads(unit: str) -> tuple[str, ...]:
    return unit[:2], unit[:3], unit[:4]
