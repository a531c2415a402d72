"""Words of a query that say nothing, or little, of what is looked for.

Lists of our own, in normalised text. They change what a query asks for and nothing of what
is in an index.
"""

from __future__ import annotations

FUNCTION_WORDS = frozenset(
    "的 了 和 与 及 或 在 是 也 就 都 而 着 地 得 之 其 这 那 把 被 让 吗 呢 吧 啊 么 有 由 对 为 从 到 于 以"
    " 将 会 能 个 等 所 向 同 跟 使 给 并 但 又 还 我 你 他 她 它 们 我们 你们 他们 已 已经 曾 曾经 可以 请"
    " 请问 关于 以及 因为 所以 如果 其中 并且 而且 或者 还是 是因为".split()
)
"""Words that join others. A term of several words does not ask for them."""

QUESTION_WORDS = frozenset(
    "谁 什么 什么样 什么时候 哪 哪里 哪儿 哪个 哪些 哪位 哪年 哪天 哪一 哪一年 哪一个 哪部 哪种 哪几 哪几个"
    " 哪家 哪两 哪两个 哪国 如何 怎样 怎么 怎么样 怎么办 为什么 为何 为啥 啥 何 何时 何地 何人 何种 多少 几"
    " 几个 几年 几月 几号 几次 几位 几种 多久 多大 多长 多高 多远 是否 是不是 有没有 叫 叫做 名叫 位于".split()
)
"""Words that ask. An article that answers has something else in their place."""

ASKED_FOR = frozenset(
    "时间 时候 日期 日 时 年份 地点 地方 名字 名称 人数 数量 原因 因素 情况 内容 意思 含义 方法 分别 一共 总共 达到"
    " 具体 主要".split()
)
"""Words for what an answer tells: 首飞的时间 is answered by an article with a date."""
