"""Attachments in blocks: they come back whole, and hits say of them what a scan of their whole
texts says."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import places
from index.analysis import normalize, occurrences
from index.article import Article, Attachment
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_reader, open_writer
from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.attached import BlockText
from index.engines.whoosh.blocks import blocks, whole
from index.engines.whoosh.hits import hit
from index.engines.whoosh.packed import Numbers, Packer, RunPacker
from index.engines.whoosh.stored import Stored, StoredText, StoredWriter
from index.marks import Spot, written_numbers
from index.places import Piece
from index.query import Field, Or, Term
from tests.engines.conformance import bare
from tests.engines.test_whoosh_arrays import written

PARTS = (
    "防腐",
    "防腐蚀",
    "技术",
    "重慶",
    "２０２３年",
    "GB/T 50046-2018",
    "gb／t50046",
    "国发〔2023〕 012号",
    "五届三次会议",
    "十五届三次会议",
    "T/ABC1234",
    "，",
    "\n",
    " \n ",
    "e\u0301",
    "\u200b",
    "甲" * 9,
    "abc ",
)
TEXT = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)
UNITS = ("防腐", "防腐蚀", "重庆", "技", "2023", "abc", "gb/t", "五届", "é", "甲甲", ", 防", "无此")
NUMBERS = (
    "gb/t 50046",
    "gb/t 50046-2018",
    "国发〔2023〕12号",
    "第五届第三次",
    "t/abc123 4",
    "50046",
)
ASKED = st.lists(st.sampled_from(UNITS), unique=True, max_size=4)


@pytest.fixture(autouse=True, params=[4, 60, places.CHUNK])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few characters, of a few lines, and as they are."""
    monkeypatch.setattr(places, "CHUNK", request.param)


def in_blocks(texts: Sequence[str], unknown: Sequence[str] = ()) -> list[BlockText]:
    """The texts as the attachments of one article, after another's; the places of ``unknown``
    units are not known."""
    writer = ArrayWriter(None)
    stored = StoredWriter(writer)
    attached = [blocks(text, normalize(text)) for text in texts]
    stored.append([(b"{}", [blocks("前文", normalize("前文"))]), (b"{}", attached), (b"{}", ())])
    stored.finish()
    normal = [normalize(text).text for text in texts]
    starts = [sum(len(text) + 1 for text in normal[:number]) for number in range(len(normal))]

    def find(unit: str) -> Numbers | None:
        pairs = zip(normal, starts, strict=True)
        found = [at + start for text, start in pairs for at in occurrences(text, unit)]
        return None if unit in unknown else np.array(found, np.int64)

    record = Stored(written(writer)).record(1)
    return [BlockText(text, start, find) for text, start in zip(record.texts, starts, strict=True)]


def spots_of(piece: Piece) -> list[Spot]:
    return [(start + piece.start, end + piece.start, unit) for start, end, unit in piece.spots]


SETTINGS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@SETTINGS
@given(st.lists(TEXT, max_size=3), ASKED, ASKED)
def test_what_tells_is_what_tells_of_the_whole(
    texts: list[str], units: list[str], unknown: list[str]
) -> None:
    for text, stored in zip(texts, in_blocks(texts, unknown), strict=True):
        assert stored.stored.whole() == text
        piece = stored.telling(units)
        assert spots_of(piece) == places.telling_spots(text, units)
        assert text[piece.start :].startswith(piece.text)
        opening = stored.opening()
        assert (opening is None) == (not text.strip())
        assert opening is None or text[opening.start :].startswith(opening.text)


@SETTINGS
@given(st.lists(TEXT, max_size=3), st.sampled_from(NUMBERS), st.booleans())
def test_numbers_are_written_as_in_the_whole(texts: list[str], name: str, known: bool) -> None:
    for text, stored in zip(texts, in_blocks(texts, () if known else ("届", name)), strict=True):
        pieces = stored.numbered([name])
        found = {form for one in pieces for form in written_numbers([name], one.text, one.lead)}
        assert found == {*written_numbers([name], text)}


@settings(parent=SETTINGS, max_examples=25)
@given(st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=2)), min_size=1, max_size=4), st.data())
def test_hits_are_those_of_whole_texts(
    tmp_path_factory: pytest.TempPathFactory,
    given_texts: list[tuple[str, list[str]]],
    data: st.DataObject,
) -> None:
    """Through an index of several segments, some merged and with an article replaced."""
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("index")))
    articles = {
        f"a{number}": Article(
            f"a{number}",
            "年会",
            body,
            attachments=tuple(Attachment(f"附{n}", "", text) for n, text in enumerate(attached)),
            identifiers=("GB/T 50046-2018",),
        )
        for number, (body, attached) in enumerate(given_texts)
    }
    with open_writer(config) as writer:
        writer.put(Article("a0", "旧的", "", attachments=(Attachment("旧", "", "旧的附件"),)))
        writer.checkpoint()
        for article in articles.values():
            writer.put(article)
            writer.checkpoint()
        writer.seal()
    units = data.draw(ASKED)
    terms = (*(Term(unit, (unit,)) for unit in units), Term("年会", ("年会",)))
    named = Term("gb/t 50046", ("gb/t 50046",), field=Field.IDENTIFIER)
    with closing(open_reader(config)) as reader:
        assert {one.id: one for one in reader.articles()} == articles
        page = reader.search(SearchRequest(Or((*terms, named)), relax=False))
        assert len(page.hits) == len(articles)
        for found in page.hits:
            article = articles[found.article.id]
            matched = [term for term in terms if _holds(article, term.text)]
            expected = hit(article, found.score, [*matched, named])
            assert found == replace(expected, article=bare(article))


def _holds(article: Article, unit: str) -> bool:
    texts = (article.title, article.body, *(one.text for one in article.attachments))
    return any(next(occurrences(normalize(text).text, unit), None) is not None for text in texts)


def test_no_block_is_read_of_what_does_not_match(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "CHUNK", 100)
    (stored,) = in_blocks(["乙\n" * 5000 + "防腐\n" + "乙\n" * 5000])
    read: list[int] = []
    block = StoredText.block

    def reading(self: StoredText, number: int) -> str:
        read.append(number)
        return block(self, number)

    monkeypatch.setattr(StoredText, "block", reading)
    assert stored.telling(["无此"]) == Piece("")
    assert read == []
    assert "防腐" in stored.telling(["无此", "防腐"]).text
    assert len(read) == 1


def test_what_an_older_program_stored_is_still_read() -> None:
    """It had zlib's form, and the texts of attachments in the article."""
    article = Article("a", "题", "文", attachments=(Attachment("附", "", "附件的文字"),))
    text = article.to_json().encode()
    dictionary = text[:50]
    engine = zlib.compressobj(zdict=dictionary)
    compressed = engine.compress(text) + engine.flush()
    writer = ArrayWriter(None)
    lengths, choices = RunPacker(writer, "stored.articles"), Packer(writer, "stored.choices")
    lengths.append(np.array([len(compressed)]))
    choices.append(np.array([0]))
    lengths.finish()
    choices.finish()
    writer.append("stored.text", np.frombuffer(compressed, np.uint8))
    writer.append("stored.dictionaries", np.frombuffer(dictionary, np.uint8))
    writer.append("stored.dictionary_sizes", np.array([len(dictionary)], "<u4"))
    record = Stored(written(writer)).record(0)
    assert whole(record) == article
    assert record.texts == ()
