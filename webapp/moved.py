"""An article that is asked for by an id that it had before: to where it is now."""

from __future__ import annotations

from urllib.parse import quote

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.service import reader


def moved(article_id: str, endpoint: str) -> ResponseReturnValue:
    """301 to what the visitor may see of it, with the query as it was asked; raises NotFound
    where there is nothing, as for an id that never was."""
    to = reader().moved(article_id)
    if to is None:
        abort(404)
    query = quote(request.query_string, safe="%&=+/?:;,!*'()$@")
    return redirect(url_for(endpoint, article_id=to) + (query and f"?{query}"), 301)
