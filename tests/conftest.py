"""What every test may ask for, and how thorough a run is."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.engines.conformance", "tests.index.plain_engine")

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED_ABSENT = "shared data absent"

settings.register_profile("dev", max_examples=60, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HUISOU_HYPOTHESIS", "dev"))


def pytest_configure(config: pytest.Config) -> None:
    """Nothing a test does may depend on the settings of whoever runs it."""
    for name in ("HUISOU_CONFIG", "HUISOU_INDEX"):
        os.environ.pop(name, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI everything a test needs is installed, so that a skip there is a failure."""
    report = yield
    if os.environ.get("HUISOU_CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if SHARED_ABSENT not in reason:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: {reason} (HUISOU_CI is set: nothing may be skipped)"
    return report


@pytest.fixture(scope="session", autouse=True)
def data_untouched() -> Iterator[None]:
    """Each test has an index of its own; none may touch the one of the checkout."""
    folder = CHECKOUT / "index" / "data"
    before = sorted(folder.iterdir())
    yield
    assert sorted(folder.iterdir()) == before, f"a test wrote into {folder}"


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the sample association."""
    return CHECKOUT / "examples"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real text to measure against, which is not part of the repository."""
    named = os.environ.get("HUISOU_SHARED")
    folder = Path(named) if named else CHECKOUT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"{SHARED_ABSENT}: no folder {folder} (set HUISOU_SHARED)")
    return folder
