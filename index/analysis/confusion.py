"""Which characters people take for which: by sound, by nearly the same sound, by shape."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from index.analysis.pinyin import PLANE, characters_read, readings

SAME_SOUND = 2
NEAR_SOUND = 3
SHAPE = 3
OTHER = 8

_KEPT = 64
"""Tables of 64 kB: those of the characters of a query or two, each of which is asked for by
every piece that holds it."""

Costs = npt.NDArray[np.uint8]
"""For each code point of the basic plane what it costs to have meant it."""

# Each group looks alike in print; written by us, from what is confused in names and terms.
_ALIKE = """
己已巳 末未 析折拆柝 候侯 幅辐 戊戌戍 土士 日曰目 人入八 大太犬 天夭无 干千于 王玉主 刀刁力 九丸 几儿 今令 治冶 冷泠 淮准
微徵徽 崇祟 茶荼 赢羸嬴 戴载栽裁 辨辩瓣辫 炼练 历厉 竞竟 燥躁噪澡 遂逐 陷馅 拔拨 贷货 锻煅 侍待持 密蜜宓 粟栗 券卷 暑署
晴睛 请清情 蓝篮 慕幕墓暮募 孤弧狐 抓爪瓜 官宫 宣宜 防妨仿 蚀饰 腐府 帐账胀 材村 板扳版 技枝 抚扶 找我 挡档 检捡验 标际 样详洋
洒酒 汗汁 泪汨 沉沈 浙淅 渐惭 源原 澜谰 灸炙 烧浇晓 焊悍 环坏 班斑 真直 矿旷 研砚 碳炭 磁滋 社杜 视祝 料科 种钟 租祖 稳隐
荣策 管菅官 篇遍偏编 经轻径 维唯 综棕 绿缘 缓暖 缔谛 肖削 股般 膜模摸 航舫 船般 营管 菜莱 落洛 藉籍 证征 译择释 课棵 谋媒 责贵
贯惯 赛塞 超起 趋越 轮轧 辅铺 辽迂迁 述术 遗遣 邮油 郊效 朗郎 采彩 铁轶 铜钢 纲钢 锅祸 镇填 镀度 问间 闭闲 阀伐 陕峡 陵凌
隧遂 顶项 领颂 风凤 饮炊 馆倌 马鸟乌 驰弛 鱼渔 墨默 奋备 委季李 字宇 安按 宪完 客容 家冢 亨享 苟荀 坑抗 盲育 拆折 籽仔 祥详
"""


@cache
def _alike() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in _ALIKE.split():
        for character in group:
            found[character].update(group)
    return {character: frozenset(group) for character, group in found.items()}


def alike(character: str) -> frozenset[str]:
    """The characters that look like it, itself with them; none where none is known."""
    return _alike().get(character, frozenset())


@cache
def near(syllable: str) -> frozenset[str]:
    """The syllables that are easily taken for it: zh and z, ch and c, sh and s, n and l, h and
    f, ing and in, eng and en, ang and an; one of them for the initial and one for the final."""
    parts = re.fullmatch(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.*)", syllable)
    initial, final = parts.groups() if parts else ("", syllable)
    initials = _INITIALS.get(initial, (initial,))
    finals = [final]
    if re.search(r"[aei]ng$", final):
        finals.append(final[:-1])
    elif re.search(r"[aei]n$", final):
        finals.append(final + "g")
    return frozenset(i + f for i in initials for f in finals)


_INITIALS = {
    initial: tuple(pair)
    for pair in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("h", "f"))
    for initial in pair
}


@lru_cache(maxsize=_KEPT)
def costs(character: str) -> Costs:
    """What it costs that ``character`` was typed for each other one; nothing for itself. Not
    to be changed."""
    found = np.full(PLANE, OTHER, np.uint8)
    own = readings(character)
    for syllable in own:
        for other in near(syllable):
            found[characters_read(other)] = NEAR_SOUND
    points = [ord(other) for other in alike(character)]
    found[points] = np.minimum(found[points], SHAPE)
    for syllable in own:
        found[characters_read(syllable)] = SAME_SOUND
    if ord(character) < PLANE:
        found[ord(character)] = 0
    found.flags.writeable = False
    return found
