"""``huisou organizations``: what the index found, and what could be one and the same."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index.analysis import normalized
from index.article import Article
from index.config import Config
from index.engine import open_reader
from index.errors import ConfigError
from indexer.enrich import OrganizationEntry, load_vocabulary
from indexer.enrich.decisions import confirm, merge
from indexer.enrich.name_parts import LEGAL_FORMS
from indexer.enrich.words import REGION_UNITS, is_dictionary_place
from indexer.report import printable

FORMS_SHOWN = 5
SPEAKING_FORM = 3
"""Characters from which a written form is worth an alias: 公司 is none."""

LIKE_FROM = 6
"""Characters from which two names that differ in one are likely the same."""


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation of the index: in how many articles, how often in all, under which
    written forms (the commonest first), whether staff have it in their file, and which
    other names are likely the same."""

    name: str
    articles: int
    mentions: int
    forms: Mapping[str, int]
    confirmed: bool
    likely: tuple[str, ...] = ()


def found_organizations(config: Config) -> list[Found]:
    """Every organisation of the newest index, those in most articles first.

    Raises IndexMissing, IndexCorrupt, and ConfigError for the organisations file.
    """
    confirmed = {entry.name for entry in load_vocabulary(config).organizations}
    reader = open_reader(config)
    try:
        return counted(reader.articles(), confirmed)
    finally:
        reader.close()


def counted(articles: Iterable[Article], confirmed: Iterable[str]) -> list[Found]:
    """The organisations of the articles; ``confirmed`` are the names of the site's file."""
    known = set(confirmed)
    held: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for organization in article.organizations:
            held[organization.name] += 1
            forms[organization.name].update(form.text for form in organization.forms)
    likely = likely_same(forms)
    return [
        Found(
            name,
            count,
            forms[name].total(),
            dict(sorted(forms[name].items(), key=lambda form: (-form[1], form[0]))),
            name in known,
            tuple(sorted(likely.get(name, ()), key=lambda other: (-held[other], other))),
        )
        for name, count in sorted(held.items(), key=lambda one: (-one[1], one[0]))
    ]


def confirm_found(config: Config, found: Iterable[Found], name: str) -> OrganizationEntry:
    """Write an organisation that was found into the site's file, with its written forms.

    Raises ConfigError where the site names no file, or it cannot be written.
    """
    return confirm(_file(config), name, _forms(found, name))


def merge_found(config: Config, found: Iterable[Found], name: str, into: str) -> OrganizationEntry:
    """Make an organisation that was found an alias of another one in the site's file.

    Raises ConfigError as :func:`confirm_found` does, and for a name that staff confirmed.
    """
    return merge(_file(config), name, into, _forms(found, name))


def _file(config: Config) -> Path:
    file = config.vocabulary.organizations
    if file is None:
        raise ConfigError(
            '还没有机构文件：请在 huisou.toml 的 [vocabulary] 下写 organizations = "organizations.toml"'
        )
    return Path(file)


def _forms(found: Iterable[Found], name: str) -> list[str]:
    """The forms of the one found; those of three and more characters, which speak for
    themselves. Raises ConfigError where none is called so."""
    one = next((one for one in found if one.name == name), None)
    if one is None:
        raise ConfigError(f"索引里没有认出“{name}”，可用 huisou organizations 看有哪些")
    return [form for form in one.forms if len(normalized(form)) >= SPEAKING_FORM]


def likely_same(names: Iterable[str]) -> dict[str, set[str]]:
    """For each name those that are the same but for region and legal form, or, when long,
    but for one character. Linear in the characters of all names."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        core = _core(name)
        groups[core].append(name)
        if len(core) >= LIKE_FROM:
            for at in range(len(core)):
                groups[f"{core[:at]}\0{core[at + 1 :]}"].append(name)
    likely: dict[str, set[str]] = defaultdict(set)
    for same in groups.values():
        if 1 < len(same) <= 20:  # more are a pattern (第一中学, 第二中学, …) and no mistake
            for name in same:
                likely[name].update(other for other in same if other != name)
    return likely


def _core(name: str) -> str:
    """The name without the region before it and the legal form behind it."""
    core = normalized(name).replace("(", "").replace(")", "")
    for legal in LEGAL_FORMS:
        if core.endswith(legal) and len(core) > len(legal) + 3:
            core = core.removesuffix(legal)
            break
    for length in (4, 3, 2):
        head = core[:length]
        if is_dictionary_place(head) and len(core) > length + 3:
            rest = core[length:]
            return rest[1:] if rest[0] in REGION_UNITS else rest
    return core


def to_text(found: Iterable[Found]) -> str:
    """For people, in Chinese: one line an organisation, likely duplicates under it."""
    return "\n".join(_lines(found))


def _lines(found: Iterable[Found]) -> Iterator[str]:
    for one in found:
        mark = "✓" if one.confirmed else " "
        forms = [form for form in one.forms if form != one.name]
        more = "等" if len(forms) > FORMS_SHOWN else ""
        written = f"，写作 {'、'.join(forms[:FORMS_SHOWN])}{more}" if forms else ""
        yield printable(f"{mark} {one.name}  {one.articles} 篇，{one.mentions} 处{written}")
        if one.likely:
            yield printable(f"    可能与之相同：{'、'.join(one.likely[:FORMS_SHOWN])}")


def to_json(found: Iterable[Found]) -> str:
    """For programs: one object a line."""
    return "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in found)
