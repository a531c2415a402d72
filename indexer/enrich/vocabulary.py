"""What enrichment goes by: the site's organisations, its home region, the tagger's model."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from index.analysis import normalized
from index.config import Config
from index.organizations_file import (
    OrganizationEntry,
    model_beside,
    read_organizations,
)
from indexer.enrich.matching import NameTable
from indexer.enrich.tagging import Model, read_model, shipped_model
from indexer.enrich.words import REGION_UNITS, is_dictionary_place, region_stem


@dataclass(frozen=True)
class Vocabulary:
    """The site's organisations and its home region; ``problems`` are what was wrong in its
    file and is not in force, in Chinese."""

    organizations: tuple[OrganizationEntry, ...] = ()
    home_region: str = ""
    problems: tuple[str, ...] = ()
    model: Model = field(default_factory=shipped_model, compare=False, repr=False)

    @cached_property
    def home_names(self) -> tuple[str, ...]:
        """The home region and how it is called for short: 澜江市, 澜江."""
        names = dict.fromkeys((self.home_region, region_stem(self.home_region)))
        return tuple(name for name in names if len(name) > 1)

    def is_place(self, word: str) -> bool:
        """Whether the dictionary or the home region has the word as a place."""
        return word in self.home_names or is_dictionary_place(word)

    @cached_property
    def confirmed(self) -> frozenset[str]:
        """The canonical names of the file."""
        return frozenset(entry.name for entry in self.organizations)

    @cached_property
    def names(self) -> NameTable:
        """Every normalised form of the file with the canonical name it stands for, and
        what a name of the home region is called at home: 市民政局 for 澜江市民政局."""
        forms = {
            normalized(form): entry.name
            for entry in self.organizations
            for form in (entry.name, *entry.aliases)
        }
        for form, name in list(forms.items()):
            short = form.removeprefix(region_stem(self.home_region))
            if short != form and short[0] in REGION_UNITS and len(short) > 3:
                forms.setdefault(short, name)
        return NameTable(forms)


def load_vocabulary(config: Config) -> Vocabulary:
    """The vocabulary of a site; empty where it names no organisations file.

    Raises ConfigError where the file is not there or no text.
    """
    file = config.vocabulary.organizations
    region = normalized(config.site.home_region)
    if file is None:
        return Vocabulary(home_region=region)
    read = read_organizations(file)
    model, problems = _own_model(model_beside(file))
    return Vocabulary(read.entries, region, (*read.problems, *problems), model)


def _own_model(file: Path) -> tuple[Model, tuple[str, ...]]:
    """The model of the site, and the shipped one where there is none or it cannot be used,
    with what is wrong."""
    if not file.exists():
        return shipped_model(), ()
    try:
        return read_model(file), ()
    except (OSError, ValueError) as error:
        told = f"机构模型 {file} 用不了（{error}），用的是自带的；请重新运行 huisou organizations --train"
        return shipped_model(), (told,)
