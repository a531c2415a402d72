"""What the benchmarks ask is the same on every machine; nothing here is timed."""

from __future__ import annotations

import random
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bench.bare import bare, site_name
from bench.collection import ORGANIZATIONS, recombined, with_organizations
from bench.corrections import ERRORS, Common, homophone, swapped
from bench.queries import addresses, engine_classes
from index.analysis import Analyzer
from index.article import Article, PartialDate, stable_id
from index.config import Config, IndexSettings
from index.lexicon import Lexicon

SUBJECTS = "水利工程 林业调查 气象观测 古籍整理 桥梁检测 茶叶种植 湿地保护 地震预警".split()

WORDS = (
    "城市 学校 医院 道路 花园 教师 学生 音乐 电影 历史 地理 数学 语言 文化 经济 农业 工业 商业 科学 技术"
    " 环境 健康 安全 交通 能源 材料 信息 网络 电话 电视 报纸 杂志 图书 体育 足球 游泳 旅游 酒店 饭馆 市场"
    " 银行 保险 法律 政策 政府 社会 家庭 儿童 老人 妇女 青年 朋友 工作 生活 天气 春天 夏天 秋天 冬天 动物"
).split()
RARE = "鹦鹉 蝴蝶 骆驼 蜻蜓 葡萄 琵琶 玻璃 珊瑚 蜘蛛 蚂蚁 橄榄 柠檬 菠萝 芒果 樱桃 枇杷".split()


def _real(count: int) -> list[Article]:
    return [
        Article(
            id=stable_id(str(number)),
            title=f"第{number}号简报",
            body="\n".join(
                f"关于{SUBJECTS[(number + step) % 8]}的研讨会在县城召开，代表{number}人。"
                for step in range(1 + number % 3)
            ),
            published=PartialDate(2020 + number % 4, 1 + number % 12),
            category=("动态", f"栏目{number % 3}"),
        )
        for number in range(count)
    ]


def test_articles_are_recombined_alike_each_time() -> None:
    """The first are the real ones; the others are made of their paragraphs."""
    real = _real(40)
    made = list(recombined(iter(real), 100))
    assert made == list(recombined(iter(real), 100))
    assert made[:40] == real
    assert len({article.id for article in made}) == 100
    paragraphs = {line for article in real for line in article.body.split("\n")}
    assert all(set(article.body.split("\n")) <= paragraphs for article in made)
    assert {article.body for article in made[40:]} - {article.body for article in real}


def test_a_larger_collection_begins_with_a_smaller_one() -> None:
    """So that the queries, drawn from the first articles, are the same at every size."""
    real = _real(40)
    assert list(recombined(iter(real), 30)) == real[:30]
    assert list(recombined(iter(real), 100))[:60] == list(recombined(iter(real), 60))


def test_organizations_are_drawn_by_the_article_alone() -> None:
    """One to three distinct ones, few of them frequent, and the same whatever else changed."""
    drawn = [with_organizations(article) for article in _real(2000)]
    names = [[found.name for found in article.organizations] for article in drawn]
    assert names[7] == [
        found.name for found in with_organizations(replace(drawn[7], title="另题")).organizations
    ]
    assert {len(given) for given in names} == {1, 2, 3}
    assert all(len(set(given)) == len(given) for given in names)
    counts = [sum(name in given for given in names) for name in ORGANIZATIONS]
    assert counts[0] > 5 * max(counts[50:])
    assert sum(count > 0 for count in counts) > 500


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    """The analyzer of the default settings, with a cache of its own."""
    folder = tmp_path_factory.mktemp("words")
    return Analyzer.from_config(Config(index=IndexSettings(path=folder / "index")))


def test_the_same_seed_gives_the_same_queries(analyzer: Analyzer) -> None:
    """And another seed others; every class has as many as were asked for."""
    articles = [with_organizations(article) for article in _varied(400)]
    questions = [f"第{number}届研讨会是在哪里由谁主持召开的？" for number in range(30)]
    asked = engine_classes(articles, analyzer, questions, 5)
    assert asked == engine_classes(articles, analyzer, questions, 5)
    assert asked != engine_classes(articles, analyzer, questions, 5, seed=8)
    assert {len(queries) for queries in asked.values()} == {5}
    filtered = asked["filter year, category, 2 org"][0].filters
    assert {name: len(wanted) for name, wanted in filtered.items()} == {
        "date": 1,
        "category": 1,
        "org": 2,
    }
    assert len(asked["32 common, OR"][0].text.split(" OR ")) == 32
    assert all(query.relax for query in asked["long question, relaxed"])


def _varied(count: int) -> list[Article]:
    """Articles with words of every frequency: the n-th word is in every n-th article."""
    made = []
    for number, article in enumerate(_real(count)):
        held = [word for n, word in enumerate(WORDS, 2) if number % n == 0]
        body = "\n".join([article.body, *held, *RARE[number : number + 1]])
        made.append(replace(article, body=body))
    return made


def test_the_load_is_the_same_each_time() -> None:
    """By seed; and what is odd in a typed query is quoted in its address."""
    typed = ['会议 "纪要"', "100%&q=1"]
    asked = addresses(typed, 200)
    assert asked == addresses(typed, 200)
    assert asked != addresses(typed, 200, seed=24)
    found = [parse_qs(urlsplit(address).query, strict_parsing=True) for address in asked]
    assert {parameters["q"][0] for parameters in found} == set(typed)
    assert {name for parameters in found for name in parameters} == {"q", "org", "sort", "page"}


def test_errors_in_words_are_errors_and_the_same_each_time() -> None:
    common = Common(Lexicon.of(["重庆化工", "防腐蚀", "秘书长", "轻工", "房屋"], [3, 2, 1, 1, 1]))
    for error in ERRORS:
        for word in ("重庆化工", "防腐蚀", "秘书长"):
            made = [error(word, random.Random(seed), common) for seed in range(20)]
            assert made == [error(word, random.Random(seed), common) for seed in range(20)]
            grown = {"missing": -1, "doubled": 1}.get(error.__name__, 0)
            assert {len(typed) - len(word) for typed in made if typed != word} <= {grown}
    assert homophone("重庆", random.Random(1), common) in ("重轻", "重庆")
    assert swapped("重庆", random.Random(1), common) == "庆重"


def test_a_bare_page_shows_the_same_and_names_nothing() -> None:
    page = (
        "<html><head><meta charset=gbk><meta property='og:title' content='某题'>"
        "<title>某题_某协会</title><script type='application/ld+json'>{}</script></head>"
        "<body><!-- nav --><nav class=menu>首页</nav>后<main id=zoom role=main>"
        "<p style='text-align:center' itemprop=headline>某题</p></main></body></html>"
    )
    made = bare(page).decode()
    assert "首页</div>后<div><p style=" in made
    assert "<title>某题_某协会</title>" in made
    for name in ("og:title", "ld+json", "nav", "class", "zoom", "role", "itemprop", "gbk"):
        assert name not in made
    assert "<title>某协会</title>" in bare(page, site_name([page, page])).decode()
    assert "<title>" not in bare(page, "").decode()
