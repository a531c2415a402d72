"""Which article an item is: its address or its place, and the digest of what it says."""

from __future__ import annotations

import hashlib
from urllib.parse import SplitResult, urlsplit, urlunsplit

from index.article import Article, stable_id

_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """The address in the one form that names it; empty where it is no web address.

    Host in lower case, default port and fragment off (but for ``#/`` and ``#!``, by
    which some sites tell their pages apart). RFC 3986, section 6.2.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host += f":{port}"
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit(SplitResult(parts.scheme, host, parts.path or "/", parts.query, fragment))


def article_id(source: str, key: str, url: str) -> str:
    """The id of what the item becomes; ``url`` is canonical or empty.

    The address of a home page names no article: rows and pages that all carry it are
    told apart by their place.
    """
    parts = urlsplit(url)
    names_article = bool(url) and (parts.path != "/" or bool(parts.query or parts.fragment))
    return stable_id(url if names_article else f"{source}\n{key}")


def digest_of(article: Article) -> str:
    """The same for two articles that say the same, on the same day, to the same people."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (article.title, article.body, article.published or "", article.visibility):
        digest.update(str(part).encode("utf-8", "surrogatepass") + b"\0")
    for attachment in article.attachments:
        digest.update(attachment.text.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()
