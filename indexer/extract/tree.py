"""HTML text -> parsed tree -> lines and regions.

libxml2 parses without network, entities from outside or huge_tree, so a hostile page
costs no more than its size. Its depth limit of 256 cuts a page off in the middle, and
old pages with hundreds of unclosed ``<font>`` reach it; such a page is parsed again
without its inline tags, and if that is still too deep, flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from indexer.extract.extracted import DocumentLink, ExtractError
from indexer.extract.labels import SEAM, squeezed
from indexer.extract.lines import Layout, Line, Region
from indexer.extract.links import document_link
from indexer.extract.visible import clean, collapse

Element = HtmlElement

_SKIPPED = frozenset(
    "script style head title noscript template iframe frame object embed applet svg canvas select"
    " option textarea button input audio video map datalist".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd label mark nobr q ruby rb"
    " rt rp s samp small span strike strong sub sup time tt u var wbr o:p st1:chsdate".split()
)
_CONTAINERS = frozenset(
    "body div td th table tbody tr section article main form center dl dd ul ol font span"
    " blockquote fieldset layer ilayer".split()
)
_STRONG = frozenset("b strong center big".split())
_ASIDE_TAGS = frozenset("nav footer aside marquee menu".split())
_ASIDE_NAMES = frozenset(
    "nav navi navbar daohang menu submenu breadcrumb breadcrumbs crumb crumbs footer foot bottom"
    " copyright sidebar aside share bdshare bdsharebuttonbox related recommend comment comments"
    " pinglun friendlink friendlinks login banner pager pagination toolbar marquee qrcode erweima"
    " topbar siteline prevnext".split()
)
_KEEP = frozenset(("has", "no", "with", "without", "main", "wrap", "wrapper"))
_BODY_NAME = re.compile(
    r"articlebody|article[-_]?(?:content|con|text|txt)$|news[-_]?(?:content|con|body|text|txt)$"
    r"|(?:art|arc|detail|info|post|entry|view|show)[-_]?(?:content|con|body|text|txt|nr)$"
    r"|content[-_]?(?:area|text|txt|body|detail)$|trs_editor|trs_uedtor_editor|ucap-content"
    r"|vsb_content|v_news_content|js_content|rich_media_content|^zoom$|^fontzoom$|endtext|artibody"
    r"|contentbody|wp_articlecontent|^maintext$|^neirong$",
    re.IGNORECASE,
)
_MAYBE_NAME = re.compile(
    r"^con(?:tent|tents)?$|^article|^nr$|^(?:text|txt)$|^detail|news[-_]?(?:detail|show|main)"
    r"|(?:main|page|text)[-_]?(?:content|con|text|txt)$",
    re.IGNORECASE,
)
_NAME_PART = re.compile(r"[A-Za-z]+?(?=[A-Z]?[^A-Za-z]|[A-Z][a-z]|$)|[A-Za-z]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_CENTERED = re.compile(
    r"text-align\s*:\s*center|font-weight\s*:\s*(?:bold|[6-9]00)"
    r"|font-size\s*:\s*(?:1[6-9]|[2-9]\d)",
    re.I,
)
_DOCUMENT = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rar|zip|7z|txt|jpe?g)(?:$|[?#])|download|attach", re.I
)
_HTML_SPACE = re.compile(r"[ \t\n\r\f]+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_INLINE_TAG = re.compile(
    r"</?(?:font|span|b|i|u|s|strong|em|small|big|o:p|a|ins|sub|sup|tt|strike|nobr)\b[^<>]*>", re.I
)
_UNSEEN_ELEMENT = re.compile(
    r"<(script|style|title|noscript|textarea|select)\b.*?(?:</\1\s*>|\Z)", re.S | re.I
)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_UNSEEN_REFERENCE = re.compile("[\x00-\x08\x0b-\x1e\x7f-\x9f\ufeff\ufffe\uffff]")  # from &#1;
_FLAT_CELL = 300


def parse(text: str) -> Element:
    """The tree of a page's text. Raises ExtractError where there is no element at all."""
    text = clean(text)
    root, complete = _parse(text)
    if not complete:
        root, complete = _parse(_INLINE_TAG.sub("", _COMMENT.sub("", text)))
    if not complete:
        flat = _ANY_TAG.sub("<br>", _UNSEEN_ELEMENT.sub("", _COMMENT.sub("", text)))
        root, complete = _parse(flat)
    if root is None or not complete:
        raise ExtractError("网页结构无法解析")
    return root


def _parse(text: str) -> tuple[Element | None, bool]:
    parser = HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None, False
    limited = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return root, root is not None and not limited


def layout_of(root: Element, *, hidden: bool = False, by_name: bool = True) -> Layout:
    """The visible lines and the regions of a tree.

    ``hidden`` reads what ``display:none`` hides too (pages that a script reveals);
    ``by_name`` lets class names mark navigation and the like as aside.
    """
    return _Reader(hidden, by_name).read(root)


class _Reader:
    """One walk over a tree; holds the line being gathered and the elements open."""

    def __init__(self, hidden: bool, by_name: bool) -> None:
        self.hidden = hidden
        self.by_name = by_name
        self.layout = Layout()
        self.segments: list[str] = []
        self.linked = 0
        self.bold = 0
        self.attached = False
        self.documents: list[DocumentLink] = []
        self.links = 0
        self.asides = 0
        self.strong = 0
        self.level = 0
        self.pre = 0
        self.skip = 0
        self.block = 0
        self.names: list[frozenset[str]] = []
        self.open: list[Region] = []
        self.rows: list[list[tuple[int, int]]] = []

    def read(self, root: Element) -> Layout:
        """Walk ``root`` and give its layout."""
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                self.start(element)
            else:
                self.close(element)
                if not self.skip and element.tail:
                    self.add(element.tail)
        self.flush()
        self.layout.regions = [r for r in self.layout.regions if r.end > r.start]
        return self.layout

    def start(self, element: Element) -> None:
        """Open an element: its marks count for every line until it closes."""
        tag = str(element.tag)
        if not self.skip and (link := document_link(element)):
            self.documents.append(link)
        if self.skip or tag in _SKIPPED or (not self.hidden and _is_hidden(element)):
            self.skip += 1
            return
        if tag not in _INLINE:
            self.flush()
            self.block += tag != "br"
        elif self.segments and tag != "wbr":
            self.segments.append(SEAM)
        self.mark(element, tag, 1)
        if tag in _CONTAINERS:
            self.open_region(element, tag)
        if tag == "tr":
            self.rows.append([])
        if tag == "a" and self.links and _DOCUMENT.search(element.get("href") or ""):
            self.attached = True
        if element.text:
            self.add(element.text)

    def mark(self, element: Element, tag: str, step: int) -> None:
        """Count ``step`` for each mark the element bears."""
        names = _words(element)
        if step > 0:
            self.names.append(names)
        else:
            self.names.pop()
        self.links += step * (tag == "a" and bool(element.get("href") or element.get("onclick")))
        self.asides += step * self.is_aside(tag, names)
        self.strong += step * _is_strong(element, tag)
        self.pre += step * (tag == "pre")
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self.level = int(tag[1]) if step > 0 else 0

    def is_aside(self, tag: str, names: frozenset[str]) -> bool:
        """Whether the element holds what is not the article."""
        if tag in _ASIDE_TAGS:
            return True
        if not self.by_name or tag in ("html", "body", "form", "article", "main", "h1"):
            return False
        return bool(names & _ASIDE_NAMES) and not names & _KEEP

    def close(self, element: Element) -> None:
        """Close an element: what it marked ends, a block ends its line, a row is joined."""
        if self.skip:
            self.skip -= 1
            return
        tag = str(element.tag)
        if tag not in _INLINE:
            self.flush()
            self.block += tag != "br"
        elif self.segments and tag != "wbr":
            self.segments.append(SEAM)
        self.mark(element, tag, -1)
        if tag == "tr" and self.rows:
            self.join_row(self.rows.pop())
        if tag in _CONTAINERS:
            region = self.open.pop()
            region.end = len(self.layout.lines)
            if tag in ("td", "th") and self.rows and region.end > region.start:
                self.rows[-1].append((region.start, region.end))

    def open_region(self, element: Element, tag: str) -> None:
        """Begin a region at the line to come."""
        region = Region(tag, _words(element), _hint_of(element), len(self.layout.lines))
        region.depth = len(self.open)
        self.open.append(region)
        self.layout.regions.append(region)

    def add(self, text: str) -> None:
        """Take up a text node."""
        if self.pre:
            first, *rest = text.split("\n")
            self.put(first)
            for line in rest:
                self.flush()
                self.put(line)
        else:
            self.put(_HTML_SPACE.sub(" ", text))

    def put(self, text: str) -> None:
        """Add text to the line being gathered."""
        self.segments.append(text)
        if self.links:
            self.linked += len(text.strip())
        if self.strong:
            self.bold += len(text.strip())

    def flush(self) -> None:
        """End the line being gathered, if there is anything to see in it."""
        raw = squeezed(_UNSEEN_REFERENCE.sub("", "".join(self.segments)))
        text = collapse(raw.replace(SEAM, "").replace("\t", " "))
        if text:
            line = Line(text, raw.strip(" \x1f"), min(self.linked, len(text)), self.level)
            line.strong = self.bold > 0.6 * len(text)
            line.aside = self.asides > 0
            line.attached = self.attached
            line.block = self.block
            line.documents = tuple(self.documents)
            self.documents = []  # an icon without a text waits for the next line
            line.names = frozenset().union(*self.names[-3:])
            self.layout.lines.append(line)
        self.segments = []
        self.linked = 0
        self.bold = 0
        self.attached = False

    def join_row(self, cells: list[tuple[int, int]]) -> None:
        """Make one line, cells apart by tabs, of a row whose cells are one line each."""
        lines = self.layout.lines
        if len(cells) < 2 or any(end - start != 1 for start, end in cells):
            return
        first = cells[0][0]
        row = lines[first:]
        if len(row) != len(cells) or any(len(line.text) > _FLAT_CELL for line in row):
            return
        joined = Line("\t".join(line.text for line in row), "\t".join(line.raw for line in row))
        joined.linked = sum(line.linked for line in row)
        joined.aside = any(line.aside for line in row)
        joined.attached = any(line.attached for line in row)
        joined.documents = tuple(link for line in row for link in line.documents)
        joined.strong = all(line.strong for line in row)
        joined.level = max(line.level for line in row)
        joined.names = frozenset().union(*(line.names for line in row))
        lines[first:] = [joined]
        regions = self.layout.regions
        while regions and regions[-1].start >= first and regions[-1].tag != "tr":
            regions.pop()


def _words(element: Element) -> frozenset[str]:
    named = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    return frozenset(_split_names(named)) if named else frozenset()


def _split_names(named: str) -> Iterator[str]:
    for part in _NAME_PART.findall(named[:300]):
        yield part.lower()


def _hint_of(element: Element) -> int:
    if element.get("itemprop") == "articleBody":
        return 2
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300].split()
    if any(map(_BODY_NAME.search, names)):
        return 2
    return int(element.tag == "article" or any(map(_MAYBE_NAME.search, names)))


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return "hidden" in element.attrib or (style is not None and _HIDDEN.search(style) is not None)


def _is_strong(element: Element, tag: str) -> bool:
    if tag in _STRONG or (tag != "table" and element.get("align") == "center"):
        return True
    if tag == "font" and (element.get("size") or "") in ("4", "5", "6", "7", "+1", "+2", "+3"):
        return True
    style = element.get("style")
    return style is not None and _CENTERED.search(style) is not None
