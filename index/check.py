"""Is this index whole, and does it agree with its articles?

Three looks, each of which a damaged or wrongly built index fails: every file against
the manifest, the counts of every facet against a count of the stored articles, and
runs cut from stored articles against a quoted search for them.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.analysis import character_class, dictionary_fault, normalized
from index.article import Article, Visibility
from index.config import Config
from index.engine import Reader, SearchRequest, open_reader
from index.errors import HuisouError
from index.facet_values import facet_values
from index.generations import Generations
from index.query import Term
from index.results import Bucket
from index.schema import MEETING_FACETS
from index.synonym_files import SynonymFiles

RUN = 8
"""Characters of a run that is searched for."""
COUNTED = ("org", "kind", "category", *MEETING_FACETS)
"""The facets whose counts are compared."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be; ``text`` is Chinese and says where."""

    text: str


def check(config: Config, *, samples: int = 200, seed: int = 0) -> list[Problem]:
    """Everything wrong with the current generation and the files that queries are
    understood by; empty for a sound index.

    ``samples`` articles, chosen by ``seed``, are searched for by runs of their texts.
    Raises IndexMissing where nothing was ever sealed.
    """
    return [*_index_problems(config, samples, seed), *map(Problem, vocabulary_faults(config))]


def vocabulary_faults(config: Config) -> list[str]:
    """What is wrong with the files of the site's words; Chinese, with file and line."""
    wrong = dictionary_fault(config.vocabulary.dictionary)
    return [*filter(None, [wrong]), *SynonymFiles.of(config).faults]


def _index_problems(config: Config, samples: int, seed: int) -> list[Problem]:
    generations = Generations(config.index.path, keep=config.index.keep)
    current = generations.current()
    if current is not None:
        damage = generations.problem(current, thoroughly=True)
        if damage is not None:
            return [Problem(str(damage))]
    try:
        reader = open_reader(_unhurried(config))
        try:
            return list(_disagreements(reader, random.Random(seed), samples))
        finally:
            reader.close()
    except HuisouError as error:
        if current is None:
            raise
        return [Problem(str(error))]


def _unhurried(config: Config) -> Config:
    """The configuration with time enough to answer whole on any machine."""
    limits = config.limits.model_copy(update={"query_seconds": 3600.0})
    return config.model_copy(update={"limits": limits})


def _disagreements(reader: Reader, chance: random.Random, samples: int) -> Iterator[Problem]:
    counted: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
    ids: Counter[str] = Counter()
    chosen: list[Article] = []
    for number, article in enumerate(reader.articles()):
        ids[article.id] += 1
        for name, values in _values(article).items():
            counted[name].update(values)
        if len(chosen) < samples:
            chosen.append(article)
        elif (place := chance.randrange(number + 1)) < samples:
            chosen[place] = article
    yield from _wrong_counts(reader, ids, counted)
    for article in chosen:
        yield from _unfound(reader, article, chance)


def _values(article: Article) -> dict[str, set[str]]:
    """The values of each counted facet that the article is counted under, at every depth."""
    values = {name: set(facet_values(article)[name]) for name in COUNTED}
    for path in tuple(values["category"]):
        values["category"].update(path[: found.start()] for found in re.finditer("/", path))
    return values


def _wrong_counts(
    reader: Reader, ids: Counter[str], counted: dict[str, Counter[str]]
) -> Iterator[Problem]:
    for article_id, times in ids.items():
        if times > 1:
            yield Problem(f"文章 {article_id} 在索引里有 {times} 份")
    request = SearchRequest(viewer=Visibility.STAFF, size=0, relax=False)
    total = reader.total(request)
    if total != ids.total():
        yield Problem(f"索引查得 {total} 篇文章，保存的有 {ids.total()} 篇")
    for name, wanted in counted.items():
        found = {b.value: b.count for b in _flat(reader.facet(name, request).buckets)}
        for value in sorted(set(wanted) | set(found)):
            if wanted[value] != found.get(value, 0):
                yield Problem(
                    f"{name} “{value}” 计数为 {found.get(value, 0)}，实际有 {wanted[value]} 篇"
                )


def _flat(buckets: Iterable[Bucket]) -> Iterator[Bucket]:
    for bucket in buckets:
        yield bucket
        yield from _flat(bucket.children)


def _unfound(reader: Reader, article: Article, chance: random.Random) -> Iterator[Problem]:
    texts = {"标题": article.title, "正文": article.body}
    texts.update((f"附件《{item.name}》", item.text) for item in article.attachments)
    for place, text in texts.items():
        run = _whole_run(text, chance)
        if run and not _finds(reader, run, article):
            yield Problem(f"文章 {article.id} 的{place}里有“{run}”，却搜不到这篇文章")


def _whole_run(text: str, chance: random.Random) -> str:
    """A run of the normalised ``text`` that cuts no word or number at its ends."""
    normal = normalized(text)
    start = chance.randrange(len(normal) + 1)
    end = min(len(normal), start + RUN)
    while _goes_on(normal, start):
        start -= 1
    while _goes_on(normal, end):
        end += 1
    return normal[start:end].strip()


def _goes_on(text: str, place: int) -> bool:
    """Whether the same word or number stands on both sides of ``place``."""
    if not 0 < place < len(text):
        return False
    before, behind = character_class(text[place - 1]), character_class(text[place])
    return before == behind and before in ("digit", "letter")


def _finds(reader: Reader, run: str, article: Article) -> bool:
    wanted = Term(run, (run,), quoted=True)
    request = SearchRequest(wanted, viewer=Visibility.STAFF, size=100, facets=(), relax=False)
    pages = -(-reader.total(request) // request.size)
    return any(
        hit.article.id == article.id
        for page in range(1, pages + 1)
        for hit in reader.search(replace(request, page=page)).hits
    )
