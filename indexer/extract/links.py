"""Which elements of a page lead to a document, and what the page calls it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml.html import HtmlElement

from indexer.extract.extracted import DocumentLink
from indexer.extract.visible import collapse

_ENDING = re.compile(r"\.(?:pdf|docx?|docm|xlsx|xlsm|pptx|pptm|rtf)\W*$", re.I)
_HANDED_OUT = re.compile(r"download|attach|getfile|showfile|readfile", re.I)
_NO_DOCUMENT = re.compile(
    r"\.(?:rar|zip|7z|gz|exe|apk|jpe?g|png|gif|bmp|webp|mp[34]|avi|wmv|flv|html?|css|js)$", re.I
)
_HREF_OF = {"a": "href", "area": "href", "iframe": "src", "embed": "src", "object": "data"}
_LONGEST_HREF = 2000
_LONGEST_NAME = 200


def document_link(element: HtmlElement) -> DocumentLink | None:
    """The document that an element links to or shows in a frame.

    Taken by the ending of the address or of the link's text, or by an address that hands
    files out (``DownLoad.aspx?id=5``); what it really is its bytes say.
    """
    attribute = _HREF_OF.get(str(element.tag))
    href = (element.get(attribute) or "").strip() if attribute else ""
    if not href or len(href) > _LONGEST_HREF or href.startswith(("#", "javascript:", "mailto:")):
        return None
    path, _, query = href.partition("#")[0].partition("?")
    text = collapse(" ".join(str(element.text_content()).split()))
    if any(_ENDING.search(part) for part in (path, query, text[-20:])) or (
        element.tag == "a" and _HANDED_OUT.search(href) and not _NO_DOCUMENT.search(path)
    ):
        name = text or element.get("title") or unquote(path.rpartition("/")[2]) or href
        return DocumentLink(collapse(name)[:_LONGEST_NAME], href)
    return None
