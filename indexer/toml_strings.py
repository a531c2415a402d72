"""Text as TOML writes it, for the files of the site's that commands add to."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    """A basic string of TOML; JSON writes its escapes the same way (DEL aside)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
