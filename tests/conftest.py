"""What every test shares: the programs a test may need, and the rule on skips.

Readers and engines themselves are in ``support/``. With ``XL_BEREGNER_PROVE=1`` a skip is a
failure, for then everything must have been proved.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from typing import TypeVar

import pytest
from hypothesis import settings
from support import engines

# An example that takes long on a busy machine is no wrong one.
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")

# xlwings looks for a licence once, when it is first imported, by whichever test.
os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")

# Run in the background of a script, Ctrl-C is ignored from the start, and by all that is started.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Run by LibreOffice's own Python, which has uno; ours has not.
collect_ignore = ["support/basic_in_libreoffice.py", "support/calc_office.py"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "e2e: drives LibreOffice, formulon or openxml-audit")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _no_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _no_skip(report)


Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def _no_skip(report: Report) -> Report:
    """Turn a skip into a failure where everything must be proved; an expected failure stays."""
    if os.environ.get("XL_BEREGNER_PROVE") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where everything must be proved: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def needs_libreoffice() -> str:
    """LibreOffice's path; the test is skipped where it is not installed."""
    return engines.require("soffice", "libreoffice-calc")


@pytest.fixture(scope="session")
def needs_poppler() -> str:
    """The path of pdftoppm; the test is skipped where it is not installed."""
    return engines.require("pdftoppm", "poppler-utils")
