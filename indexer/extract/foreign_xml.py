"""XML of strangers: nothing in it is expanded, fetched or let grow without bound."""

from __future__ import annotations

from lxml import etree


def xml_parser(*, recover: bool = False) -> etree.XMLParser:
    """A parser for one document; with ``recover`` it makes what it can of faulty ones."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover
    )
