"""Bytes -> the fields of an article: one function a form, and nothing else of this package.

Formats that are not ours (HTML, Markdown, front matter, encodings) are parsed here and
nowhere else. The package imports :mod:`index` alone, opens no file and no socket.
"""

from indexer.extract.encoding import decode
from indexer.extract.extracted import Extracted, ExtractError, NotAnArticle
from indexer.extract.fields import extract_fields
from indexer.extract.html import extract_html
from indexer.extract.markdown import extract_markdown
from indexer.extract.plain import extract_text

__all__ = [
    "ExtractError",
    "Extracted",
    "NotAnArticle",
    "decode",
    "extract_fields",
    "extract_html",
    "extract_markdown",
    "extract_text",
]
