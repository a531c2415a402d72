"""Times in words: how many of our table are understood, by us and by libraries.

    python bench/date_words.py [--errors]

Runs over ``tests/data/date_words.toml``. A library that is not installed is left out:
jionlp and dateparser are no dependencies of ours. *right*: the same days, or none where
the table has none; *near*: each end within a day of the table's, and an open end as good as
today, since whether 近一周 counts today is a convention.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import time
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from index.analysis import normalized
from index.date_words import days_of

TABLE = Path(__file__).resolve().parents[1] / "tests" / "data" / "date_words.toml"

Span = tuple[str, str] | None
Read = Callable[[str, date], Span]


def ours(text: str, today: date) -> Span:
    """Our own reading."""
    found = days_of(normalized(text), today)
    return None if found is None else (str(found.first or ""), str(found.last or ""))


def jionlp() -> Read:
    """``jionlp.parse_time``, which gives a span of moments."""
    with contextlib.redirect_stdout(io.StringIO()):
        library: Any = importlib.import_module("jionlp")

    def read(text: str, today: date) -> Span:
        base = datetime(today.year, today.month, today.day, 12).timestamp()
        found = library.parse_time(text, time_base=base)["time"]
        if not isinstance(found, list):
            return None
        first, last = (moment[:10] for moment in found)
        return ("" if first == "-inf" else first, "" if last == "inf" else last)

    return read


def dateparser() -> Read:
    """``dateparser``, which gives one moment: right where that is the whole day."""
    library: Any = importlib.import_module("dateparser")

    def read(text: str, today: date) -> Span:
        base = datetime(today.year, today.month, today.day)
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        found = library.parse(text, languages=["zh"], settings=settings)
        return None if found is None else (str(found.date()), str(found.date()))

    return read


def _is_near(found: Span, wanted: Span, today: date) -> bool:
    if found is None or wanted is None:
        return False
    try:
        ends = [[date.fromisoformat(end or str(today)) for end in span] for span in (found, wanted)]
    except ValueError:
        return False
    return all(abs((one - other).days) <= 1 for one, other in zip(*ends, strict=True))


def cases() -> list[tuple[date, str, Span]]:
    """The rows of the table."""
    tables = tomllib.loads(TABLE.read_text(encoding="utf-8"))["table"]
    return [
        (date.fromisoformat(table["today"]), row[0], None if row[3:] else (row[1], row[2]))
        for table in tables
        for row in table["expressions"]
    ]


def main() -> None:
    """Print one line a reader, and with ``--errors`` what it read otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    for name, make in {"ours": lambda: ours, "jionlp": jionlp, "dateparser": dateparser}.items():
        try:
            read = make()
        except ImportError:
            print(f"{name:<12} not installed")
            continue
        report(name, read, errors=options.errors)


def report(name: str, read: Read, *, errors: bool) -> None:
    """Measure one reader and print its line."""
    ours("今年", date.today())  # loads the tables of characters
    wrong = []
    near = 0
    began = time.perf_counter()
    for today, text, wanted in cases():
        try:
            found = read(text, today)
        except Exception as error:  # noqa: BLE001 - a library may raise anything for no time
            found = None if wanted is None else (type(error).__name__, "")
        near += found == wanted or _is_near(found, wanted, today)
        if found != wanted:
            wrong.append(f"    {text}: {wanted}, read as {found}")
    spent = (time.perf_counter() - began) / len(cases()) * 1e6
    every = len(cases())
    print(f"{name:<12}{every - len(wrong):>4} right, {near} near, of {every}; {spent:.0f} µs each")
    if errors:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
