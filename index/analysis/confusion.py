"""Which characters people take for which: by sound, by nearly the same sound, by shape."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import numpy as np
import numpy.typing as npt

from index.analysis.pinyin import PLANE, characters_read, readings

SAME_SOUND = 2
NEAR_SOUND = 3
SHAPE = 3
OTHER = 8

Costs = npt.NDArray[np.uint8]
"""For each code point of the basic plane what it costs to have meant it."""

# Each group looks alike in print; written by us, from what is confused in names and terms.
_ALIKE = """
己已巳 末未 析折拆 候侯 幅辐 戊戌戍 土士 日曰目 人入八 大太犬 天夭无 干千于 王玉主 刀刁力 九丸 几儿 今令 治冶 冷泠 准淮
微徵徽 崇祟 茶荼 赢羸嬴 戴载栽裁 辨辩瓣辫 炼练 历厉 竞竟 燥躁噪澡 遂逐 陷馅 拔拨 贷货 锻煅 侍待持 密蜜 密宓 粟栗 券卷 暑署
晴睛 请清情 蓝篮 慕幕墓暮募 密蜜 传转 孤弧狐 抓爪瓜 官宫 宣宜 防访仿 蚀饰蚝 腐府附 帐账 材村 析柝 板扳版 技枝 抚扶 找我 挡档
检捡验 栋拣 标际 样详 洋样 洒酒 汗汁 泪汨 沉沈 浙淅 渐惭 湖糊 源原 济挤 滩摊 澜谰 灸炙 烧浇晓 焊悍 爱受 玫枚 环坏 现观 理埋
班斑 真直 盆盒 省看 着看 知和 矿旷 研砚 碳炭 磁滋 社杜 视规 科料 种钟 租祖 稳隐 竟竞 策荣 答达 管菅 篇遍 类粪 经轻 结洁 给结
维唯 综棕 绿缘 编偏 缓暖 缔谛 罚罪 联朕 肖削 股般 肺沛 胀账 膜模 航舫 般船 艰难 节芳 花化 苗茁 荐存 营管 菜莱 落洛 藉籍 衣农
裁载 观规 证征 诉拆 译择 详祥 语浯 调凋 谋媒 贝见 责贵 贯惯 贸留 赛塞 超起 趋越 路踏 躲躬 轮轧 辅铺 辽迂 迁迂 述术 通道 遗遣
邮油 郊效 郎朗 采彩 释译 重童 铁轶 铜钢 钢纲 钳甜 锅祸 镇填 镀度 间问 闭闲 阀伐 阳阴 际标 陕峡 陵凌 隧遂 雷雪 霜箱 静净 预顶
领颂 顾颐 风凤 饮炊 馆倌 马乌鸟 驰弛 验检 鱼渔 麦表 默墨 龙尤 复夏 员贝 备奋 声生 委季李 字宇 学字 安按 完宪 客容 家冢 密窗
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


def costs(character: str) -> Costs:
    """What it costs that ``character`` was typed for each other one; nothing for itself."""
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
    return found
