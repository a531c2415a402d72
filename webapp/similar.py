"""Similar articles for the page of one: of what a visitor may see, no reposts, never forced."""

from __future__ import annotations

from index.article import Article
from index.similarity import likeness
from webapp.reposting import reposts
from webapp.service import reader, service

MOST = 5
_ASKED = 20
"""More than are shown, since reposts of one article are shown as one."""


def similar_to(article: Article) -> list[Article]:
    """At most five articles, the most similar first, each for its group of reposts and none of
    the article's own; none where nothing is similar enough."""
    wanted = likeness(article, service().words)
    own = reposts().group_of(article.id)
    groups: dict[str, Article] = {}
    for other in reader().similar(wanted, size=_ASKED):
        group = reposts().group_of(other.id)
        if group != own:
            groups.setdefault(group, other)
    return list(groups.values())[:MOST]
