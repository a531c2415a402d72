"""Words that speak of an organisation without naming it: 公司, 本会, 该院, 县委.

They are found in texts as names are, and mean the last one named before that ends alike;
where there is none, they mean nothing that a facet could count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.enrich.name_parts import SUFFIXES
from indexer.enrich.words import REGION_UNITS

_POINTING = re.compile(r"^(?:本|该|我|贵)+")
_ENDINGS = frozenset(SUFFIXES) | frozenset(
    """集团公司 股份公司 有限公司 总厂 分厂 研究院 组委会 党委 党支部 团支部 支部 常委会 主席团 支队党委 团党委
    人大 政协 人大常委会 法院 检察院 监察局 税务局 乐团 商场 饭店 酒店 孤儿院 福利院 博物馆 书记处 编辑部 理事会 董事会
    监事会 村委会 居委会 分局 稽查局 中队 支队 大队 连队 舰队 部队 公会 村党支部 乡党委 镇党委 校党委""".split()
)


def is_reference(form: str) -> bool:
    """Whether the form names no single organisation by itself."""
    bare = _POINTING.sub("", form)
    return bare in _ENDINGS or (bare[:1] in REGION_UNITS and len(bare) == 2) or len(bare) < 2


def meant_by(form: str, before: Sequence[str]) -> str | None:
    """The last of the forms named ``before`` that ends as the reference does, or None."""
    bare = _POINTING.sub("", form)
    if len(bare) < 2:
        return None
    return next((name for name in reversed(before) if name.endswith(bare) and name != bare), None)
