"""How often the right word is offered for a mistyped one, and how often one for a right one.

``python -m bench.corrections --index FOLDER``: words are drawn from the index by how many
articles have them, one error is made in each, and the offer of a search for it is compared.
False alarms are counted among real queries as people typed them and words of the index.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.collection import typed_queries
from index.analysis.confusion import alike, near
from index.analysis.pinyin import characters_read, readings
from index.config import Config, IndexSettings
from index.lexicon import Lexicon
from index.results import Page
from webapp import create_app
from webapp.did_you_mean import Offer, offered
from webapp.parameters import SearchParameters
from webapp.searching import Search, run
from webapp.service import reader, service

LEAST = 5
"""Articles that a drawn word has at least."""

Chance = random.Random
Error = Callable[[str, Chance, "Common"], str]


class Common:
    """The characters of the index by how often its words have them: what errors are made of."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._counted = Counter[int]()
        for number in range(len(lexicon)):
            for character in lexicon.text(number):
                self._counted[ord(character)] += int(lexicon.counts[number])

    def draw(self, points: Sequence[int], chance: Chance) -> str:
        """One of the code points, a frequent one more often; empty where none is in use."""
        weights = [self._counted[point] for point in points]
        return chr(chance.choices(points, weights)[0]) if sum(weights) else ""


def _replaced(word: str, at: int, character: str) -> str:
    return word[:at] + character + word[at + 1 :] if character else word


def homophone(word: str, chance: Chance, common: Common) -> str:
    """One character by another of the same sound."""
    at = chance.randrange(len(word))
    points = [p for s in readings(word[at])[:1] for p in characters_read(s) if chr(p) != word[at]]
    return _replaced(word, at, common.draw(points, chance))


def near_homophone(word: str, chance: Chance, common: Common) -> str:
    """One character by another of nearly the same sound."""
    at = chance.randrange(len(word))
    own = readings(word[at])[:1]
    points = [p for s in own for other in near(s) - {s} for p in characters_read(other)]
    return _replaced(word, at, common.draw(points, chance))


def shape(word: str, chance: Chance, common: Common) -> str:
    """One character by another that looks like it."""
    places = [at for at in range(len(word)) if len(alike(word[at])) > 1]
    if not places:
        return word
    at = chance.choice(places)
    return _replaced(word, at, chance.choice(sorted(alike(word[at]) - {word[at]})))


def swapped(word: str, chance: Chance, common: Common) -> str:
    """Two neighbours swapped."""
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def missing(word: str, chance: Chance, common: Common) -> str:
    """One character left out."""
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def doubled(word: str, chance: Chance, common: Common) -> str:
    """One character twice."""
    at = chance.randrange(len(word))
    return word[: at + 1] + word[at:]


ERRORS: tuple[Error, ...] = (homophone, near_homophone, shape, swapped, missing, doubled)


def words(lexicon: Lexicon, count: int, seed: int, lengths: Sequence[int]) -> list[str]:
    """Words of the lexicon that a dictionary has, the frequent ones more often."""
    chance = Chance(seed)
    numbers = [n for length in lengths for n in lexicon.of_length(length)[0].tolist()]
    numbers = [n for n in numbers if lexicon.counts[n] >= LEAST]
    weights = [float(lexicon.counts[n]) ** 0.5 for n in numbers]
    drawn = map(lexicon.text, chance.choices(numbers, weights, k=3 * count))
    return [word for word in dict.fromkeys(drawn) if service().is_known(word)][:count]


def ask(query: str) -> tuple[Page, Offer | None, float]:
    """The page and the offer of a search for the query, and the seconds of CPU for the offer."""
    parsed = service().parse(query)
    search = Search(SearchParameters(q=parsed.text), parsed)
    page = run(search, facets=(), size=1)
    began = time.process_time()
    offer = offered(search, page)
    return page, offer, time.process_time() - began


def hits(page: Page) -> int:
    """How many articles have all that was asked for."""
    return 0 if page.dropped else page.total


def errors(count: int, lengths: Sequence[int], seed: int, verbose: int) -> None:
    """Print for each kind of error how often the right word was offered."""
    lexicon, chance = reader().lexicon(), Chance(seed)
    common = Common(lexicon)
    right, asked, times = Counter[str](), Counter[str](), list[float]()
    wrong: list[str] = []
    for word in words(lexicon, count, seed, lengths):
        for error in ERRORS:
            typed = error(word, chance, common)
            if typed == word:
                continue
            page, offer, took = ask(typed)
            if hits(page) >= 3:
                asked[f"{error.__name__}, a word itself"] += 1
                continue
            times.append(took * 1000)
            asked[error.__name__] += 1
            good = offer is not None and offer.text == word
            right[error.__name__] += good
            if not good:
                wrong.append(f"{error.__name__} {word} {typed}: {offer.text if offer else '-'}")
    print(f"\nwords of {lengths[0]} to {lengths[-1]} characters")
    for name in (error.__name__ for error in ERRORS):
        itself = asked[f"{name}, a word itself"]
        share = right[name] / max(1, asked[name])
        print(f"{name:16} {share:6.1%} of {asked[name]:4}   ({itself} are found as they stand)")
    print(f"{'all':16} {right.total() / sum(asked[e.__name__] for e in ERRORS):6.1%}")
    print_times(times)
    print(*chance.sample(wrong, min(verbose, len(wrong))), sep="\n")


def print_times(times: list[float]) -> None:
    """Print p50, p95 and the longest, in milliseconds of CPU."""
    times.sort()
    p95 = times[int(0.95 * len(times))] if times else 0
    print(
        f"p50 {statistics.median(times or [0]):.1f}  p95 {p95:.1f}  max {max(times or [0]):.1f} ms"
    )


def queries(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Right queries, each with where it is from."""
    lexicon, chance = reader().lexicon(), Chance(seed)
    typed = typed_queries()
    for query in chance.sample(typed, min(count, len(typed))):
        yield "typed", query
    numbers = chance.sample(range(len(lexicon)), min(3 * count, len(lexicon)))
    known = [word for word in map(lexicon.text, numbers) if service().is_known(word)]
    for word in known[:count]:
        yield "word", word


def false_alarms(count: int, seed: int, verbose: int) -> None:
    """Print how often another query is offered for one that has hits."""
    alarms, asked, few = Counter[str](), Counter[str](), Counter[str]()
    shown: list[str] = []
    times: list[float] = []
    for kind, query in queries(count, seed):
        page, offer, took = ask(query)
        if hits(page):
            asked[kind] += 1
            few[kind] += hits(page) < 3
            alarms[kind] += offer is not None
            if hits(page) < 3:
                times.append(took * 1000)
            if offer is not None:
                shown.append(f"{query} ({page.total}): {offer.text} ({offer.count})")
    for kind in asked:
        print(
            f"{kind:6} {alarms[kind] / asked[kind]:6.2%} of {asked[kind]} with hits"
            f" ({alarms[kind]} of the {few[kind]} with one or two)"
        )
    print_times(times)
    print(*shown[:verbose], sep="\n")


def main() -> None:
    """Measure the index that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200, help="words, and queries of each kind")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--verbose", type=int, default=0, help="mistakes to print of each sort")
    options = parser.parse_args()
    app = create_app(Config(index=IndexSettings(path=options.index)))
    with app.test_request_context("/"):
        errors(options.count, (3, 4), options.seed, options.verbose)
        errors(options.count, (2,), options.seed, options.verbose)
        print("\nfalse alarms")
        false_alarms(5 * options.count, options.seed, options.verbose)


if __name__ == "__main__":
    main()
