"""How far a crawl is that is under way or was interrupted, for ``huisou status``."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote


def unfinished(state: Path) -> str:
    """What the file of a crawl says of it, in Chinese; empty where it is over, was never
    begun, or cannot be read."""
    if not state.is_file():
        return ""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(state))}?mode=ro", uri=True)) as db:
            stage = db.execute("SELECT value FROM settings WHERE name = 'stage'").fetchone()
            asked, queued = db.execute(
                "SELECT count(*), coalesce(sum(stage = 'queued'), 0) FROM visits"
            ).fetchone()
    except sqlite3.Error:
        return ""
    if stage is None or stage[0] != "open" or not asked:
        return ""
    if queued:
        return (
            f"还没有抓完：抓了 {asked - queued} 个地址，知道的还有 {queued} 个；"
            "如果没有正在运行，再运行一次 huisou index 就接着抓"
        )
    return (
        f"抓完了 {asked} 个地址，还没有写进索引；如果没有正在运行，再运行一次 huisou index 就接着写"
    )
