"""A municipality's workbook in programs that are not ours: LibreOffice, openxml-audit, printed pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from support import aggregated, engines
from support.values import cached_values, compare_values, error_cells

from xl_beregner.batch import shelf

pytestmark = pytest.mark.prove

CASES = ("koebenhavn", "fortrolig", "bestyrelse", "sv")


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xl_beregner.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The real example, and the invented municipality for the administration, for boards, and in Swedish."""
    folder = tmp_path_factory.mktemp("kommune")
    invented = aggregated.dataset(folder / "ds")
    asked = {
        "koebenhavn": (shelf.example_dataset(), shelf.EXAMPLE_YEAR, "bestyrelse", "da"),
        "fortrolig": (invented, "2025/2026", "fortrolig", "da"),
        "bestyrelse": (invented, "2025/2026", "bestyrelse", "da"),
        "sv": (invented, "2025/2026", "fortrolig", "sv"),
    }
    found = {}
    for name, (dataset, year, edition, language) in asked.items():
        found[name] = folder / f"{name}.xlsx"
        made = command(
            "aggregate",
            dataset,
            "--year",
            year,
            "--out",
            found[name],
            "--edition",
            edition,
            "--lang",
            language,
        )
        assert made.returncode == 0, made.stderr
    return found


def test_openxml_audit_finds_no_error(workbooks: dict[str, Path]) -> None:
    assert engines.audit_all(workbooks.values()) == []


def test_libreoffice_recalculates_what_is_cached_and_finds_no_error(workbooks: dict[str, Path]) -> None:
    recalculated = engines.libreoffice_values(list(workbooks.values()))
    for (name, path), theirs in zip(workbooks.items(), recalculated, strict=True):
        ours = cached_values(path)
        assert error_cells(ours) == error_cells(theirs) == [], name
        assert [str(found) for found in compare_values(ours, theirs)] == [], name
        assert len(ours) > 500


def test_the_committees_page_is_one_page_and_every_sheet_prints(
    workbooks: dict[str, Path], tmp_path: Path
) -> None:
    pages = engines.pictures(workbooks["koebenhavn"], tmp_path, dots_per_inch=40)
    sheets = openpyxl.load_workbook(workbooks["koebenhavn"], read_only=True).sheetnames
    printed = [page.stem.split("_", 2)[2] for page in pages]
    assert printed[0] == "Overblik"
    assert printed.count("Overblik") == 1
    assert printed.count("Om_tallene") == 1
    assert list(dict.fromkeys(printed)) == [
        "".join(c if c.isalnum() else "_" for c in name) for name in sheets
    ]


def test_the_same_command_gives_the_same_bytes(workbooks: dict[str, Path], tmp_path: Path) -> None:
    again = tmp_path / "igen.xlsx"
    command("aggregate", shelf.example_dataset(), "--year", shelf.EXAMPLE_YEAR, "--out", again)
    assert again.read_bytes() == workbooks["koebenhavn"].read_bytes()
