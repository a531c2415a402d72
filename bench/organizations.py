"""Exact-span precision, recall and F1 of organisation names in running text.

Runs over the gold sets of the shared data folder (``HUISOU_SHARED``, or ``../shared/data``
beside the checkout), with no organisations file. Two lines a set: the names the tagger
finds, which the gold counts even where they only point back (公司, 本公司); and what
enrichment leaves in the article, where such words need a name before them.
``python -m bench.organizations [--errors N] [SET…]``
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from index.analysis import normalize
from index.article import Article
from indexer.enrich import Vocabulary, enrich
from indexer.enrich.mentions import names_in

SETS = ("news-dev", "resume-dev", "resume-train")
Span = tuple[int, int]


def shared_data() -> Path:
    """The folder of shared development data."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("HUISOU_SHARED", beside))


def rows(name: str) -> Iterator[tuple[str, set[Span]]]:
    """Each text of a set with the gold spans."""
    for line in (shared_data() / "organizations" / f"{name}.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        yield row["text"], {(start, end) for start, end, _ in row["orgs"]}


def tagged_spans(text: str, vocabulary: Vocabulary) -> set[Span]:
    """What the tagger finds, as spans of the text as it was written."""
    plain = normalize(text)
    return {plain.original_span(*span) for span in names_in(plain.text, vocabulary)}


def enriched_spans(text: str, vocabulary: Vocabulary) -> set[Span]:
    """The spans that ``text`` as the body of an article is left with."""
    enriched = enrich(Article("bench", "", text), vocabulary)
    return {(form.start, form.end) for found in enriched.organizations for form in found.forms}


def main() -> None:
    """Print the table, and with ``--errors`` that many wrong and missed names of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("sets", nargs="*", default=SETS)
    options = parser.parse_args()
    print(f"{'set':<24}{'gold':>7}{'found':>7}{'precision':>11}{'recall':>8}{'F1':>7}")
    for name in options.sets:
        report(name, "tagger", tagged_spans, options.errors)
        report(name, "article", enriched_spans, 0)


def report(
    name: str, what: str, spans: Callable[[str, Vocabulary], set[Span]], errors: int
) -> None:
    """Measure one set and print its line."""
    vocabulary = Vocabulary()
    gold = found = right = 0
    wrong: list[str] = []
    missed: list[str] = []
    for text, wanted in rows(name):
        got = spans(text, vocabulary)
        gold, found, right = gold + len(wanted), found + len(got), right + len(got & wanted)
        wrong += [text[start:end] for start, end in sorted(got - wanted)]
        missed += [text[start:end] for start, end in sorted(wanted - got)]
    precision, recall = right / max(found, 1), right / max(gold, 1)
    score = 2 * precision * recall / max(precision + recall, 1e-9)
    label = f"{name} {what}"
    print(f"{label:<24}{gold:>7}{found:>7}{precision:>11.3f}{recall:>8.3f}{score:>7.3f}")
    if errors:
        print("  wrong: " + " | ".join(wrong[:errors]))
        print("  missed:" + " | ".join(missed[:errors]))


if __name__ == "__main__":
    main()
