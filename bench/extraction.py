"""How well pages become articles, beside readability-lxml, trafilatura and newspaper4k.

The last two run where they are installed (``pip install trafilatura newspaper4k``): they are
peers of this measurement alone, and nothing else needs them.

    python -m bench.extraction [--bare [--site-title | --no-title]] [--recurring] [-v] [SET …]

``--bare`` gives all extractors the same pages without metas, class names and elements that
name what they hold (:mod:`bench.bare`), ``--site-title`` besides with nothing but the site's
name in ``<title>``, ``--no-title`` without any. ``--recurring`` adds our own extraction less
the lines that stand on a fifth of the set's pages: what learning a site's blocks would do.

For each set of pages in the shared data with a ``gold.jsonl``: the share of articles whose
title and date are exactly the gold's, whose title has the gold's in it (``title_in``: with
the site's name or a mark of form around it), whose source is the gold's, and whose category
path is (or ends in) the gold's; of list pages told from articles; and the body's F1. Body
F1 is that of two multisets of tokens, where a token is one Han character or one run of other
letters and digits: precision and recall of their intersection, the mean over articles. An
article that is refused scores nothing. Prints a table and writes
``bench/results/extraction.json``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

from readability import Document
from rich.console import Console
from rich.table import Table

from bench.bare import bare, site_name
from indexer.extract import Extracted, ExtractError, NotAnArticle, decode, extract_html
from indexer.extract.encoding import declared_in
from indexer.extract.html import visible_text

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("HUISOU_SHARED") or ROOT.parent / "shared" / "data")
TOKEN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|[^\W\u3400-\u9fff\U00020000-\U0003ffff]+")
COLUMNS = (
    "articles",
    "title",
    "title_in",
    "date",
    "source",
    "category",
    "lists",
    "f1",
    "f1_low",
    "ms",
)

Reading = dict[str, str | tuple[str, ...]]


def body_f1(found: str, gold: str) -> float:
    """Multiset F1 of the tokens of two texts, 0 to 1."""
    have, want = Counter(TOKEN.findall(found)), Counter(TOKEN.findall(gold))
    common = (have & want).total()
    return 2 * common / max(1, have.total() + want.total())


def ours(data: bytes, url: str) -> Reading:
    """Our own extraction; the address is given as a crawler would."""
    found: Extracted = extract_html(data, url=url)
    return {
        "title": found.title,
        "date": str(found.published or ""),
        "source": found.attribution,
        "category": found.category,
        "body": found.body,
    }


def readability_alone(data: bytes, url: str) -> Reading:
    """readability-lxml on the decoded page."""
    document = Document(_decoded(data))
    return {"title": document.short_title(), "body": visible_text(document.summary())}


def trafilatura_alone(data: bytes, url: str) -> Reading:
    """trafilatura, told to prefer recall as its authors advise for news."""
    import trafilatura  # an optional peer

    text = _decoded(data)
    found = trafilatura.bare_extraction(
        text, url=url or None, favor_recall=True, with_metadata=True
    )
    if found is None:
        return {}
    plain = found if isinstance(found, dict) else found.as_dict()
    return {
        "title": plain.get("title") or "",
        "date": plain.get("date") or "",
        "body": plain.get("text") or "",
    }


def newspaper_alone(data: bytes, url: str) -> Reading:
    """newspaper4k on the decoded page, told that it is Chinese; it fetches nothing."""
    import newspaper  # an optional peer

    article = newspaper.Article(url or "http://localhost/", language="zh", fetch_images=False)
    article.download(input_html=_decoded(data))
    article.parse()
    published = article.publish_date
    return {
        "title": article.title or "",
        "date": str(published)[:10] if published else "",
        "body": article.text or "",
    }


OPTIONAL_PEERS: dict[str, Callable[[bytes, str], Reading]] = {
    "trafilatura": trafilatura_alone,
    "newspaper": newspaper_alone,
}


def peers() -> dict[str, Callable[[bytes, str], Reading]]:
    """The extractors that can run here, by name."""
    found: dict[str, Callable[[bytes, str], Reading]] = {
        "huisou": ours,
        "readability": readability_alone,
    }
    for name, read in OPTIONAL_PEERS.items():
        if importlib.util.find_spec(name) is None:
            print(f"{name} is not installed and is left out", file=sys.stderr)
        else:
            found[name] = read
    return found


def measure(
    folder: Path, read: Callable[[bytes, str], Reading], prepared: Callable[[bytes], bytes] = bytes
) -> dict[str, float]:
    """The figures of one extractor on one set, whose pages it is given as ``prepared``."""
    scores: dict[str, list[float]] = {name: [] for name in COLUMNS[1:]}
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        data = prepared((folder / gold["file"]).read_bytes())
        begun = time.perf_counter()
        refused, found = _read(read, data, gold.get("url", ""))
        scores["ms"].append(1000 * (time.perf_counter() - begun))
        if gold.get("page") == "list":
            scores["lists"].append(float(refused))
        else:
            _score(found, gold, scores, folder.name)
    return {
        "articles": len(scores["f1"]),
        "f1_low": min(scores.pop("f1_low"), default=0.0),
        **{name: mean(values) for name, values in scores.items() if values},
    }


def _read(read: Callable[[bytes, str], Reading], data: bytes, url: str) -> tuple[bool, Reading]:
    try:
        return False, read(data, url)
    except NotAnArticle:
        return True, {}
    except ExtractError:
        return False, {}


def _score(found: Reading, gold: Any, scores: dict[str, list[float]], name: str) -> None:
    for key in ("title", "date", "source"):
        if gold.get(key):
            scores[key].append(float(found.get(key) == gold[key]))
    scores["title_in"].append(float(gold["title"] in str(found.get("title", ""))))
    if gold.get("category"):
        path = found.get("category") or ()
        steps = re.split(r"\s*[\\/>]\s*", gold["category"])
        scores["category"].append(float(list(path)[-len(steps) :] == steps))
    f1 = body_f1(str(found.get("body", "")), gold["body"])
    scores["f1"].append(f1)
    scores["f1_low"].append(f1)
    if "-v" in sys.argv and (
        f1 < 0.97 or any(s and not s[-1] for s in map(scores.get, ("title", "date")))
    ):
        print(name, gold["file"], round(f1, 3), found.get("title"), found.get("date"), gold["date"])


def preparation(folder: Path, arguments: list[str]) -> Callable[[bytes], bytes]:
    """What the flags ask to be done to a set's pages before they are read."""
    if "--bare" not in arguments:
        return bytes
    title = "" if "--no-title" in arguments else None
    if "--site-title" in arguments:
        title = site_name(map(_decoded, (path.read_bytes() for path in folder.glob("*.*html"))))
    return lambda data: bare(_decoded(data), title)


def _decoded(data: bytes) -> str:
    return decode(data, declared_in(data))[0]


def without_recurring(
    folder: Path, prepared: Callable[[bytes], bytes]
) -> Callable[[bytes, str], Reading]:
    """Our own extraction, whose bodies have lost the lines that a fifth of the pages show."""
    pages = [_decoded(prepared(path.read_bytes())) for path in folder.glob("*.*html")]
    shown = Counter(line for page in pages for line in set(visible_text(page).split("\n")))

    def read(data: bytes, url: str) -> Reading:
        found = ours(data, url)
        lines = str(found["body"]).split("\n")
        rare = [line for line in lines if shown[line] < max(2, len(pages) / 5)]
        return {**found, "body": "\n".join(rare)}

    return read


def main() -> None:
    """Measure the sets named on the command line, or all."""
    folders = sorted(path.parent for path in (SHARED / "pages").glob("*/gold.jsonl"))
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    table = Table("set", "extractor", *COLUMNS)
    results: dict[str, dict[str, dict[str, float]]] = {}
    extractors = peers()
    for folder in folders:
        if wanted and folder.name not in wanted:
            continue
        prepared = preparation(folder, sys.argv[1:])
        if "--recurring" in sys.argv:
            extractors["less recurring"] = without_recurring(folder, prepared)
        for name, read in extractors.items():
            figures = measure(folder, read, prepared)
            results.setdefault(folder.name, {})[name] = figures
            table.add_row(folder.name, name, *(_shown(figures.get(key)) for key in COLUMNS))
    Console(width=120).print(table)
    target = ROOT / "bench" / "results" / "extraction.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _shown(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3f}" if isinstance(figure, float) else str(figure)


if __name__ == "__main__":
    main()
