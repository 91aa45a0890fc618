"""The Calc extension in a real LibreOffice: every function, blanks, errors, whole columns, Excel's files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from support.calc_runner import Answer, answers, python_with_uno, steps
from support.engines import require
from support.good_cells import good

import xl_beregner.measures  # noqa: F401  (fills the list of functions)
from xl_beregner.catalog import specs
from xl_beregner.hosts.calc import extension
from xl_beregner.hosts.engine import evaluate

pytestmark = pytest.mark.prove

GAINS = [[32.5, 47.5], [20.0, 30.0], [5.0, 9.0]]
NOBODY = 65534


def rows_of(cells: Any) -> Any:
    """Give good cells as rows of one width, as a sheet holds them."""
    if not isinstance(cells, list):
        return cells
    rows = [row if isinstance(row, list) else [row] for row in cells]
    width = max(map(len, rows))
    return [row + [None] * (width - len(row)) for row in rows]


def gain(*rows: list[float]) -> Answer:
    before, after = zip(*rows, strict=True)
    return evaluate("BEREGNER_FREMGANG", list(before), list(after), 3.4, 3.4)


@pytest.fixture(scope="module")
def all_answers() -> dict[str, tuple[Answer, Answer]]:
    """Every function with good cells: what evaluate answers and what Calc shows."""
    given = {
        spec.excel_name: [rows_of(good(spec, parameter)) for parameter in spec.parameters]
        for spec in specs().values()
    }
    found = answers([(name, name, arguments) for name, arguments in given.items()])
    return {name: (evaluate(name, *arguments), found[name]) for name, arguments in given.items()}


@pytest.mark.parametrize("name", sorted(spec.excel_name for spec in specs().values()))
def test_every_function_shows_in_calc_what_evaluate_answers(
    all_answers: dict[str, tuple[Answer, Answer]], name: str
) -> None:
    expected, shown = all_answers[name]
    assert isinstance(shown, list), f"{name} shows {shown}"
    assert [len(row) for row in shown] == [len(row) for row in expected]
    for row, shown_row in zip(expected, shown, strict=True):
        for cell, shown_cell in zip(row, shown_row, strict=True):
            if isinstance(cell, str) or cell is None:
                assert shown_cell == (cell or None)
            else:
                assert shown_cell == pytest.approx(cell, rel=1e-12, abs=1e-12)


def test_errors_blanks_and_left_out_arguments_are_as_in_excel() -> None:
    found = answers(
        [
            ("range_error", "BEREGNER_FREMGANG", [1.0, 2.0, 3.0, -3.0]),
            ("text", "BEREGNER_FREMGANG", ["abc", 2.0, 3.0, 3.0]),
            ("lone_blank", "BEREGNER_FREMGANG", [None, 2.0, 3.0, 3.0]),
            ("lone_zero", "BEREGNER_FREMGANG", [0.0, 2.0, 3.0, 3.0]),
            ("blank_read_by_calc", "BEREGNER_MAALEKSPERT", [None, 0.8, 1.2]),
            ("zero_read_by_calc", "BEREGNER_MAALEKSPERT", [0.0, 0.8, 1.2]),
            ("blank_option", "BEREGNER_FREMGANG", [[[1.0]], 2.0, 3.0, 3.0, None, None, None]),
            ("error_in_range", "BEREGNER_FREMGANG", [[1.0, {"error": "#N/A"}], [2.0, 3.0], 3.0, 3.0]),
            ("error_to_check", "BEREGNER_KONTROL", [[["Elev-id", "Score"], ["17", {"error": "#N/A"}]]]),
        ]
    )
    assert found["range_error"] == "#NUM!"
    assert found["text"] == found["error_in_range"] == "#VALUE!"
    assert found["lone_blank"] == found["blank_read_by_calc"] == "#N/A"
    assert found["zero_read_by_calc"] == evaluate("BEREGNER_MAALEKSPERT", 0.0, 0.8, 1.2)
    assert found["lone_zero"][0][0] == 2.0
    assert found["blank_option"] == evaluate("BEREGNER_FREMGANG", 1.0, 2.0, 3.0, 3.0)
    assert found["error_to_check"] == evaluate("BEREGNER_KONTROL", [["Elev-id", "Score"], ["17", "#N/A"]])


def test_a_whole_column_is_answered_in_less_than_half_a_second() -> None:
    rows = [[float(row), float(row + 5)] for row in range(400)]
    told = steps(
        {"do": "new"},
        {"do": "data", "at": "A1:B400", "rows": rows},
        {"do": "formula", "at": "D1", "text": "=BEREGNER_FREMGANG(A1;B1;3.4;3.4)"},  # starts the worker
        {"do": "formula", "at": "D2", "text": "=SUM(INDEX(BEREGNER_FREMGANG(A:A;B:B;3.4;3.4);0;1))"},
        {"do": "array", "at": "F1:K400", "text": "=BEREGNER_FREMGANG(A:A;B:B;3.4;3.4)"},
    )
    assert told[3]["rows"] == [[2000.0]]
    assert told[3]["seconds"] < 0.5
    assert len(told[4]["rows"]) == 400
    assert told[4]["seconds"] < 1


def test_a_chain_of_formulas_is_calculated_through() -> None:
    told = steps(
        {"do": "new"},
        {"do": "data", "at": "A1:A1", "rows": [[10.0]]},
        *[
            {"do": "formula", "at": f"B{row}", "text": f"=A{row}+BEREGNER_FREMGANG(A1;A{row};3.4;3.4)+1"}
            if column == "B"
            else {"do": "formula", "at": f"A{row + 1}", "text": f"=B{row}"}
            for row in range(1, 6)
            for column in "BA"
        ],
        {"do": "data", "at": "A1:A1", "rows": [[20.0]]},
        {"do": "read", "at": "A1:A6"},
    )
    expected = [20.0]
    for _ in range(5):
        expected.append(expected[-1] + (expected[-1] - 20.0) + 1)
    assert [row[0] for row in told[-1]["rows"]] == expected


def test_a_workbook_from_excel_is_healed_when_it_is_opened(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "fra_excel.xlsx")
    sheet = book.add_worksheet("Ark")
    for row, cells in enumerate(GAINS):
        sheet.write_row(row, 0, cells)
    sheet.write_formula("D1", "=_xldudf_BEREGNER_FREMGANG(A1:A3,B1:B3,3.4,3.4)", None, 0)
    sheet.write_formula("D2", '=IFERROR(BEREGNER_FREMGANG(A2,B2,3.4,3.4),"beregner_væk")', None, 0)
    sheet.write_array_formula("F1:K3", "{=BEREGNER_FREMGANG(A1:A3,B1:B3,3.4,3.4)}", None, 0)
    sheet.write_dynamic_array_formula("F5:K7", "=_xldudf_BEREGNER_FREMGANG(A1:A3,B1:B3,3.4,3.4)", None, 0)
    book.close()
    ods = (tmp_path / "gemt.ods").as_uri()
    read = [{"do": "read", "at": place} for place in ("D1", "D2", "F1:K3", "F5:K7")]
    told = steps(
        {"do": "open", "url": (tmp_path / "fra_excel.xlsx").as_uri()},
        *read,
        {"do": "save", "url": ods, "filter": "calc8"},
        {"do": "open", "url": ods},
        *read,
    )
    expected = gain(*GAINS)
    assert told[0] is False, "healing asks nobody to save"
    for first in (1, 7):
        assert [told[first + place]["rows"] for place in (0, 1)] == [[[15.0]], [[10.0]]]
        for place in (2, 3):
            assert told[first + place]["rows"] == expected


def test_calc_describes_every_function_and_argument() -> None:
    (described,) = steps({"do": "describe", "prefix": "BEREGNER_"})
    assert {one["name"] for one in described} == {spec.excel_name for spec in specs().values()}
    for one in described:
        spec = specs()[one["name"].removeprefix("BEREGNER_")]
        assert one["description"]
        assert len(one["arguments"]) == len(spec.parameters)
        assert all(name and told for name, told, _ in one["arguments"])


def test_without_our_python_the_cell_shows_an_error_and_calc_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("HOME", "/nonexistent")
    told = steps(
        {"do": "new"},
        {"do": "data", "at": "A1:B3", "rows": GAINS},
        {"do": "formula", "at": "D1", "text": "=BEREGNER_FREMGANG(A1;B1;3.4;3.4)"},
        {"do": "formula", "at": "D2", "text": "=SUM(A1:B3)"},
        python="/nonexistent/python",
    )
    assert told[2]["error"] == "#NAME?"
    assert told[3]["rows"] == [[144.0]]


def test_unopkg_installs_the_extension_in_a_fresh_profile(tmp_path: Path) -> None:
    python_with_uno()
    unopkg = require("unopkg", "libreoffice-common")
    packed = tmp_path / "beregner.oxt"
    packed.write_bytes(extension())
    home = tmp_path / "hjem"
    home.mkdir()
    as_user: list[str] = []
    if os.getuid() == 0:  # unopkg refuses root
        for folder in (home, *packed.parents):
            if folder.is_relative_to(tmp_path.parent.parent.parent) and folder != Path("/tmp"):
                folder.chmod(0o755)
        os.chown(home, NOBODY, NOBODY)
        require("setpriv", "util-linux")
        as_user = [str(shutil.which("setpriv")), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    profile = f"-env:UserInstallation={home.as_uri()}"
    for asked in (["add", profile, str(packed)], ["list", profile]):
        done = subprocess.run(
            [*as_user, unopkg, *asked],
            capture_output=True,
            text=True,
            timeout=120,
            env=os.environ | {"HOME": str(home)},
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert "dk.xlberegner.calc" in done.stdout
    assert "is registered: no" not in done.stdout
