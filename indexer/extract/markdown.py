"""Markdown, with front matter or a heading -> article."""

from __future__ import annotations

from datetime import date

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.extract.dates import today_in_china
from indexer.extract.encoding import decode
from indexer.extract.extracted import Extracted, ExtractError
from indexer.extract.fields import fields_with_body, has_title
from indexer.extract.headline import Headline
from indexer.extract.html import visible_text
from indexer.extract.plain import article_of, lines_of
from indexer.extract.visible import clean, collapse


def extract_markdown(
    data: bytes, *, url: str = "", declared: str | None = None, today: date | None = None
) -> Extracted:
    """The article of a Markdown file; its body is what a reader sees, without the signs.

    Front matter may have every field that :func:`extract_fields` knows. Without a title
    there, the first heading is the title and is not repeated in the body, and lines under
    it such as 发布时间：… count as labels. Raises ExtractError for unreadable bytes, front
    matter that is not YAML, wrong types in it, and no title or body.
    """
    text, _ = decode(data, declared)
    fields, source = _front_matter(clean(text))
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(source)
    heading = "" if has_title(fields) else _take_heading(tokens)
    rendered = parser.renderer.render(tokens, parser.options, {})
    body = visible_text(rendered) if rendered.strip() else ""
    if fields:
        return fields_with_body(
            {"title": heading, **fields} if heading else fields, body, today=today
        )
    lines = lines_of(body)
    if not lines:
        raise ExtractError("没有正文")
    return article_of(lines, 0, Headline(heading, 0, 0), url=url, today=today or today_in_china())


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    try:
        fields, source = frontmatter.parse(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 2} 行" if mark else "开头"
        raise ExtractError(f"文首的设置（front matter）写错了：{where}") from error
    except (ValueError, RecursionError) as error:
        raise ExtractError("文首的设置（front matter）写错了") from error
    if not isinstance(fields, dict):
        raise ExtractError("文首的设置（front matter）应当是“名称: 值”的样子")
    return fields, source


def _take_heading(tokens: list[Token]) -> str:
    """Remove the first heading from ``tokens`` and give its visible text."""
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            inline = tokens[position + 1]
            del tokens[position : position + 3]
            return collapse("".join(map(_visible, inline.children or [])))
    return ""


def _visible(token: Token) -> str:
    return (
        " "
        if token.type in ("softbreak", "hardbreak")
        else ("" if token.type in ("html_inline", "image") else token.content)
    )
