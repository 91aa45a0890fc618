"""What ``docs/running.md`` promises a data protection officer: no run opens a connection to anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xl_beregner.batch import shelf

pytestmark = pytest.mark.prove

# Raised from where Python itself asks the system: a name looked up, or a connection that is no pipe.
GUARD = """
import sys
def watch(event, given):
    is_away = event == "socket.connect" and not isinstance(given[1], (str, bytes))
    if is_away or event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        sys.stderr.write("NETWORK " + event)
        raise PermissionError(event)
sys.addaudithook(watch)
"""
RUN = GUARD + "sys.argv = ['xl-beregner', *sys.argv[1:]]\nfrom xl_beregner.cli import main\nmain()\n"


def run(cwd: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    given = [str(argument) for argument in arguments]
    return subprocess.run(
        [sys.executable, "-c", RUN, *given],
        cwd=cwd,
        env=os.environ | {"LANG": "da_DK.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_filling_collecting_adding_up_and_cleaning_open_no_connection(tmp_path: Path) -> None:
    data = shelf.example_dataset()
    year = ("--year", "2024/2025")
    done = [
        run(tmp_path, "fill", data, "--template", "resultataftale", *year, "--out", "ud", "--jobs", 1),
        run(tmp_path, "verify", "ud"),
        run(tmp_path, "aggregate", data, *year, "--out", "kommune.xlsx"),
    ]
    shutil.copytree(tmp_path / "ud/skoler", tmp_path / "retur")
    done.append(run(tmp_path, "collect", "retur", "--sent", "ud", "--out", "samlet/samlet.xlsx", "--jobs", 1))
    done.append(run(tmp_path, "clean", ".", "--before", "01-08-2025", "--yes"))
    assert [each.returncode for each in done] == [0, 0, 0, 1, 0], [each.stderr for each in done]
    assert not [each.stderr for each in done if "NETWORK" in each.stderr]
    assert not (tmp_path / "ud").exists()


def test_the_guard_sees_a_connection(tmp_path: Path) -> None:
    ask = "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9')"
    done = subprocess.run([sys.executable, "-c", GUARD + ask], capture_output=True, text=True, check=False)
    assert "NETWORK" in done.stderr
    fetched = subprocess.run(
        [sys.executable, "-c", RUN, "fetch", "--municipality", "København", "--out", str(tmp_path / "ny")],
        env=os.environ | {"XL_BEREGNER_UDDSTAT_KEY": "not-a-key-at-all"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "NETWORK" in fetched.stderr
