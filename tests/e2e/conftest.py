"""The main job, and all classes, as a user runs them once a session; how is told in ``command.py``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from e2e.class_run import ClassRun, Names, the_run
from e2e.command import run

from xl_beregner.batch.shelf import find_template


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process take all proofs of a module: what they share is made once, not once a process."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


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


@pytest.fixture(scope="session")
def class_run(tmp_path_factory: pytest.TempPathFactory) -> ClassRun:
    """All classes of the synthetic municipality, filled once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return the_run(shared / "class_run")


@pytest.fixture(scope="session")
def names() -> Names:
    """Where the names of the class workbook lie."""
    return Names(find_template("beregneren").path)
