"""``huisou check`` passes a sound index and names what is wrong with another."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.article import Article, Attachment, Kind, Organization
from index.check import check
from index.config import Config, IndexSettings
from index.engine import open_writer
from index.engines.whoosh import reader as whoosh_reader
from index.errors import IndexMissing


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(index=IndexSettings(path=tmp_path))


@pytest.fixture
def built(config: Config) -> Config:
    with open_writer(config) as writer:
        for number in range(5):
            writer.put(
                Article(
                    id=f"a{number}",
                    title=f"第{number}次GB/T 50046会议",
                    # Long words and numbers, so that runs would cut them.
                    body="協會召開會議，１２３４５６７８９０号文ＡＢＣＤＥＦＧＨＩ通过。" * 3,
                    attachments=(Attachment("章程", "", "第一条　总则"),),
                    category=("新闻", "动态/其他"),
                    organizations=(Organization("某协会"),),
                    kind=Kind.MEETING,
                )
            )
        writer.seal()
    return config


def test_a_sound_index_has_no_problem(built: Config) -> None:
    assert check(built) == []


def test_no_index_is_a_missing_index(config: Config) -> None:
    with pytest.raises(IndexMissing):
        check(config)


def test_a_flipped_bit_is_named(built: Config) -> None:
    file = next(built.index.path.glob("gen-*/*.arrays"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    os.chmod(file, 0o600)
    file.write_bytes(data)
    problems = check(built)
    assert len(problems) == 1
    assert file.name in problems[0].text


def test_an_index_that_disagrees_with_its_articles_is_found(
    built: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = whoosh_reader.WhooshReader.articles

    def with_another(self: whoosh_reader.WhooshReader) -> Iterator[Article]:
        yield from original(self)
        yield Article(id="ghost", title="幽灵", body="索引里没有的正文", kind=Kind.NEWS)

    monkeypatch.setattr(whoosh_reader.WhooshReader, "articles", with_another)
    text = "\n".join(problem.text for problem in check(built))
    for expected in ("5 篇文章，保存的有 6 篇", "news", "幽灵", "正文里有"):
        assert expected in text


def test_words_of_any_script_are_not_cut(config: Config) -> None:
    """A run cut inside ＧＢ, слово or café is not in the index, and need not be."""
    with open_writer(config) as writer:
        for number in range(40):
            body = f"ＧＢ／Ｔ café résumé слово предложение ﬁnancially ①②③ {number} " * 5
            writer.put(Article(f"a{number}", "각국어 ｔｉｔｌｅ", body))
        writer.seal()
    assert check(config) == []


def test_a_slow_machine_is_no_problem_of_the_index(built: Config) -> None:
    limits = built.limits.model_copy(update={"query_seconds": 1e-9})
    assert check(built.model_copy(update={"limits": limits})) == []
