"""What a website source may be set to, and what is said of anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.config import WebsiteSettings, load_config
from index.errors import ConfigError

PLAIN = '[[sources]]\nname = "网站"\nkind = "website"\n'
START = PLAIN + 'start = ["http://www.example.org/"]\n'

WRONG = [
    (PLAIN, "sources 第 1 项：start、sitemap、feed 至少要写一个"),
    (
        PLAIN + 'start = ["www.example.org"]',
        "sources 第 1 项 start 第 1 项：要写成 http:// 或 https://",
    ),
    (
        PLAIN + 'start = ["http://a:b@c.example/"]',
        "sources 第 1 项 start 第 1 项：地址里不写用户名和密码",
    ),
    (
        START + 'hosts = ["http://a.example/"]',
        "sources 第 1 项 hosts 第 1 项：要写成 www.example.org",
    ),
    (START + 'hosts = ["*.example.org"]', "sources 第 1 项 hosts 第 1 项：要写成 www.example.org"),
    (
        START + 'allow_private = ["127.0.0.1"]',
        "sources 第 1 项 allow_private 第 1 项：要连端口一起写",
    ),
    (START + "delay = -1", "sources 第 1 项 delay：不能小于 0"),
    (START + "concurrency = 99", "sources 第 1 项 concurrency：不能大于 16"),
    (START + 'user_agent = "会搜"', "sources 第 1 项 user_agent：只能用英文字母、数字和符号"),
    (START + 'path = "here"', "sources 第 1 项 path：没有这一项设置"),
    ('[[sources]]\nname = "甲"\nkind = "gopher"', "sources 第 1 项：kind 只能是"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "huisou.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(file, {})
    assert message in str(caught.value)


def test_a_start_page_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "huisou.toml"
    file.write_text(START, encoding="utf-8")
    (source,) = load_config(file, {}).sources
    assert isinstance(source, WebsiteSettings)
    assert (source.delay, source.obey_robots, source.allow_private) == (1.0, True, ())
