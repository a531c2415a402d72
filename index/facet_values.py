"""What an article counts as in each facet: the same for every engine and for the check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.article import Article, Evidence, Meeting, PartialDate

LONGEST_VALUE = 200
"""In characters; a longer category path, organisation or identifier is cut there."""


def facet_values(article: Article) -> dict[str, tuple[str, ...]]:
    """The values of each facet by its name, each value once; none where it has none."""
    return {
        "date": (str(article.published),) if article.published else (),
        "category": cut([category_path(article.category)]),
        "org": cut(organization.name for organization in article.organizations),
        "kind": (article.kind.value,),
        **(_meeting_values(article.meeting) if article.meeting else _NO_MEETING),
    }


def borne_out(article: Article) -> tuple[str, ...]:
    """The organisations that one article is evidence enough for: staff vouch for them, they
    are named more than once, or it is their metadata that names them and not the text."""
    return cut(
        organization.name
        for organization in article.organizations
        if organization.confirmed or len(organization.forms) != 1
    )


def _meeting_values(meeting: Meeting) -> dict[str, tuple[str, ...]]:
    """The values of the facets of meeting reports."""
    return {
        "series": cut(_values(meeting.series)),
        "venue": cut(_values(meeting.venue)),
        "present": cut(_values(*meeting.organizations)),
        "chair": cut(_values(meeting.chair)),
    }


def meeting_day(article: Article) -> PartialDate | None:
    """The first day of the article's meeting, where it has one that is a date."""
    if article.meeting is None or article.meeting.date is None:
        return None
    try:
        return PartialDate.parse(article.meeting.date.value)
    except ValueError:
        return None


def _values(*evidence: Evidence | None) -> tuple[str, ...]:
    return tuple(one.value for one in evidence if one is not None)


def category_path(category: Sequence[str]) -> str:
    """The path as one value: names joined by ``/``, without what separates nothing.

    A slash inside a name is made a full-width one, white space at its ends and empty
    names are left out, so that the path can be cut into its names again.
    """
    names = (name.strip().replace("/", "／") for name in category)
    return "/".join(filter(None, names))[:LONGEST_VALUE].rstrip("/").rstrip()


def cut(values: Iterable[str]) -> tuple[str, ...]:
    """The values as they are indexed: none empty, none too long, none twice."""
    return tuple(dict.fromkeys(value[:LONGEST_VALUE] for value in values if value))


_NO_MEETING = _meeting_values(Meeting())
