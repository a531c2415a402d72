"""Breadcrumb trails: 当前位置：首页 > 新闻动态 > 行业动态 > 正文."""

from __future__ import annotations

import re

from indexer.extract.labels import SEAM, labels_in
from indexer.extract.lines import Line
from indexer.extract.visible import collapse, skeleton

_ARROW = re.compile(r"\s*(?:&gt;|[>＞›»→⇒》﹥⟩❯▶►]|-{1,2}>|=>|::)+\s*")
_WEAK = re.compile(r"\s*(?:\s[-–—|/\\·]\s|[/\\|｜]|\s—{1,2}\s|-{2,})\s*")
_HOME = re.compile(
    r"^(?:网站|本站|返回|中文|协会|学会)?(?:首\s*页|主\s*页|home)$|^home ?page$", re.I
)
_END = re.compile(
    r"^(?:(?:新闻|文章|信息|资讯|公告|通知)?(?:正文|内容|全文|详情|详细|浏览|查看|内容页|详细内容|详细信息|详情页|内页)"
    r"|(?:浏览|查看|阅读|显示)(?:文章|新闻|信息|公告|正文|内容|全文|详情))$"
)
_STEP_LIMIT = 30


def is_trail(line: Line) -> bool:
    """Whether a line is a trail: labelled so, or beginning with 首页 and an arrow.

    ``首页 - 新闻动态`` or ``首页 / 新闻 / 标题`` counts unless it is all links, as a
    navigation bar is.
    """
    text = collapse(line.raw.replace(SEAM, " "))
    if len(text) > 300:
        return False
    if any(label.kind == "trail" for label in labels_in(line.raw)):
        return True
    weak = [] if line.is_links else _WEAK.split(text)
    return any(len(s) >= 2 and _HOME.match(s[0].strip()) for s in (_ARROW.split(text), weak))


def steps_of(
    raw: str, title: str = "", site_names: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The category path that a trail's raw line gives, from the root downward.

    Home, the site's own name (``site_names``, as skeletons), 正文 and the like, and the
    title itself are left out; so is a step too long to be a category.
    """
    text = raw
    for label in labels_in(raw):
        if label.kind == "trail":
            text = re.split(r"[:：]", raw[label.start : label.end], maxsplit=1)[-1]
            break
    steps = _split(text)
    return _categories(steps, skeleton(title), site_names)


def split_path(value: str) -> tuple[str, ...]:
    """``新闻动态 / 行业动态``, ``a>b``, ``a\\b`` as a path; one name otherwise."""
    return _categories(_split(value), "", frozenset())


def _split(text: str) -> list[str]:
    steps = _ARROW.split(text.replace(SEAM, "  "))
    if len(steps) == 1:
        steps = _WEAK.split(text.replace(SEAM, "  "))
    if len(steps) == 1 and SEAM in text:
        steps = text.split(SEAM)
    return [collapse(step.strip(" \t\u3000\xa0-–—|/\\·:：<《")) for step in steps]


def _categories(steps: list[str], title: str, site_names: frozenset[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for position, step in enumerate(steps):
        bare = skeleton(step)
        if not bare or len(step) > _STEP_LIMIT or _HOME.match(step):
            continue
        if position > 0 and position == len(steps) - 1 and _END.match(step):
            continue
        if bare in site_names and position == 0 and len(steps) > 1:
            continue
        if title and (bare == title or (len(bare) >= 8 and title.startswith(bare))):
            continue
        if not kept or kept[-1] != step:
            kept.append(step)
    return tuple(kept)
