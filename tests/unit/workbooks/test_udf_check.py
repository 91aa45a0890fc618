"""The check workbook asks every function, never says TRUE by itself, and can say FALSE."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from support import engines
from support.values import cached_values

from workbooks.build import TEMPLATES, others
from workbooks.build.udf.cases import calls
from workbooks.build.udf.check import TOP
from xl_beregner.catalog import specs

CHECKS = {"Server (Office.js)": "_xldudf_BEREGNER_", "COM og Calc": "BEREGNER_"}
FUNCTION, LIVE, EXPECTED, RIGHT = 1, 4, 5, 7
NOT_YET = "ikke regnet endnu"


@cache
def built() -> bytes:
    return others()["udf_check.xlsx"]()


@cache
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(built()))


def rows(sheet: str) -> range:
    return range(TOP + 1, book()[sheet].max_row + 1)


def formula(sheet: str, row: int, column: int) -> str:
    found = book()[sheet].cell(row, column).value
    return str(getattr(found, "text", found))


# The teachers' own workbook is built from the parts of the template, which is proved in every run.
_BUILT = [pytest.param(name, marks=pytest.mark.prove) if "beregneren" in name else name for name in others()]


@pytest.mark.parametrize("name", _BUILT)
def test_a_committed_workbook_is_what_its_builder_builds(name: str) -> None:
    """Every part byte for byte; how a part is packed may differ with the machine's zlib."""
    with (
        zipfile.ZipFile(TEMPLATES.parent / name) as committed,
        zipfile.ZipFile(io.BytesIO(others()[name]())) as now,
    ):
        assert committed.namelist() == now.namelist()
        assert [part for part in now.namelist() if committed.read(part) != now.read(part)] == []


@pytest.mark.parametrize("sheet", CHECKS)
def test_every_function_is_asked_in_all_its_arguments(sheet: str) -> None:
    asked = [str(book()[sheet].cell(row, FUNCTION).value) for row in rows(sheet)]
    assert asked == [call.function for call in calls()]
    assert set(asked) == {spec.excel_name for spec in specs().values()}
    whole = {call.function: len(call.arguments) for call in calls() if call.case == "alle"}
    assert whole == {spec.excel_name: len(spec.parameters) for spec in specs().values()}


@pytest.mark.parametrize(("sheet", "prefix"), CHECKS.items())
def test_a_function_is_written_as_its_host_keeps_it(sheet: str, prefix: str) -> None:
    for row, call in zip(rows(sheet), calls(), strict=True):
        name = prefix + call.function.removeprefix("BEREGNER_")
        told = formula(sheet, row, LIVE) + (
            "" if isinstance(call.answer, str) else formula(sheet, row, RIGHT)
        )
        assert set(re.findall(r"\w*BEREGNER_\w+", told)) == {name}


@pytest.mark.parametrize("sheet", CHECKS)
def test_nothing_is_called_right_before_a_spreadsheet_has_calculated(sheet: str, tmp_path: Path) -> None:
    path = tmp_path / "udf_check.xlsx"
    path.write_bytes(built())
    cached = cached_values(path)
    for row in rows(sheet):
        assert cached[sheet, row, LIVE] == NOT_YET
        assert cached[sheet, row, RIGHT] == NOT_YET
    assert [cached["Forside", row, 2] for row in (6, 7)] == [NOT_YET, NOT_YET]
    assert b'fullCalcOnLoad="1"' in zipfile.ZipFile(path).read("xl/workbook.xml")


def test_the_day_a_norm_is_made_is_nowhere_expected() -> None:
    (made,) = {
        call.answer[1][:2] for call in calls() if call.function == "BEREGNER_MODEL" and call.case == "alle"
    }
    assert made == ("dato", "(dagens dato)")


def test_no_sheet_is_protected_for_excel_cannot_cure_a_name_on_one() -> None:
    assert [sheet.title for sheet in book() if sheet.protection.sheet] == []


def answered_by(answers: str, tmp_path: Path) -> Path:
    """Let each call be answered by cells: by the expected ones, or by those of a spoiled copy."""
    path = tmp_path / f"{answers}.xlsx"
    with zipfile.ZipFile(io.BytesIO(built())) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.namelist():
            content = source.read(member)
            if re.fullmatch(r"xl/worksheets/sheet[23]\.xml", member):
                content = _with_answers(content.decode(), answers).encode()
            target.writestr(member, content)
    return path


def _with_answers(xml: str, answers: str) -> str:
    """Replace a call with the cells expected of it, each a ten thousandth too large where spoiled."""

    def row(found: re.Match[str]) -> str:
        cells = found[0]
        areas = re.findall(r"'Forventet'!\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?", cells)
        answer = areas[0] if areas else "1/0"
        if answers == "spoiled":
            answer = (
                f"IF(ISNUMBER({answer}),{answer}*1.0001+0.0001,{answer}&amp;&quot;.&quot;)"
                if areas
                else "{1}"
            )
        return re.sub(r"(?:_xldudf_)?BEREGNER_[A-Z]+\('[^()]*\)", answer, cells)

    return re.sub(r"<row .*?</row>", row, xml, flags=re.DOTALL)


@pytest.mark.prove
@pytest.mark.parametrize(("answers", "right"), [("expected", True), ("spoiled", False)])
def test_a_row_is_true_for_the_expected_answer_only(
    answers: str, right: bool, tmp_path: Path, needs_libreoffice: str
) -> None:
    (found,) = engines.libreoffice_values([answered_by(answers, tmp_path)])
    sheet = "COM og Calc"  # the other asks for the exact error
    wrong = [row for row in rows(sheet) if found[sheet, row, RIGHT] != right]
    assert wrong == []
    count = len(calls()) if right else 0
    assert found["Forside", 7, 2] == f"{count} af {len(calls())} rigtige"


@pytest.mark.prove
def test_where_no_function_answers_the_front_says_so(tmp_path: Path, needs_libreoffice: str) -> None:
    path = tmp_path / "udf_check.xlsx"
    path.write_bytes(built())
    (found,) = engines.libreoffice_values([path])
    assert {found["Forside", row, 2] for row in (6, 7)} == {"Funktionerne svarer ikke på dette ark."}
    assert {found["COM og Calc", row, RIGHT] for row in rows("COM og Calc")} == {"svarer ikke"}
