"""Short forms that everybody writes, spelt out: 永川区科协 is 永川区科学技术协会.

Behind the name of a region only: 科协 alone may be any.
"""

from __future__ import annotations

from indexer.enrich.words import REGION_UNITS

_BODIES = {
    "科协": "科学技术协会",
    "工商联": "工商业联合会",
    "文联": "文学艺术界联合会",
    "妇联": "妇女联合会",
    "残联": "残疾人联合会",
    "侨联": "归国华侨联合会",
    "社科联": "社会科学界联合会",
    "贸促会": "国际贸易促进委员会",
    "发改委": "发展和改革委员会",
    "发展改革委": "发展和改革委员会",
    "经信委": "经济和信息化委员会",
    "经信局": "经济和信息化局",
    "住建委": "住房和城乡建设委员会",
    "住建局": "住房和城乡建设局",
    "住建厅": "住房和城乡建设厅",
    "卫健委": "卫生健康委员会",
    "国资委": "国有资产监督管理委员会",
    "教委": "教育委员会",
    "科委": "科学技术委员会",
    "科技局": "科学技术局",
    "科技厅": "科学技术厅",
    "人社局": "人力资源和社会保障局",
    "人社厅": "人力资源和社会保障厅",
    "文旅局": "文化和旅游局",
    "文旅委": "文化和旅游发展委员会",
    "环保局": "环境保护局",
    "市场监管局": "市场监督管理局",
    "应急局": "应急管理局",
    "应急管理厅": "应急管理厅",
    "规自局": "规划和自然资源局",
    "城管局": "城市管理局",
    "工商局": "工商行政管理局",
    "质监局": "质量技术监督局",
    "人大常委会": "人民代表大会常务委员会",
    "人大": "人民代表大会",
    "政府": "人民政府",
    "高院": "高级人民法院",
    "中院": "中级人民法院",
    "法院": "人民法院",
    "检察院": "人民检察院",
}
_LONGEST_FIRST = sorted(_BODIES, key=len, reverse=True)

# Behind a region, or 中共 and a region: the committee of the party there.
_COMMITTEE = "委"
_WHOLE = {
    "中科院": "中国科学院",
    "中国社科院": "中国社会科学院",
    "央行": "中国人民银行",
    "证监会": "中国证监会",
    "工信部": "工业和信息化部",
    "人社部": "人力资源和社会保障部",
    "住建部": "住房和城乡建设部",
    "文旅部": "文化和旅游部",
    "科技部": "科学技术部",
    "国家发改委": "国家发展和改革委员会",
    "国家发展改革委": "国家发展和改革委员会",
    "国家卫健委": "国家卫生健康委员会",
    "国资委": "国务院国资委",
    "最高法": "最高人民法院",
    "最高检": "最高人民检察院",
    "中国科协": "中国科学技术协会",
    "全国工商联": "中华全国工商业联合会",
    "全国妇联": "中华全国妇女联合会",
    "全国总工会": "中华全国总工会",
    "团中央": "共青团中央",
    "中组部": "中央组织部",
    "中宣部": "中央宣传部",
    "人民银行": "中国人民银行",
    "央视": "中央电视台",
    "中新社": "中国新闻社",
    "世卫组织": "世界卫生组织",
    "世贸组织": "世界贸易组织",
    "上合组织": "上海合作组织",
    "中石油": "中国石油天然气集团公司",
    "中石化": "中国石油化工集团公司",
    "中海油": "中国海洋石油集团公司",
}


def spelt_out(form: str) -> str:
    """The full name of a short form; the form itself where it is not a known one."""
    if form in _WHOLE:
        return _WHOLE[form]
    for short in _LONGEST_FIRST:
        region = form.removesuffix(short)
        if region != form and len(region) > 1 and region[-1] in REGION_UNITS:
            return region + _BODIES[short]
    return _committee(form)


def _committee(form: str) -> str:
    """中共永川区委员会 for 永川区委 and 中共永川区委."""
    region = form.removesuffix(_COMMITTEE).removeprefix("中共")
    if region + _COMMITTEE in (form, form.removeprefix("中共")) and len(region) > 2:
        return f"中共{region}委员会" if region[-1] in "省市区县州" else form
    return form
