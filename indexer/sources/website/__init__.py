"""A website as a source: crawled gently within its hosts, remembered between runs.

The crawl comes first and is kept in a file of its own (``state``); only then are items
given, in the order of their addresses, so that a page not fetched this time still has
its item. Sockets are opened in ``connections`` and nowhere else.
"""

from indexer.sources.website.source import WebsiteSource

__all__ = ("WebsiteSource",)
