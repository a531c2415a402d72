"""The embedded engine fulfils the contract."""

from tests.engines.tier_conformance import TierContract


class TestWhoosh(TierContract):
    """Whoosh is the default engine, so the plain configuration opens it."""
