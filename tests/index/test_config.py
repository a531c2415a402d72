"""The configuration: defaults, places, and a message for whatever is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.config import DEFAULT_DATA, PACKAGE, Config, SourceSettings, load_config
from index.errors import ConfigError

WRONG = [
    ("[web]\nport = true", "web.port：要写成整数"),
    ("[web]\nport = '8000'", "web.port：要写成整数"),
    ("[web]\nport = 8000.0", "web.port：要写成整数"),
    ("[web]\nport = 70000", "web.port：不能大于 65535"),
    ("[web]\nembed_origins = 'http://a.cn'", "web.embed_origins：要写成列表"),
    ("[web]\nembed_origins = ['http://a.cn', 'http://*.cn']", "web.embed_origins 第 2 项：要写成"),
    ("[web]\nembed_origins = ['https://a.cn;script-src']", "web.embed_origins 第 1 项："),
    ("[web]\nembed_origins = ['https://a.cn b.cn']", "web.embed_origins 第 1 项："),
    ("[web]\nembed_origins = ['https://a.cn:99999']", "web.embed_origins 第 1 项："),
    ("[web]\nembed_origins = ['https://[a']", "web.embed_origins 第 1 项："),
    ("[index]\npath = 3", "index.path：要写成路径"),
    ("[index]\npath = '~nobody-of-that-name/x'", "index.path：找不到 ~"),
    ('[index]\npath = "a\\u0000b"', "index.path：路径里有不能用的字符"),
    ("[index]\nkeep = 1", "index.keep：不能小于 2"),
    ("[index]\nkeeps = 3", "index.keeps：没有这一项设置"),
    ("[indexes]\nkeep = 3", "indexes：没有这一项设置"),
    ("site = 3", "site：要写成一节设置"),
    ("[site]\nname = 3", "site.name：要写成文字"),
    ("[site]\nname = ''", "site.name：不能为空"),
    ("[site]\nname = '{x}'\ntime_zone = 'Mars'", "site.time_zone：没有这个时区"),
    ("[site]\ntime_zone = 'Asia'", "site.time_zone：没有这个时区"),
    ("[site]\nbase_url = 'www.a.cn'", "site.base_url：要写成 http://"),
    ("[site]\nbase_url = 'http://[::1'", "site.base_url：要写成 http://"),
    ("[sources]\nname = 'a'\npath = 'b'", "sources：每个来源要写成一节 [[sources]]"),
    ("[[sources]]\nname = 'a'", "sources 第 1 项 path：缺少这一项"),
    ("[[sources]]\nname = 'a'\npath = 'b'\nvisibility = 'x'", "只能是 'public' 或 'staff'"),
    ("[[sources]]\nname='a'\npath='b'\n[[sources]]\nname='a'\npath='c'", "名字重复：a"),
    ("[vocabulary]\norganizations = []", "vocabulary.organizations：要写成路径"),
    ("[ranking]\ntitle_weight = true", "ranking.title_weight：要写成数字"),
    ("[ranking]\nrecency_half_life = nan", "ranking.recency_half_life：要是有限的数"),
    ("[ranking]\nrecency_half_life = inf", "ranking.recency_half_life：要是有限的数"),
    ("[limits]\nquery_seconds = 0", "limits.query_seconds：要大于 0"),
    ("[web\n", "第 1 行第 5 列不合 TOML 的写法"),
    (b"\xff\xfe", "不是 UTF-8 编码（第 0 字节）"),
]


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "huisou.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


@pytest.mark.parametrize(("content", "said"), WRONG)
def test_a_wrong_setting_is_named_with_its_file(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    file = written(tmp_path, content)
    with pytest.raises(ConfigError) as raised:
        load_config(file, {})
    assert said in str(raised.value)
    assert str(file) in str(raised.value)


def test_every_wrong_setting_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"(?s)web\.port.*index\.keep|index\.keep.*web\.port"):
        load_config(written(tmp_path, "[web]\nport = 0\n[index]\nkeep = 0"), {})


def test_without_a_file_every_default_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config(environ={}) == Config()


def test_paths_are_read_from_the_folder_of_the_file(tmp_path: Path) -> None:
    content = "[index]\npath='i'\n[vocabulary]\norganizations='../o.toml'\n"
    config = load_config(written(tmp_path, content + "[[sources]]\nname='a'\npath='s'"), {})
    assert config.index.path == tmp_path / "i"
    assert config.vocabulary.organizations == tmp_path.parent / "o.toml"
    (source,) = config.sources
    assert isinstance(source, SourceSettings)
    assert source.path == tmp_path / "s"


def test_the_environment_names_the_file_and_moves_the_index(tmp_path: Path) -> None:
    file = written(tmp_path, "\ufeff[index]\nkeep = 7")
    environ = {"HUISOU_CONFIG": str(file), "HUISOU_INDEX": str(tmp_path / "x")}
    index = load_config(environ=environ).index
    assert (index.keep, index.path) == (7, tmp_path / "x")


@pytest.mark.parametrize("place", [PACKAGE, PACKAGE / "engines", DEFAULT_DATA / "below"])
def test_the_program_itself_is_no_place_for_data(tmp_path: Path, place: Path) -> None:
    for content, environ in (
        (f"[index]\npath = '{place}'", {}),
        ("", {"HUISOU_INDEX": str(place)}),
    ):
        with pytest.raises(ConfigError, match="不能是程序自己的目录"):
            load_config(written(tmp_path, content), environ)


@pytest.mark.parametrize(("name", "said"), [(".", "是文件夹"), ("none.toml", "找不到配置文件")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_config(tmp_path / name, {})
