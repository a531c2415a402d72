"""RTF as Chinese Word writes it, and legacy Word through a stand-in for antiword."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.extract.documents import DocumentError, Documents, DocumentUnsupported, can_read_doc
from tests.indexer.documents.test_signature import compound

HEAD = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
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
def test_the_real_antiword_names_damage(documents: Documents) -> None:
    with pytest.raises(DocumentError, match="antiword"):
        documents.read(LEGACY + bytes(20_000))
