"""Which addresses belong to the crawl, and which lead into a trap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from index.config import WebsiteSettings
from indexer.sources.website.addresses import Address, Folding, is_print_version, names_in

DEEPEST_PATH = 12
MOST_PARAMETERS = 8
MOST_REPEATS = 2

_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|ico|svg|webp|tiff?|css|js|json|map|woff2?|ttf|eot|mp[34]|avi|wmv|flv"
    r"|mov|swf|rm|rmvb|wav|exe|msi|apk|dmg|iso|rar|zip|7z|gz|tar|pdf|docx?|docm|xlsx?|xlsm|pptx?"
    r"|pptm|rtf|wps|et|ofd|txt|csv|dbf|dwg|xml|rss|atom)$",
    re.I,
)
_TO_PRINT = re.compile(r"^[\[【(（<]*(?:打印|列印|print)(?:本页|本文|此文|预览|版|页面)?\W*$", re.I)
_ACTION = re.compile(
    r"(?:^|[/_?&=])(?:log(?:in|out|off)|sign(?:in|out)|register|addfav|logout|delete|addtocart)"
    r"(?:\.|$|[&=/])",
    re.I,
)


def folding_of(settings: WebsiteSettings) -> Folding:
    """How the site's addresses are folded."""
    return Folding.ignoring(settings.ignore_parameters)


def hosts_of(settings: WebsiteSettings) -> frozenset[str]:
    """The hosts that the crawl stays within."""
    if settings.hosts:
        return frozenset(host.removesuffix(":80").removesuffix(":443") for host in settings.hosts)
    folded = map(folding_of(settings).fold, first_addresses(settings))
    return frozenset(address.host for address in folded if address is not None)


def first_addresses(settings: WebsiteSettings) -> Iterable[str]:
    """Where the crawl begins."""
    return (*settings.start, *settings.sitemap, *settings.feed)


def is_page_link(address: Address, text: str) -> bool:
    """Whether the link may lead to a page: neither a file, nor for the printer, nor a
    button that does something."""
    path = urlsplit(address.key).path
    return not (
        _NO_PAGE.search(path)
        or _TO_PRINT.match(text)
        or is_print_version(address.key)
        or _ACTION.search(address.key)
    )


def trap(address: Address) -> str:
    """Why the address looks like one of an endless number, in Chinese, or empty."""
    segments = [part for part in urlsplit(address.key).path.split("/") if part]
    if len(segments) > DEEPEST_PATH:
        return f"路径超过 {DEEPEST_PATH} 层"
    if segments and max(Counter(segments).values()) > MOST_REPEATS:
        return "路径里同一段重复出现"
    if len(names_in(address.key)) > MOST_PARAMETERS:
        return f"参数超过 {MOST_PARAMETERS} 个"
    return ""
