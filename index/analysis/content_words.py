"""Which words say what a text is about: for offering words, never for matching them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import jieba

_EMPTY_TAGS = "c|d|df|e|f|m|mq|o|p|q|r|rr|rz|t|tg|u|ud|ug|uj|ul|uv|uz|y|z|zg"
"""jieba's tags of conjunctions, adverbs, numbers, measures, prepositions, pronouns, times."""

# Verbs and nouns of reports that stand in articles on anything.
_GENERAL = frozenset(
    """
    进行 进入 进来 举行 举办 召开 开展 加强 加快 加大 提高 提升 提出 提供 推进 推动 推出 实现 实施 成为 表示
    认为 指出 强调 介绍 获悉 报道 记者 编辑 责编 责任编辑 来源 原标题 消息 参加 出席 做好 完成 开始 继续 坚持
    具有 包括 通过 根据 按照 围绕 促进 增强 深入 全面 落实 发布 发现 发生 出现 形成 建立 得到 取得 达到 超过
    认真 积极 努力 有关 相关 方面 情况 问题 过程 部分 内容 方式 时候 时间 地方 之间 以上 以下 一些 一种 一次
    没有 不是 可以 应该 需要 能够 希望 相信 看到 知道 觉得 已经 正在 为了 由于 因此 同时 其中 以及 对于 关于
    不断 不会 不能 还有 就是 这些 那些 什么 怎么 如何 为什么 重要 主要 新的 有效 着力 切实 扎实 进一步
    """.split()
)


def is_content(word: str) -> bool:
    """Whether people might look for ``word``: two or more characters, and neither a function
    word, a number or a time by jieba's own tags, nor a word of every report."""
    return len(word) > 1 and word not in _GENERAL and word not in _empty_words()


def load() -> None:
    """Read the tags now, so that processes forked later share them."""
    _empty_words()


@cache
def _empty_words() -> frozenset[str]:
    # jieba keeps no tags with its dictionary; its own tagger would hold all of them.
    text = (Path(jieba.__file__).with_name("dict.txt")).read_text(encoding="utf-8")
    return frozenset(re.findall(rf"^(\S\S+) \d+ (?:{_EMPTY_TAGS})$", text, re.MULTILINE))
