"""The manifest: read back as written, and any damage named."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digests import Digests
from index.errors import HuisouError, IndexCorrupt, IndexOutdated
from index.manifest import (
    FORMAT,
    MANIFEST,
    FileSeal,
    Manifest,
    is_plain_name,
    read_manifest,
    verify,
)

SEALS = st.builds(
    FileSeal,
    st.integers(min_value=0),
    st.binary(max_size=9).map(lambda seed: hashlib.sha256(seed).hexdigest()),
    st.sampled_from(["", "99aa06d3014798d86001c324468d497f"]),
)
MANIFESTS = st.builds(
    Manifest,
    name=st.text(),
    parent=st.none() | st.text(),
    created=st.text(),
    fingerprint=st.text(),
    articles=st.integers(min_value=0),
    files=st.dictionaries(st.text().filter(is_plain_name), SEALS, max_size=4),
    extra=st.dictionaries(st.text(), st.text() | st.integers(), max_size=3),
)


def sealed_folder(folder: Path, *, older: bool = False) -> Manifest:
    (folder / "a").write_bytes(b"text")
    seal = FileSeal.of(folder / "a", Digests())
    assert seal.sha256 == hashlib.sha256(b"text").hexdigest()
    if older:
        seal = replace(seal, xxh3="")
    manifest = Manifest("gen-0001", None, "", "f", 1, {"a": seal})
    (folder / MANIFEST).write_text(manifest.to_json())
    return manifest


@given(MANIFESTS)
def test_json_gives_the_equal_manifest_back(manifest: Manifest) -> None:
    assert Manifest.from_json(manifest.to_json(), Path()) == manifest


@given(MANIFESTS, st.data())
def test_a_changed_character_is_damage(manifest: Manifest, data: st.DataObject) -> None:
    text = manifest.to_json()
    position = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda character: character != text[position]))
    with pytest.raises(IndexCorrupt):
        Manifest.from_json(text[:position] + other + text[position + 1 :], Path())


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{}", '{"manifest": 1}', "{" * 9, "[" * 100_000, '{"manifest": {}}', "\x00"],
)
def test_other_text_is_damage(text: str) -> None:
    with pytest.raises(IndexCorrupt, match=MANIFEST):
        Manifest.from_json(text, Path(MANIFEST))


@pytest.mark.parametrize(
    "plain",
    [
        1,
        {"files": {}},
        {"version": FORMAT, "files": {"a": {"size": 1}}},
        {"version": FORMAT, "files": {}, "unknown": 1},
        {"version": FORMAT, "files": {"../a": {"size": 1, "sha256": ""}}},
    ],
)
def test_a_sealed_text_of_another_shape_is_damage(plain: object) -> None:
    digest = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
    text = json.dumps({"manifest": plain, "sha256": digest}, sort_keys=True, indent=1) + "\n"
    with pytest.raises(IndexCorrupt, match=MANIFEST):
        Manifest.from_json(text, Path(MANIFEST))


def test_another_format_is_outdated_and_not_damaged() -> None:
    manifest = Manifest("gen-0001", None, "", "f", 1, version=99)
    with pytest.raises(IndexOutdated, match="另一版程序"):
        Manifest.from_json(manifest.to_json(), Path(MANIFEST))


def test_a_manifest_that_is_missing_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=f"缺少文件 .*{MANIFEST}"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_bytes(b"\xff\xfe")
    with pytest.raises(IndexCorrupt, match=f"{MANIFEST} 已损坏"):
        read_manifest(tmp_path)


def test_what_was_sealed_is_accepted(tmp_path: Path) -> None:
    manifest = sealed_folder(tmp_path)
    (tmp_path / ".nfs0001").write_bytes(b"the file system's own")
    verify(tmp_path, manifest, digests=Digests())
    assert read_manifest(tmp_path) == manifest


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "缺少文件"), (b"text and more", "应为 4 字节，实为 13 字节"), (b"tExt", "校验值不符")],
)
@pytest.mark.parametrize("older", [False, True])
def test_a_damaged_file_is_named(
    tmp_path: Path, content: bytes | None, words: str, older: bool
) -> None:
    manifest = sealed_folder(tmp_path, older=older)
    verify(tmp_path, manifest, digests=Digests())
    (tmp_path / "a").unlink()
    if content is not None:
        (tmp_path / "a").write_bytes(content)
    with pytest.raises(IndexCorrupt, match=words) as caught:
        verify(tmp_path, manifest, digests=Digests())
    assert str(tmp_path / "a") in str(caught.value)


def test_a_file_too_many_is_refused_unless_allowed(tmp_path: Path) -> None:
    manifest = sealed_folder(tmp_path)
    (tmp_path / "_MAIN_9.toc").write_bytes(b"")
    verify(tmp_path, manifest, strays=True)
    with pytest.raises(IndexCorrupt, match=r"_MAIN_9\.toc 不属于这一代索引"):
        verify(tmp_path, manifest)


def test_a_thorough_look_compares_both_digests(tmp_path: Path) -> None:
    manifest = sealed_folder(tmp_path)
    files = {"a": replace(manifest.files["a"], sha256="0" * 64)}
    verify(tmp_path, replace(manifest, files=files), digests=Digests())
    with pytest.raises(IndexCorrupt, match="校验值不符"):
        verify(tmp_path, replace(manifest, files=files), thoroughly=True, digests=Digests())


def test_an_older_format_is_read() -> None:
    manifest = Manifest("gen-0001", None, "", "f", 1, {"a": FileSeal(1, "0")}, version=2)
    text = manifest.to_json()
    assert '"xxh3": ""' in text
    older = json.loads(text)["manifest"]
    del older["files"]["a"]["xxh3"]
    plain = json.dumps(older, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(plain.encode()).hexdigest()
    stored = json.dumps({"manifest": older, "sha256": digest}, sort_keys=True, indent=1) + "\n"
    assert Manifest.from_json(stored, Path()) == manifest


def test_a_shallow_look_compares_sizes_only(tmp_path: Path) -> None:
    manifest = sealed_folder(tmp_path)
    (tmp_path / "a").write_bytes(b"tExt")
    verify(tmp_path, manifest, deep=False)
    with pytest.raises(HuisouError):
        verify(tmp_path, manifest, digests=Digests())


def test_a_file_that_became_a_folder_is_damage(tmp_path: Path) -> None:
    manifest = sealed_folder(tmp_path)
    (tmp_path / "a").unlink()
    (tmp_path / "a").mkdir()
    with pytest.raises(IndexCorrupt, match="a "):
        verify(tmp_path, manifest, digests=Digests())
