"""The embedded engine fulfils the contract."""

from tests.engines.conformance import EngineContract


class TestWhoosh(EngineContract):
    """Whoosh is the default engine, so the plain configuration opens it."""
