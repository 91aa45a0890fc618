"""What a fresh interpreter loads: asserted by modules, never by time (which is only printed)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

REPORT = """
import atexit, json, os, sys
@atexit.register
def tell():
    print("LOADED" + json.dumps([sorted(sys.modules), os.times().user]), file=sys.stderr)
"""
HEAVY = {
    "pandas",
    "numpy",
    "scipy",
    "lxml",
    "xlwings",
    "rich",
    "xlsxwriter",
    "openpyxl",
    "ironcalc",
    "pyarrow",
    "urllib3",
    "keyring",
}


def loaded_by(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", REPORT + code], capture_output=True, text=True, check=False)
    modules, seconds = json.loads(done.stderr.rpartition("LOADED")[2])
    print(f"{code.splitlines()[-1]}: {seconds:.2f} s of user time")
    return set(modules)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["fill", "--help"],
        ["fetch", "--help"],
        ["--version"],
        ["templates", "list"],
        ["functions"],
    ],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = f"import sys; sys.argv = {['xl-beregner', *arguments]!r}\nfrom xl_beregner.cli import main; main()"
    modules = loaded_by(code)
    assert "xl_beregner.cli.group" in modules
    assert not modules & HEAVY


def test_measures_load_no_files_tables_or_commands() -> None:
    modules = loaded_by("import xl_beregner.measures")
    assert "xl_beregner.measures" in modules
    assert not modules & {"pandas", "lxml", "click", "xlwings", "openpyxl", "rich"}


def test_a_worker_loads_the_filler_and_no_statistics() -> None:
    modules = loaded_by("import xl_beregner.batch.pool, xl_beregner.batch.unit, xl_beregner.filling")
    assert "xl_beregner.filling.fill" in modules
    assert not modules & {"pandas", "numpy", "scipy", "click", "rich", "openpyxl", "xlsxwriter", "pyarrow"}


def test_the_package_alone_loads_nothing() -> None:
    assert not loaded_by("import xl_beregner") & (HEAVY | {"click"})
