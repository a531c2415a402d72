"""Pages whose markup names nothing: no class, no meta, no element that says what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract import Extracted, extract_html

SENTENCE = st.text("防腐蚀施工检测涂料衬里设备管道储罐培训工程", min_size=24, max_size=60)
PARAGRAPHS = st.lists(SENTENCE.map(lambda text: text + "。"), min_size=2, max_size=12, unique=True)
TITLE = "本市举行防腐蚀技术交流会"
TEXT = [
    "本报讯：昨日上午，防腐蚀技术交流会在科技馆举行，八十多名代表到会。",
    "代表们看了三处施工现场，并就涂料的选用交换了意见。",
]
SUMMARY = "交流会请来三位专家，就储罐涂料的选用作了报告。"
TOP = (
    f"<div><a href=/>首页</a></div><div><div>{TITLE}</div><div>来源：秘书处 2023-05-06</div></div>"
)
RANKING = "<div><div>收视榜</div>" + "".join(
    f"<div><a href={n}>别的报道第{n}篇讲的是另外一件事</a></div>" for n in range(1, 9)
)
FOOT = "</div><div>某协会 版权所有</div>"


def read(page: str, *, title: str = f"<title>{TITLE}</title>") -> Extracted:
    """The article of a page."""
    return extract_html(f"{title}<body>{page}</body>".encode())


def in_blocks(article: str) -> str:
    """A page of nested blocks, with a ranking of other reports below the article."""
    return TOP + article + RANKING + FOOT


def flat(article: str) -> str:
    """The lines of the article's page with nothing but breaks between them."""
    return re.sub(r"</?(?:div|p|ul|li)>", "<br>", TOP + article + FOOT)


def paragraphs(lines: list[str]) -> str:
    """Lines, each a paragraph."""
    return "".join(f"<p>{line}</p>" for line in lines)


FORMS = pytest.mark.parametrize("form", [in_blocks, flat])
KINDS = {
    "a summary above the text, and a heading over each": (
        f"<div>{TITLE}<div>简介</div></div><div>更新时间：2023-05-06 10:00</div>"
        f"<ul><div>内容摘要</div><div>{SUMMARY}</div></ul>"
        f"<div><div>主要内容</div><div>{paragraphs(TEXT)}</div></div>"
    ),
    "a summary that is the title": (
        f"<div><div>视频简介</div><div>{TITLE}。</div></div>"
        f"<div><div>主要内容</div><div>{paragraphs(TEXT[:1])}</div></div>"
    ),
    "the page's own heading over the text": f"<div>正文</div><div>{paragraphs(TEXT)}</div>",
    "a block of related reports that stayed empty": (
        f"<div><div>相关稿件</div><div>{paragraphs(TEXT)}</div></div>"
    ),
    "buttons above the text": (
        "<div><span>点赞</span><span>收藏</span><span>用手机看</span>安装本台的软件，随时收看！</div>"
        f"<div>{paragraphs(TEXT)}</div>"
    ),
    "a summary below the text, and its source": (
        f"<div><div>{paragraphs(TEXT[:1])}</div></div><div><ul><li>视频简介</li><li>栏目介绍</li></ul>"
        f"<div>来源：某台</div><div>更新时间：2023-05-06</div><div>视频简介：{SUMMARY}</div></div>"
    ),
    "links below the editor": (
        f"<div>{paragraphs(TEXT)}<div>编辑：张三　责任编辑：李四</div></div>"
        "<div><a href=1>本站首页</a> | <a href=2>官网首页</a></div>"
    ),
}


@FORMS
@pytest.mark.parametrize("kind", KINDS)
def test_the_text_and_nothing_of_the_blocks_around_it(
    kind: str, form: Callable[[str], str]
) -> None:
    found = read(form(KINDS[kind]))
    assert found.body.split("\n") == TEXT[: found.body.count("\n") + 1]
    assert (found.title, str(found.published)) == (TITLE, "2023-05-06")


@FORMS
@pytest.mark.parametrize("kind", KINDS)
@given(lines=PARAGRAPHS)
def test_no_paragraph_is_lost_to_the_blocks_around(
    kind: str, form: Callable[[str], str], lines: list[str]
) -> None:
    page = KINDS[kind]
    for known in (paragraphs(TEXT), paragraphs(TEXT[:1])):
        page = page.replace(known, paragraphs(lines))
    body = read(form(page)).body.split("\n")
    assert [line for line in body if line in lines] == lines


@FORMS
@pytest.mark.parametrize(
    "lines",
    [
        ["编制背景", TEXT[0], "主要内容", TEXT[1]],
        ["主要内容", TEXT[0], "适用范围", TEXT[1]],
        ["内容摘要", SUMMARY, *TEXT],
        ["摘要：" + SUMMARY, *TEXT],
        ["内容提要", SUMMARY * 3, "主要内容", "从略。"],
        [*TEXT, "作者简介", SUMMARY],
        [*TEXT, "栏目介绍", SUMMARY],
        [*TEXT, "评论与分享", SUMMARY],
        [*TEXT, "附件：", "一、名单"],
        [*TEXT, "某某协会", "2023年5月6日"],
    ],
)
def test_headings_of_the_text_itself_stay(lines: list[str], form: Callable[[str], str]) -> None:
    """A word that names a block of a page elsewhere is the article's own where nothing but
    the word speaks for it."""
    assert read(form(f"<div>{paragraphs(lines)}</div>")).body.split("\n") == lines


TABLE = (
    "<table><tr><td>索 引 号：</td><td>0001/2019-7</td><td>主题分类：</td><td>水利\\防汛</td></tr>"
    "<tr><td>标　　题：</td><td>{title}</td></tr>"
    "<tr><td>发文字号：</td><td>某函〔2019〕7号</td><td>发布日期：</td><td>2019年2月15日</td></tr>"
    "<tr><td>主 题 词：</td><td>水利　防汛　值守△　通知</td></tr></table>"
)


@pytest.mark.parametrize("blocks", [True, False])
@pytest.mark.parametrize("heading", [["关于做好防汛值守的通知"], ["关于做好防汛", "值守的通知"]])
def test_a_document_keeps_the_heading_that_its_table_repeats(
    heading: list[str], blocks: bool
) -> None:
    """It went where it stood on one line and stayed where it was broken over two."""
    lines = [*heading, "某函〔2019〕7号", "各会员单位：", "请即安排值守，并报送名单。"]
    document = paragraphs(lines)
    page = TABLE.format(title="".join(heading)) + (f"<div>{document}</div>" if blocks else document)
    found = read(page, title=f"<title>{''.join(heading)}_信息公开</title>")
    assert found.body.split("\n") == lines
    assert (found.title, str(found.published)) == ("".join(heading), "2019-02-15")
    assert found.identifiers == ("某函〔2019〕7号",)


def test_a_menu_that_has_a_summary_heading_parts_nothing() -> None:
    lines = ["主要内容", TEXT[0], "适用范围", TEXT[1]]
    menu = "<ul><li><a href=/j>内容简介</a></li><li><a href=/l>联系我们</a></li></ul>"
    page = f"{menu}<h1>{TITLE}</h1>{DATED}<div>{paragraphs(lines)}</div>"
    assert read(page).body.split("\n") == lines


NO_TITLE = ("", "<title></title>", "<title>某市防腐协会</title>")
NAMELESS = pytest.mark.parametrize("title", NO_TITLE)
MENU = "<div><a href=/>首页</a> <a href=/n>新闻动态</a> <a href=/z>政策法规</a></div>"
DATED = "<div>发布时间：2023-05-06 来源：秘书处</div>"
OF_SITE = "<div>版权所有：某市防腐协会 某ICP备1号</div>"
HEADS = {
    "a heading element": f"<h3>{TITLE}</h3>{DATED}",
    "centred above the site line": f"<p align=center><b>{TITLE}</b></p>{DATED}",
    "plain above the site line": f"<p>{TITLE}</p>{DATED}",
    "broken in a heading": f"<h1>{TITLE[:4]}<br>{TITLE[4:]}</h1>{DATED}",
    "broken in a bold paragraph": f"<p align=center><b>{TITLE[:4]}<br>{TITLE[4:]}</b></p>{DATED}",
    "bold, with no site line": f"<p><b>{TITLE}</b></p>",
    "bold and broken, with no site line": f"<p><b>{TITLE[:4]}<br>{TITLE[4:]}</b></p>",
    "bold, above a document's number": f"<p><b>{TITLE}</b></p><p><b>某协〔2023〕9号</b></p>",
}


@NAMELESS
@pytest.mark.parametrize("foot", [OF_SITE, ""])
@pytest.mark.parametrize("head", HEADS)
def test_the_headline_where_the_head_does_not_say_it(title: str, head: str, foot: str) -> None:
    text = f"<p>各会员单位：</p><p><b>一、会议情况</b></p>{paragraphs(TEXT)}"
    page = f"<h2>某市防腐协会</h2>{MENU}<div>{HEADS[head]}{text}</div>{foot}"
    if not (title.startswith("<title>某") or foot):
        page = page.replace("<h2>某市防腐协会</h2>", "")  # nothing tells that it is the site
    assert read(page, title=title).title == TITLE


@NAMELESS
def test_a_table_about_a_document_gives_its_title(title: str) -> None:
    """It was believed only where ``<title>`` said the same: 主题词 became the title."""
    named = "关于做好防汛值守和物资储备的通知"
    document = paragraphs(["各会员单位：", "请即安排值守，并报送名单。"])
    found = read(TABLE.format(title=named) + document, title=title)
    assert found.title == named


@NAMELESS
def test_a_label_that_the_document_repeats_is_its_title(title: str) -> None:
    heading = f"<div align=center>{TITLE[:5]}</div><div align=center>{TITLE[5:]}</div>"
    found = read(f"<div>标题：{TITLE}</div><div>{heading}{paragraphs(TEXT)}</div>", title=title)
    assert found.title == TITLE
    assert found.body.split("\n") == [TITLE[:5], TITLE[5:], *TEXT]


@pytest.mark.parametrize("title", [f"<title>{TITLE}</title>", ""])
def test_a_label_that_nothing_confirms_is_not_the_title(title: str) -> None:
    page = f"<h1>{TITLE}</h1>{DATED}<p>名称：某某涂料有限公司</p>{paragraphs(TEXT)}"
    assert read(page, title=title).title == TITLE


def test_the_head_goes_before_a_table_that_names_another_document() -> None:
    page = f"<h1>{TITLE}</h1>" + TABLE.format(title="关于做好防汛值守的通知") + paragraphs(TEXT)
    assert read(page).title == TITLE


@pytest.mark.parametrize("head", ["<h1>{}</h1>", "<p>{}</p>" + DATED])
def test_an_article_may_be_called_as_sites_are(head: str) -> None:
    named = "喜报：我会获评五星级协会"
    side = "<div><h2 class=title>协会简介</h2><p>本会成立于多年以前。</p></div>"
    page = f"{side}<div>{head.format(named)}{paragraphs(TEXT)}</div>{OF_SITE}"
    assert read(page, title=f"<title>{named}</title>").title == named


@FORMS
@pytest.mark.parametrize(
    "line",
    [
        "某报 张三 2023-05-06 09:12",
        "某某市防腐蚀与表面工程协会 2023-05-06",
        "2023/05/06 本会通讯员张三",
    ],
)
def test_a_byline_without_labels_gives_the_date(line: str, form: Callable[[str], str]) -> None:
    """A name of more than six characters made the line text, and the article undated."""
    article = f"<h1>{TITLE}</h1><div>{line}</div><div>{paragraphs(TEXT)}</div>"
    found = read(form(article).replace(TOP, MENU))
    assert found.body.split("\n") == TEXT
    assert str(found.published) == "2023-05-06"


@pytest.mark.parametrize(
    "lines",
    [
        [TEXT[0], "某某市防腐蚀与表面工程协会 2023-05-06"],
        ["会长张三在年会上的讲话 2023年5月6日", *TEXT],
        ["会议定于 2023-05-06 在科技馆举行", *TEXT],
    ],
)
def test_a_signature_or_an_occasion_is_no_byline(lines: list[str]) -> None:
    assert read(f"<h1>{TITLE}</h1>{paragraphs(lines)}").body.split("\n") == lines


@FORMS
def test_what_an_article_is_filed_under_is_not_its_text(form: Callable[[str], str]) -> None:
    filed = "<div>分类：<a href=/c>施工检验</a></div><div>标签：<a href=/t>除锈</a> <a href=/u>涂装</a></div>"
    found = read(form(f"<div>{paragraphs(TEXT)}{filed}</div>"))
    assert found.body.split("\n") == TEXT
    assert read(TOP + paragraphs([*TEXT, "分类：甲类"])).body.split("\n") == [*TEXT, "分类：甲类"]
