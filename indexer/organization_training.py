"""``huisou organizations --train``: a tagger that has seen the site's own articles.

What it learns from are lines in which a name stands that staff confirmed, by the
organisations file or by a correction. They are added to the text that comes with the
program, whole; a fifth of the articles is kept back, and the new model must find names
there no worse than the one that ships, or it is not written.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analysis import normalize
from index.article import Article
from index.config import Config
from index.disk import REAL_DISK
from index.engine import open_reader
from index.errors import ConfigError, reason
from index.organizations_file import model_beside
from indexer.enrich.mentions import overlaps
from indexer.enrich.tagging import Model, shipped_model, tagged
from indexer.enrich.training import Labelled, own_corpus, train

FOLDS = 5
"""One of so many articles is kept back."""

FEWEST = 20
"""Lines with a confirmed name, on either side, below which nothing can be learnt or measured."""

MOST = 20_000
"""Lines that are learnt from: as many again as come with the program."""

_LINE = re.compile(r"[^\n。！？!?]+[。！？!?]?")


@dataclass(frozen=True, slots=True)
class Trained:
    """Where the model lies, from how many lines it learnt, on how many it was measured, and
    the F1 there of the model that ships and of the new one."""

    file: Path
    learnt: int
    kept_back: int
    shipped: float
    own: float


def train_on_site(config: Config, ours: Sequence[Labelled] | None = None) -> Trained:
    """Train on the newest index and write the model beside the organisations file; ``ours``
    are the lines that come with the program. The same index gives the same model.

    Raises IndexMissing, IndexCorrupt, and ConfigError where the site has no organisations
    file, too few confirmed names, or where the new model is worse than the one that ships.
    """
    file = config.vocabulary.organizations
    if file is None:
        raise ConfigError("还没有机构文件，训练要用 vocabulary.organizations 里确认过的机构")
    reader = open_reader(config)
    try:
        learnt, kept_back = site_lines(reader.articles())
    finally:
        reader.close()
    if min(len(learnt), len(kept_back)) < FEWEST:
        raise ConfigError(
            f"写着已确认机构的句子太少：可供学习 {len(learnt)} 句，可供检验 {len(kept_back)} 句，"
            f"各要至少 {FEWEST} 句；请先用 huisou organizations --confirm 多确认一些"
        )
    model = train([*(own_corpus().train if ours is None else ours), *learnt])
    shipped, own = (found_again(one, kept_back) for one in (shipped_model(), model))
    if own < shipped:
        raise ConfigError(
            f"新模型不如自带的，没有写下：在留作检验的 {len(kept_back)} 句上 "
            f"F1 {own:.3f}，自带的 {shipped:.3f}"
        )
    target = model_beside(file)
    try:
        REAL_DISK.write_whole(target, model.to_bytes())
    except OSError as error:
        raise ConfigError(f"写不了机构模型 {target}：{reason(error)}") from error
    return Trained(target, len(learnt), len(kept_back), shipped, own)


def site_lines(articles: Iterable[Article]) -> tuple[list[Labelled], list[Labelled]]:
    """The lines to learn from and those kept back, each with a confirmed name, each once."""
    sides: tuple[dict[str, Labelled], dict[str, Labelled]] = {}, {}
    for article in sorted(articles, key=lambda article: article.id):
        side = sides[zlib.crc32(article.id.encode()) % FOLDS == 0]
        if len(side) < MOST:
            lines = _lines_of(article, confirmed_alone=side is sides[True])
            side.update((line.text, line) for line in lines)
    learnt, kept_back = sides
    return [line for text, line in learnt.items() if text not in kept_back], [*kept_back.values()]


def found_again(model: Model, lines: Iterable[Labelled]) -> float:
    """F1 of the model on the names of the lines; what it finds apart from them is not judged,
    as nobody said whether it is a name."""
    wanted = found = right = 0
    for line in lines:
        names = set(line.names)
        got = {span for span in tagged(line.text, model) if overlaps(*span, line.names)}
        wanted, found, right = wanted + len(names), found + len(got), right + len(names & got)
    return 2 * right / max(wanted + found, 1)


def _lines_of(article: Article, *, confirmed_alone: bool) -> Iterator[Labelled]:
    """The lines with a confirmed name. To learn from, every name found in one is labelled:
    those that the tagger alone found too, as the line would teach that they are none."""
    for field, text in (("title", article.title), ("body", article.body)):
        spans = sorted(
            (form.start, form.end, organization.confirmed)
            for organization in article.organizations
            for form in organization.forms
            if form.field == field
        )
        at = 0
        for match in _LINE.finditer(text):
            while at < len(spans) and spans[at][1] <= match.start():
                at += 1
            until = at
            while until < len(spans) and spans[until][0] < match.end():
                until += 1
            within = [span for span in spans[at:until] if span[1] <= match.end()]
            sure = [span for span in within if span[2]]
            if sure:
                within = sure if confirmed_alone else within
                yield _labelled(
                    match[0], [(a - match.start(), b - match.start()) for a, b, _ in within]
                )


def _labelled(line: str, spans: Sequence[tuple[int, int]]) -> Labelled:
    """The line and its names as the tagger reads them, normalised."""
    text, names, at = "", [], 0
    for start, end in spans:
        text += normalize(line[at:start]).text
        name = normalize(line[start:end]).text
        if name:
            names.append((len(text), len(text) + len(name)))
        text += name
        at = end
    return Labelled(text + normalize(line[at:]).text, tuple(names))
