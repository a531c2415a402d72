"""How to search, by example."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

blueprint = Blueprint("help", __name__)

EXAMPLES = (
    ("防腐 年会", "两个词都要有；词之间用空格、顿号或逗号都行"),
    ("“防腐蚀技术”", "用引号括起来，必须原样连在一起，一个字也不拆开"),
    ("年会 -通知", "要有“年会”，不要有“通知”；减号前面留一个空格"),
    ("培训 OR 讲座", "有其中一个就行；也可以写成 培训 | 讲座"),
    ("(培训 OR 讲座) 资质", "用括号把一组词合在一起"),
    ("标题:年会", "只在标题里找"),
    ("机构:科学技术协会", "找提到这家机构的文章"),
    ("栏目:通知公告", "只找这个栏目里的文章"),
    (
        "去年的年会",
        "开头或末尾的时间说法当作时间筛选：去年、近三个月、2023年7月、去年第四季度、2019年以来",
    ),
    ("GB/T 50046", "文号、标准号、届次直接写，括号、横线、空格怎样写都行；有这个号的文章排在最前"),
    ("文号:GB/T 50046", "只找有这个文号或标准号的"),
    ("类型:会议报道", "只找这一类：新闻、通知、会议报道、政策、标准"),
)


@blueprint.get("/help")
def page() -> Response:
    """The page, which links every example to its search."""
    response = make_response(render_template("help.html", examples=EXAMPLES))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
