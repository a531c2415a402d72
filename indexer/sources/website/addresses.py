"""One article, one address: the many ways in which old sites write it, folded.

Two forms of an address travel together. The *key* names the page and is what two ways
of writing it have in common; the *url* is what is asked of the server: as found, less
what never changes a page.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

LONGEST = 1000
_DEFAULT_PORTS = {"http": 80, "https": 443}

SESSIONS = frozenset(
    "sid sessionid session_id phpsessid jsessionid aspsessionid cfid cftoken zenid s_id".split()
)
TRACKING = frozenset(
    "spm gclid fbclid yclid msclkid isappinstalled nsukey share_token wx_header bd_vid hmsr hmpl"
    " timestamp rnd _t _r _".split()
)
WAYS = frozenset("from nav ref referer referrer scene fromuid backurl returnurl".split())
"""Parameters that tell how a reader came, beside one that names the article; alone they
may choose a column."""
PRINTING = frozenset("print isprint printable printview toprint forprint".split())

_NAMES_ARTICLE = re.compile("(?:news|article|info|art|doc|content|item|show|detail|[an])?_?id")
_TRACKING_STARTS = ("utm_", "aspsessionid", "_ga", "pk_", "mtm_")
_COOKIELESS = re.compile(r"/\([A-Za-z]\([^()/]{1,200}\)(?:[A-Za-z]\([^()/]{1,200}\))*\)(?=/)")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.I)
_DIRECTORY_PAGE = re.compile(r"(?<=/)(?:index|default)\.(?:html?|shtml?|aspx?|php|jsp)$", re.I)
_CASELESS_PATH = re.compile(r"\.(?:aspx?|ashx|cfm)$", re.I)
_PRINT_PATH = re.compile(
    r"(?<=/)print(?:[_-]?[a-z0-9]+\.(?:aspx?|php|jsp|html?)|\.(?:aspx?|php|jsp))$", re.I
)
_ESCAPE = re.compile("%[0-9a-fA-F]{2}")
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")


@dataclass(frozen=True, slots=True)
class Address:
    """``key`` names the page, ``url`` is what to ask for, ``host`` is ``name`` or
    ``name:port`` where the port is not the scheme's own."""

    key: str
    url: str
    host: str


Parameter = tuple[str, str]
"""Name and ``=value``, as written; the second part is empty where there is no sign."""


@dataclass(frozen=True, slots=True)
class Folding:
    """How the addresses of a site are folded; ``ignored`` are names in lower case."""

    ignored: frozenset[str] = frozenset()

    @classmethod
    def ignoring(cls, names: Iterable[str]) -> Folding:
        """The folding that leaves these parameters out, on top of the well-known ones."""
        return cls(frozenset(name.lower() for name in names))

    def fold(self, link: str, base: str = "", encoding: str = "utf-8") -> Address | None:
        """The address that the link means on the page ``base``; None where it is none of
        the web or longer than a server would have written. ``encoding`` is the page's:
        browsers write the query in it (WHATWG URL, section 4.4)."""
        try:
            parts = urlsplit(urljoin(base, "".join(link.split("\n")).strip()))
            port = parts.port
        except ValueError:
            return None
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return None
        host = host_of(parts.scheme, parts.hostname, port)
        path = _plain(_PATH_SESSION.sub("", _COOKIELESS.sub("", parts.path))) or "/"
        kept = self._kept(_parameters(parts.query, encoding))
        url = urlunsplit(SplitResult(parts.scheme, host, path, _query(kept), ""))
        key = self._key(host, path, kept)
        return Address(key, url, host) if len(url) <= LONGEST else None

    def _kept(self, parameters: list[Parameter]) -> list[Parameter]:
        kept = [p for p in parameters if not self._is_ignored(p[0].lower())]
        if any(_NAMES_ARTICLE.fullmatch(name.lower()) for name, _ in kept):
            return [p for p in kept if p[0].lower() not in WAYS]
        return kept

    def _is_ignored(self, name: str) -> bool:
        named = (SESSIONS, TRACKING, PRINTING, self.ignored)
        return name.startswith(_TRACKING_STARTS) or any(name in names for names in named)

    def _key(self, host: str, path: str, kept: list[Parameter]) -> str:
        path = _DIRECTORY_PAGE.sub("", path)
        if _CASELESS_PATH.search(path):
            path = path.lower()
        ordered = sorted({(name.lower(), value) for name, value in kept})
        return urlunsplit(SplitResult("http", host, path, _query(ordered), ""))


def is_print_version(key: str) -> bool:
    """Whether the path calls itself a page for the printer, as ``/PrintNews.asp`` does."""
    return _PRINT_PATH.search(urlsplit(key).path) is not None


def host_of(scheme: str, name: str, port: int | None) -> str:
    """``name`` or ``name:port``, lower case, without the scheme's own port."""
    shown = f"[{name}]" if ":" in name else name.lower().rstrip(".")
    return shown if port in (None, _DEFAULT_PORTS.get(scheme)) else f"{shown}:{port}"


def without(key: str, name: str) -> str:
    """The key without a parameter (its name in lower case)."""
    parts = urlsplit(key)
    kept = [p for p in _parameters(parts.query) if p[0] != name]
    return urlunsplit(parts._replace(query=_query(kept)))


def names_in(key: str) -> list[str]:
    """The parameters of a key."""
    return [name for name, _ in _parameters(urlsplit(key).query)]


def _parameters(query: str, encoding: str = "utf-8") -> list[Parameter]:
    found = []
    for part in query.split("&"):
        name, sign, value = part.partition("=")
        if name:
            found.append((_plain(name, encoding), sign + _plain(value, encoding)))
    return found


def _query(parameters: Iterable[Parameter]) -> str:
    return "&".join(name + value for name, value in parameters)


def _plain(text: str, encoding: str = "utf-8") -> str:
    """Escapes in the one form that RFC 3986, section 6.2.2 gives them."""
    bare = _ESCAPE.sub(_unescaped, text)
    return quote(bare, safe="/%:@!$&'()*+,;=?~[]|", encoding=encoding, errors="replace")


def _unescaped(found: re.Match[str]) -> str:
    char = unquote(found[0], encoding="latin-1")
    return char if char in _UNRESERVED else found[0].upper()
