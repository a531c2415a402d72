"""What can go wrong with an index, a configuration or a request to the engine.

Each message is Chinese, says what and where, and may be shown to a user as it stands.
"""

from __future__ import annotations


class HuisouError(Exception):
    """Base of every error this project raises on purpose; ``str()`` is fit for a user."""


class ConfigError(HuisouError):
    """The configuration names something unknown or impossible; the message says which key."""


class IndexMissing(HuisouError):
    """There is no sealed generation yet."""


class IndexCorrupt(HuisouError):
    """A generation does not agree with its manifest, or the engine cannot read it."""


class IndexBusy(HuisouError):
    """Another writer holds the index; the message says which process, since when."""


class IndexOutdated(HuisouError):
    """The index was built by another analysis or schema; a rebuild is due."""


class InvalidArticle(HuisouError):
    """An article cannot be indexed as it is (no id, no text, a character no reader can see)."""


class ShrinkRefused(HuisouError):
    """A run would delete more of a source than is allowed without being told so."""


class IndexUnwritable(HuisouError):
    """The index folder cannot be written (disk full, no permission); what was sealed stays."""
