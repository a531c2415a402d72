"""Files as a source: whatever lies in a folder is an item, a named failure or a named skip."""

from __future__ import annotations

import errno
import gzip
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.sources import (
    FileSource,
    Found,
    Item,
    ItemFailure,
    ItemSkipped,
    SourceMissing,
)


def source(root: Path, **changes: object) -> FileSource:
    return FileSource("来源", root, **changes)  # type: ignore[arg-type]


def found(root: Path, **changes: object) -> list[Found]:
    return list(source(root, **changes).items())


def items(root: Path, **changes: object) -> list[Item]:
    return [item for item in found(root, **changes) if isinstance(item, Item)]


def failures(root: Path, **changes: object) -> dict[str, str]:
    listed = found(root, **changes)
    return {item.path: item.reason for item in listed if isinstance(item, ItemFailure)}


def fields(item: Item) -> Mapping[str, object]:
    content = item.load()
    assert not isinstance(content, bytes)
    return content


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("乙.txt", "b/2.html", "b/1.md", "a.HTM", "show.asp?id=3"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    keys = [item.key for item in items(tmp_path)]
    assert keys == ["a.HTM", "b/1.md", "b/2.html", "show.asp?id=3", "乙.txt"]


def test_hidden_names_and_folders_of_saved_pages_are_passed_over(tmp_path: Path) -> None:
    for folder in (".git", "年会_files", "报名_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "in.html").write_text("x")
    for name in (".hidden.html", "~$x.html", "年会.html"):
        (tmp_path / name).write_text("x")
    assert [item.key for item in items(tmp_path)] == ["年会.html", "报名_files/in.html"]


def test_unknown_formats_are_skipped_by_name(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "Makefile").write_text("x")
    reasons = ["不支持的格式：没有扩展名", "不支持的格式：.png"]
    assert [s.reason for s in found(tmp_path) if isinstance(s, ItemSkipped)] == reasons


def test_an_address_comes_from_the_place_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "新闻").mkdir()
    (tmp_path / "新闻" / "a b#1.html").write_text("x")
    item = items(tmp_path, base_url="https://a.example/site")[0]
    assert item.url == "https://a.example/site/%E6%96%B0%E9%97%BB/a%20b%231.html"


def test_the_hash_follows_bytes_and_settings(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("一")
    first = items(tmp_path)[0].hash
    assert items(tmp_path)[0].hash == first
    assert items(tmp_path, base_url="http://a.example")[0].hash != first
    file.write_text("二")
    assert items(tmp_path)[0].hash != first


def test_links_lead_to_files_inside_and_nowhere_else(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    for folder in (root, outside):
        folder.mkdir()
        (folder / "a.txt").write_text("x")
    (root / "b.txt").symlink_to(root / "a.txt")
    (root / "c.txt").symlink_to(outside / "a.txt")
    (root / "loop").symlink_to(root)
    (root / "out").symlink_to(outside)
    (root / "round.txt").symlink_to(root / "round.txt")
    (root / "gone.txt").symlink_to(root / "nothing.txt")
    assert [item.key for item in items(root)] == ["a.txt", "b.txt"]
    assert [s.path for s in found(root) if isinstance(s, ItemSkipped)] == ["c.txt", "out"]
    assert failures(root) == {"gone.txt": "文件不见了", "round.txt": "链接绕成了圈"}


def test_pipes_and_sockets_are_named_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.txt"))
        reason = "不是普通文件（管道、套接字或设备）"
        assert failures(tmp_path) == {"pipe.html": reason, "s.txt": reason}
    assert failures(tmp_path / "pipe.html") == {"pipe.html": reason}


def test_what_may_not_be_read_hides_what_lies_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked").mkdir()
    scan = os.scandir

    def refuse(path: Path) -> object:
        """What the system says to anybody but root, as whom tests may run."""
        if path.name == "locked":
            raise PermissionError(errno.EACCES, "no")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (failure,) = found(tmp_path)
    assert isinstance(failure, ItemFailure)
    assert failure.reason == "没有读取权限"
    assert failure.hides("locked/a.html")
    assert not failure.hides("locked2/a.html")


def test_a_folder_that_vanishes_on_the_way_is_a_failure(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    walk = source(tmp_path).items()
    assert isinstance(next(walk), Item)
    (tmp_path / "b" / "c.txt").unlink()
    (tmp_path / "b").rmdir()
    (failure,) = walk
    assert isinstance(failure, ItemFailure)
    assert (failure.path, failure.reason) == ("b", "文件不见了")


def test_names_in_gbk_are_read_and_others_named(tmp_path: Path) -> None:
    for name in ("年会".encode("gbk") + b".txt", b"\xff\xff.txt"):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_text("x")
    assert [item.key for item in items(tmp_path)] == ["年会.txt"]
    assert list(failures(tmp_path)) == ["\\xff\\xff.txt"]


def test_a_large_file_is_named_and_a_large_table_streams(tmp_path: Path) -> None:
    (tmp_path / "big.html").write_text("x" * 2000)
    rows = [json.dumps({"id": n, "title": "题", "body": "文" * 300}) for n in range(20)]
    (tmp_path / "rows.jsonl").write_text("\n".join([*rows, '{"body": "' + "x" * 3000 + '"}']))
    assert len(items(tmp_path, file_bytes=2500)) == 21
    reasons = failures(tmp_path, file_bytes=1900)
    assert reasons["big.html"] == "文件超过 1,900 字节"
    assert reasons["rows.jsonl:21"] == "这一行超过 1,900 个字符"


def test_the_index_itself_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalog.jsonl").write_text("[]")
    assert found(tmp_path, without=(tmp_path / "data",)) == []


@pytest.mark.parametrize("name", ["nothing", "file.txt/below"])
def test_a_missing_source_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(SourceMissing, match="没有这个文件或文件夹"):
        found(tmp_path / name)


BROKEN_LINES = {
    '{"title": "a"': "不是有效的 JSON",
    "[1, 2]": "不是一个 JSON 对象",
    "[" * 100_000: "套得太深",
    '{"n": ' + "9" * 5000 + "}": "数字太长",
}


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_a_broken_line_costs_only_itself(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(f'{{"id": 1, "title": "前"}}\n{line}\n\n{{"id": 2, "title": "后"}}\n')
    assert [item.key for item in items(file)] == ["a.jsonl#1", "a.jsonl#2"]
    (path,) = failures(file)
    assert path == "a.jsonl:2"
    assert BROKEN_LINES[line] in failures(file)[path]


def test_putting_a_row_in_renames_no_other(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("title,body\n甲,一\n乙,二\n")
    before = [item.key for item in items(file)]
    file.write_text("title,body\n丙,三\n甲,一\n乙,二\n")
    assert [item.key for item in items(file)][1:] == before


def test_rows_of_one_name_stay_apart(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "x", "title": "甲"}\n{"id": "x", "title": "乙"}\n')
    assert [item.key for item in items(file)] == ["a.jsonl#x", "a.jsonl#x#2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
def test_tables_are_read_in_any_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    mark = "\t" if name.endswith("tsv") else ","
    text = f"标题{mark}正文\n年会通知{mark}“会议”定于八月召开。\n"
    if name.endswith("jsonl"):
        row = {"标题": "年会通知", "正文": "“会议”定于八月召开。"}
        text = json.dumps(row, ensure_ascii=False)
    (tmp_path / name).write_text(text, encoding=encoding)
    (item,) = items(tmp_path / name)
    assert fields(item) == {"标题": "年会通知", "正文": "“会议”定于八月召开。"}


def test_a_line_in_another_encoding_is_read_by_itself(tmp_path: Path) -> None:
    lines = [b'{"title": "plain"}'] * 4000
    lines.append('{"title": "会议纪要和年度工作总结"}'.encode("gb18030"))
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    assert fields(items(tmp_path)[-1]) == {"title": "会议纪要和年度工作总结"}


def test_gzip_streams_and_a_torn_one_is_named(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": n, "title": os.urandom(40).hex()}) + "\n" for n in range(3000))
    packed = gzip.compress(rows.encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    assert len(items(tmp_path)) == 3000
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    assert failures(tmp_path) == {"a.jsonl.gz": "压缩文件不完整或已损坏"}
    assert 0 < len(items(tmp_path)) < 3000


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('title,body\n甲,一\n乙,"二\n丙,三\n', 3, "引号没有配对"),
        ('title,body\n甲,一\n乙,"二"三\n丙,三\n', 3, "引号用错了"),
        ("title,body\n甲,一\n乙,二,三,四\n丙,三\n", 3, "比第一行的 2 个列名多"),
    ],
)
def test_a_broken_csv_row_is_named(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    assert reason in failures(tmp_path)[f"a.csv:{line}"]
    assert fields(items(tmp_path)[0])["title"] == "甲"


def test_the_sizes_of_items_add_up_to_that_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x" * 100)
    (tmp_path / "b.jsonl").write_text('{"id": 1}\n' * 50)
    (tmp_path / "c.png").write_text("x" * 100)
    assert source(tmp_path).size() == sum(item.size for item in items(tmp_path)) == 600


@settings(max_examples=150)
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.jsonl", "a.csv.gz"]))
def test_no_bytes_of_a_table_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    file = tmp_path_factory.getbasetemp() / name
    file.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    for item in found(file):
        assert isinstance(item, Item | ItemFailure | ItemSkipped)
        assert item.path.startswith(name)
        assert not isinstance(item, Item) or fields(item) is not None
