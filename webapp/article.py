"""One article as it was indexed, with the asked-for words marked."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webapp.addresses import address
from webapp.attachments import shown
from webapp.caching import cached
from webapp.fragments import passage_address
from webapp.meetings import card, sentences
from webapp.moved import moved
from webapp.reposting import group_of, reposts
from webapp.searching import asked
from webapp.service import reader
from webapp.similar import similar_to

blueprint = Blueprint("article", __name__)


@blueprint.get("/article/<article_id>")
def page(article_id: str) -> Response:
    """The article; ``q`` is marked in it, and leads back to its results."""
    return cached(lambda: _page(article_id))


def _page(article_id: str) -> ResponseReturnValue:
    article = reader().article(article_id)
    if article is None:
        return moved(article_id, "article.page")
    search = asked()
    node = search.parsed.node
    return render_template(
        "article.html",
        article=article,
        card=card(article),
        sentences=sentences(article),
        group=group_of(article),
        similar=similar_to(article),
        is_copy=reposts().group_of(article.id) != article.id,
        q=search.parameters.q,
        marks=lambda text: reader().marks(node, text),
        passage=lambda url, text: passage_address(url, text, reader().marks(node, text)),
        attachments=shown(article.attachments, lambda text: reader().marks(node, text)),
        back=address(search.parameters) if search.parameters.q else "",
    )
