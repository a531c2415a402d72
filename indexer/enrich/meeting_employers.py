"""Whose officer somebody is: 长桥市计量测试所所长 serves 长桥市计量测试所.

Says by the form of an office alone what organisation it is held in, for names that were not
found in the text otherwise.
"""

from __future__ import annotations

import re

from indexer.enrich.meeting_names import GATHERINGS
from indexer.enrich.offices import TITLE

_RANK = r"(?:兼|常务|执行|候任|名誉|专职|高级|首席|党组|党委|机关|支部|轮值|主要|副|总|正|级|[一二三四](?=级))"
_TITLES = re.compile(rf"(?:{_RANK}*{TITLE})+$|{_RANK}+$")
_BODY = (
    r"(?:会|社|公司|集团|中心|院|校|局|厅|市委|县委|区委|省委|所|站|馆|大学|政府|联盟|科协|工商联"
    r"|银行|厂)"
)
_OUTER = r"(?:局|厅|委员会|协会|学会|大学|公司|集团|政府)"
_INNER = r"(?:科|处|股|室|部|局|中心|学院|党委|工会)"
_NESTED = re.compile(rf"(?P<outer>.{{2,}}?{_OUTER})(?!{_OUTER}).{{2,}}{_INNER}")
_OWN = re.compile(
    r"(?:我|本|该)?(?:协会|学会|商会|分会|总会|集团|公司|学院|园区|局|厅|会|行|所|校|支部|大会|上届|新|原|第|首届)"
    r"|.*(?:理事会|监事会|委员会|组委会|党支部|党委会?|秘书处|办公室)$|.*第.{1,3}届"
)
"""How a report calls its own body and the parts of it: whoever serves there is no guest."""
_NO_NAME = re.compile(rf"[\s,;:。《》“”]|(?:{GATHERINGS})$")
_SHORTEST, _LONGEST = 4, 30
_LOCAL = "省市区县州"
"""With one of these before it a name may be shorter: 区科协."""


def employers_of(office: str) -> tuple[str, ...]:
    """The organisations that an office names (市科协党组成员、副主席: 市科协), as written and
    without their inner units; none for an office in the body itself (协会秘书长)."""
    found = (_employer(part) for part in office.split("、"))
    return tuple(dict.fromkeys(filter(None, found)))


def _employer(office: str) -> str:
    before = ""
    while before != office:
        before, office = office, _TITLES.sub("", office)
    nested = _NESTED.fullmatch(office)
    office = nested["outer"] if nested else office
    return office if is_organization(office) else ""


def is_organization(text: str) -> bool:
    """Whether the text has the form of an organisation's own name."""
    shortest = _SHORTEST - (text[:1] in _LOCAL)
    fits = shortest <= len(text) <= _LONGEST and re.search(rf"{_BODY}$", text) is not None
    return fits and not _OWN.match(text) and _NO_NAME.search(text) is None
