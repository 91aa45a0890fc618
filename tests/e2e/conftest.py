"""The main job as a user runs it, once a session; running the command is ``command.py``."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.command import run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of ``xl-beregner demo``."""
    folder = tmp_path_factory.mktemp("demo") / "ud"
    done = run("demo", "--out", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def workbooks(demo: Path) -> list[Path]:
    """The workbooks that are sent, one a school."""
    found = sorted((demo / "skoler").glob("*.xlsx"))
    assert len(found) == 24
    return found
