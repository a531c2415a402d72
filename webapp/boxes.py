"""The options of a search box for another site, read from an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.colors import READABLE, color, contrast, readable_on
from webapp.parameters import FACET_FIELDS, SearchParameters, read_parameters
from webapp.query_string import QueryString

LONGEST_PLACEHOLDER = 40
DEFAULT_PLACEHOLDER = "搜索本站文章"
DEFAULT_COLORS: Mapping[str, str] = {
    "accent": "#0b5c73",
    "background": "#ffffff",
    "color": "#1e2528",
}
COLOR_LABELS: Mapping[str, str] = {"accent": "主色", "background": "底色", "color": "文字颜色"}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "way": ("script", "frame"),
    "results": ("page", "inline"),
    "target": ("", "_blank"),
}
_CHOICE_LABELS: Mapping[str, str] = {"way": "嵌入方式", "results": "结果", "target": "打开方式"}


@dataclass(frozen=True, slots=True)
class Box:
    """What a box says and does.

    ``placeholder`` is empty for the usual one; ``fields`` are hidden inputs that narrow the
    search; ``colors`` are those that differ from the usual; ``notices`` say in Chinese
    which options were not used, and what will be hard to read.
    """

    placeholder: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    way: str = "script"
    results: str = "page"
    target: str = ""
    colors: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def inline(self) -> bool:
        """Whether results are listed under the box."""
        return self.results == "inline"

    @property
    def palette(self) -> dict[str, str]:
        """Every colour of the box, ``accent-color`` (the text on the accent) included."""
        chosen = {**DEFAULT_COLORS, **dict(self.colors)}
        return chosen | {"accent-color": readable_on(chosen["accent"])}

    def pairs(self) -> list[tuple[str, str]]:
        """The options that differ from the usual, as parameters of an address."""
        named = [("placeholder", self.placeholder), *self.fields]
        named += [("results", "inline")] if self.inline else []
        named += [("target", self.target), *self.colors]
        return [(name, value) for name, value in named if value]


def read_box(query: QueryString) -> Box:
    """The box that the options ask for; never raises."""
    parameters = read_parameters(query)
    notices = [problem.notice().text for problem in parameters.problems]
    notices += [notice.text for notice in parameters.notices]
    choices = {name: _choice(query, name, notices) for name in _CHOICES}
    return Box(
        placeholder=" ".join(query.values.get("placeholder", []))[:LONGEST_PLACEHOLDER],
        fields=_fields(parameters),
        colors=_colors(query, notices),
        notices=tuple(notices),
        **choices,
    )


def _fields(parameters: SearchParameters) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, field in FACET_FIELDS.items()
        if name != "date"
        for value in getattr(parameters.filters, field)
    )


def _last(query: QueryString, name: str) -> str:
    return next((value for value in reversed(query.values.get(name, [])) if value), "")


def _choice(query: QueryString, name: str, notices: list[str]) -> str:
    value, choices = _last(query, name), _CHOICES[name]
    if value in ("", *choices):
        return value or choices[0]
    known = "、".join(choice for choice in choices if choice)
    notices.append(f"{_CHOICE_LABELS[name]}（{name}）已忽略：可用的有 {known}")
    return choices[0]


def _colors(query: QueryString, notices: list[str]) -> tuple[tuple[str, str], ...]:
    """The colours to write down: text and ground together, since one alone may not fit the
    other's night form."""
    chosen = {}
    for name, usual in DEFAULT_COLORS.items():
        value = _last(query, name)
        found = color(value) if value else usual
        if found is None:
            notices.append(f"{COLOR_LABELS[name]}（{name}）已忽略：要写成 #0b5c73 的样子")
        chosen[name] = found or usual
    ratio = contrast(chosen["background"], chosen["color"])
    if ratio < READABLE:
        notices.append(f"文字和底色的对比只有 {ratio:.1f} : 1，不到 {READABLE} : 1，不容易看清")
    changed = {name for name, value in chosen.items() if value != DEFAULT_COLORS[name]}
    if changed & {"background", "color"}:
        changed |= {"background", "color"}
    return tuple((name, value) for name, value in chosen.items() if name in changed)
