"""The check workbook opened in a real LibreOffice with our extension: every row is TRUE."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from support import calc_runner

from workbooks.build import TEMPLATES
from workbooks.build.udf.cases import calls
from workbooks.build.udf.check import TOP

pytestmark = pytest.mark.prove

FRONT, COM_AND_CALC = 0, 2  # sheets
FUNCTION, CASE, LIVE, RIGHT = 0, 1, 3, 6  # columns


@pytest.fixture(scope="module")
def opened(needs_libreoffice: str, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the front and the sheet for Calc show once the committed workbook is open."""
    last = TOP + len(calls())
    committed = TEMPLATES.parent / "udf_check.xlsx"
    copy = Path(shutil.copy(committed, tmp_path_factory.mktemp("udf")))  # LibreOffice locks what it opens
    return calc_runner.steps(
        {"do": "open", "url": copy.as_uri()},
        {"do": "read", "sheet": FRONT, "at": "B7:B7"},
        {"do": "read", "sheet": COM_AND_CALC, "at": f"A{TOP + 1}:G{last}"},
        seconds=600,
    )


def test_every_row_is_true(opened: list[Any]) -> None:
    rows = opened[2]["rows"]
    assert [row[FUNCTION] for row in rows] == [call.function for call in calls()]
    wrong = [(row[FUNCTION], row[CASE], row[LIVE]) for row in rows if row[RIGHT] != 1.0]
    assert wrong == []


def test_the_front_counts_them(opened: list[Any]) -> None:
    assert opened[1]["rows"] == [[f"{len(calls())} af {len(calls())} rigtige"]]
