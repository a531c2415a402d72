"""RTF as Chinese Word writes it, and legacy Word through a stand-in for antiword."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.extract.documents import DocumentError, Documents, DocumentUnsupported, can_read_doc
from tests.indexer.documents.test_signature import compound

HEAD = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
DATA = Path(__file__).parents[2] / "data" / "documents"
LEGACY = compound("WordDocument")


def escaped(text: str) -> bytes:
    """Text as code page 936 in hexadecimal."""
    return b"".join(b"\\'%02x" % byte for byte in text.encode("gbk"))


def test_both_ways_of_writing_chinese(documents: Documents) -> None:
    body = escaped("钢结构防腐") + rb"\par \u28034?\u35013?\par plain"
    found = documents.read(HEAD + rb"{\info{\title " + escaped("标题") + b"}}" + body + b"}")
    assert (found.text, found.title) == ("钢结构防腐\n涂装\nplain\n", "标题")


def test_what_is_embedded_is_not_text(documents: Documents) -> None:
    picture = rb"{\pict\pngblip 89504e470d0a1a0a}{\*\generator Word}"
    assert documents.read(HEAD + picture + escaped("正文") + b"}").text == "正文\n"


def test_deep_nesting_is_bounded(documents: Documents) -> None:
    deep = b"{\\rtf1 " + b"{" * 200_000 + b"x" + b"}" * 200_000 + b"}"
    assert documents.read(deep).text in ("x\n", "")


@pytest.fixture
def antiword(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in on the path, and the interpreter's own folder behind it."""
    program = tmp_path / "antiword"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return program


def written(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_legacy_word_goes_through_antiword(antiword: Path) -> None:
    written(antiword, """[ "$1 $2 $3 $4" = "-m UTF-8.txt -w 0" ] && echo 通知 && wc -c <"$5" """)
    with Documents() as documents:
        found = documents.read(LEGACY)
    assert (found.form, found.text) == ("doc", f"通知\n{len(LEGACY)}\n")


def test_antiword_that_fails_is_a_damaged_document(antiword: Path) -> None:
    written(antiword, "echo sorry >&2; exit 1")
    with Documents() as documents, pytest.raises(DocumentError, match="antiword"):
        documents.read(LEGACY)


def test_without_antiword_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not can_read_doc()
    with Documents() as documents, pytest.raises(DocumentUnsupported, match="安装 antiword"):
        documents.read(LEGACY)


@pytest.mark.skipif(shutil.which("antiword") is None, reason="no antiword")
def test_a_real_document_of_legacy_word(documents: Documents) -> None:
    """Two pages and a table of our own text, saved by LibreOffice. antiword's plain text
    broke the long cell in the middle of a word, which no search found."""
    found = documents.read((DATA / "notice.doc").read_bytes())
    assert (found.form, found.note) == ("doc", "")
    assert found.text.splitlines() == [
        "关于召开防腐施工座谈会的通知",
        "各会员单位：经研究，定于3月8日在会议中心召开座谈会，费用＜500元 & 食宿自理[1]。",
        *("时间", "议程", "主讲人", "9:00"),
        "开幕致辞，并宣读关于表彰钢结构防腐蚀先进施工单位和优秀项目经理的决定以及获奖名单",
        *("李四", "10:30", "经验交流", "现场参观", "王五"),
        "附：参会须知。请自带证件，联系电话010-12345678。",
        "回执另附。",
        "-----------------------",
        "[1]学生免费",
    ]


def test_lines_that_only_look_like_a_table_stay(antiword: Path) -> None:
    written(
        antiword, """[ "$3" = -w ] && echo '|甲|乙|' || echo '<book>&#1;<para>|甲|乙|</para>'"""
    )
    with Documents() as documents:
        assert documents.read(LEGACY).text == "|甲|乙|\n"


@pytest.mark.skipif(shutil.which("antiword") is None, reason="no antiword")
def test_the_real_antiword_names_damage(documents: Documents) -> None:
    with pytest.raises(DocumentError, match="antiword"):
        documents.read(LEGACY + bytes(20_000))
