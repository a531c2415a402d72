"""Links to the other pages of a result list, never more than a handful."""

from __future__ import annotations

from dataclasses import dataclass, replace

from webapp.addresses import address
from webapp.parameters import SearchParameters

BESIDE = 2
DEEP = 10
"""Pages beyond this one are not for crawlers."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page by number; number 0 is a gap."""

    number: int
    href: str = ""
    current: bool = False
    follow: bool = False


@dataclass(frozen=True, slots=True)
class Pagination:
    """All links of the bar, in order; ``count`` is how many pages there are."""

    links: tuple[PageLink, ...]
    previous: PageLink | None
    next: PageLink | None
    count: int


def pagination(parameters: SearchParameters, total: int, size: int) -> Pagination:
    """First, last and the pages around the current one."""
    count = max(1, -(-total // max(1, size)))
    now = parameters.page
    near = {number for number in range(now - BESIDE, now + BESIDE + 1) if 1 <= number <= count}
    links: list[PageLink] = []
    for number in sorted(near | {1, count}):
        if links and number - links[-1].number == 2:
            links.append(_link(parameters, number - 1))
        elif links and number - links[-1].number > 2:
            links.append(PageLink(0))
        links.append(_link(parameters, number))
    return Pagination(
        tuple(links),
        _link(parameters, now - 1) if now > 1 else None,
        _link(parameters, now + 1) if now < count else None,
        count,
    )


def _link(parameters: SearchParameters, number: int) -> PageLink:
    plain = not (parameters.q or parameters.filters or parameters.sort)
    return PageLink(
        number,
        address(replace(parameters, page=number)),
        number == parameters.page,
        plain and number <= DEEP,
    )
