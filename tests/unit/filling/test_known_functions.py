"""What we calculate is what LibreOffice and formulon recorded for it, or we do not vouch for it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from support.values import ErrorValue, Scalar, same_value

from xl_beregner.filling.functions_known import KNOWN
from xl_beregner.filling.recalculate import FormulaCell, Recalculator
from xl_beregner.ooxml.formulas import function_names
from xl_beregner.ooxml.values import ErrorText

_SPEC = importlib.util.spec_from_file_location(
    "make_known_functions", Path(__file__).parent / "make_known_functions.py"
)
assert _SPEC is not None
assert _SPEC.loader is not None
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

ROWS = made.read_table()


def decode(text: str) -> Scalar:
    if text == "":
        return None
    return ErrorValue(text) if text.startswith("#") else json.loads(text)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Scalar]:
    """Calculate every recorded formula; those we do not vouch for are left out."""
    path = tmp_path_factory.mktemp("known") / "known.xlsx"
    formulas = [row["formula"] for row in ROWS]
    made.write_workbook(path, formulas)
    inputs = [FormulaCell("D", 7, 2, '""'), FormulaCell("D", 2, 4, "NA()"), FormulaCell("D", 4, 4, "1/0")]
    cells = [FormulaCell("D", made.FIRST_ROW + at, made.COLUMN, text) for at, text in enumerate(formulas)]
    results = Recalculator(path.read_bytes(), [*inputs, *cells]).refill({})
    return {
        cell.row - made.FIRST_ROW: ErrorValue(value) if isinstance(value, ErrorText) else value
        for cell in cells
        if (value := results.get(cell.place)) is not None
    }


def differs(one: Scalar, other: Scalar) -> bool:
    """Which error it is may differ: engines look at a function's faults in different order."""
    if isinstance(one, ErrorValue) and isinstance(other, ErrorValue):
        return False
    return not same_value(one, other)


def test_every_value_we_vouch_for_is_formulons(ours: dict[int, Scalar]) -> None:
    wrong = [
        (ROWS[at]["formula"], ROWS[at]["formulon"], value)
        for at, value in ours.items()
        if differs(value, decode(ROWS[at]["formulon"]))
    ]
    assert wrong == []


def test_every_value_we_vouch_for_is_libreoffices_or_its_difference_is_explained(
    ours: dict[int, Scalar],
) -> None:
    wrong = [
        (ROWS[at]["formula"], ROWS[at]["libreoffice"], value)
        for at, value in ours.items()
        if differs(value, decode(ROWS[at]["libreoffice"])) != bool(ROWS[at]["libreoffice_differs"])
    ]
    assert wrong == []


def test_every_known_function_was_compared_and_mostly_answers(ours: dict[int, Scalar]) -> None:
    compared = {name for at in ours for name in function_names(ROWS[at]["formula"])}
    assert KNOWN.keys() - compared == set()
    assert len(ours) > 0.85 * sum(row["function"] in KNOWN for row in ROWS)


@pytest.mark.parametrize(
    "formula",
    [
        'COUNTIF(A1:A8,"<>alfa")',
        'COUNTIF(C1:C8,">b")',
        "OR(D1:D8)",
        'STDEV("x")',
        "SUMPRODUCT(ABS(A1:A8))",
        "COUNTIFS(A1:A8,1,B1:B7,1)",
        "LARGE(A1:A8,1.5)",
        "INDEX(A1:A8,0)",
        "DATE(1900,1,1)",
        "YEAR(H1)",
        "C1&A3",
        'C6<"z"',
        "SUM(A1:A3*2)",
        "A1:A3",
        "SUM(A:A)",
        "SUM((A1,A3))",
        "SUM(A1:A3 A2:A5)",
        "TEXT(A1,0)",
        "AGGREGATE(9,6,A1:A8)",
        "OFFSET(A1,1,0)",
        'INDIRECT("A1")',
        "IFERROR(UKENDT(1),0)",
        "{1,2}",
        "SUM(INDEX(A1:A8,1):A3)",
        "SUM(INDEX(B1:B8,5),4)",
        "SUM(IFERROR(B4,3))",
        "SUM(IFS(A1>0,B4))",
        "SUM(+B4)",
        "COUNTIF(IF(A1>0,B1,B2),5)",
        "MATCH(5,B1:B6)",
        "MATCH(5,A1:A8)",
        "MATCH(16,B1:B6,-1)",
        "LOOKUP(5,H1:H3,A1:A3)",
        "VLOOKUP(5,H1:I3,1)",
        "PERCENTRANK(B1:B3,5)",
    ],
)
def test_what_engines_disagree_on_gets_no_value(formula: str, tmp_path: Path) -> None:
    path = tmp_path / "one.xlsx"
    made.write_workbook(path, ["1+1"])
    cells = [FormulaCell("D", made.FIRST_ROW, made.COLUMN, formula), FormulaCell("D", 30, 11, "A1+1")]
    recalculator = Recalculator(path.read_bytes(), cells)
    assert recalculator.refill({}) == {("D", 30, 11): 4.0}
    assert cells[0] in (*recalculator.unknown, *recalculator.withheld)
