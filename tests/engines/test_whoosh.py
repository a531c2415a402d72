"""The embedded engine fulfils the contract."""

from tests.engines.moves_conformance import MovesContract
from tests.engines.relaxing_conformance import RelaxingContract
from tests.engines.tier_conformance import TierContract


class TestWhoosh(TierContract):
    """Whoosh is the default engine, so the plain configuration opens it."""


class TestWhooshRelaxing(RelaxingContract):
    """What little or nothing matches, on the embedded engine."""


class TestWhooshMoves(MovesContract):
    """Earlier ids, on the embedded engine."""
