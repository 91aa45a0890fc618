"""Formulas get the values that a fresh engine, LibreOffice and Excel would give them, or none."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_beregner.errors import TemplateError
from xl_beregner.filling.recalculate import FormulaCell, Recalculator, recalculated
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.values import ErrorText
from xl_beregner.ooxml.workbook import Workbook

Draw = Callable[[Any, dict[str, Any]], None]


def workbook(draw: Draw, *sheets: str, **options: Any) -> bytes:
    """Write a workbook and give its bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        draw(book, {name: book.add_worksheet(name) for name in sheets or ("Tal",)})
    return file.getvalue()


def formulas_of(data: bytes) -> list[FormulaCell]:
    """List a workbook's formulas as the filler does."""
    book = Workbook(Package(data, "test"))
    return [
        FormulaCell(name, cell.row, cell.column, book.sheet(name).formula_text(cell) or "")
        for name in book.sheet_parts
        for cell in book.sheet(name).formula_cells()
    ]


def values(data: bytes, **changes: Any) -> dict[str, Any]:
    """Calculate a workbook; results by cell, those of the first sheet without its name."""
    recalculator = Recalculator(data, formulas_of(data))
    found = recalculator.refill({place(name): value for name, value in changes.items()})
    return {at(key): value for key, value in found.items()}


def place(name: str) -> tuple[str, int, int]:
    return ("Tal", int(name[1:]), ord(name[0]) - 64)


def at(key: tuple[str, int, int]) -> str:
    sheet, row, column = key
    return ("" if sheet == "Tal" else sheet + "!") + chr(64 + column) + str(row)


def one(formula: str, **cells: Any) -> Any:
    """Calculate one formula in D9 over the cells given."""

    def draw(_: Any, sheets: dict[str, Any]) -> None:
        sheets["Tal"].write_formula("D9", formula)
        for name, value in cells.items():
            sheets["Tal"].write(name, value)

    return values(workbook(draw)).get("D9")


# --- values in, values out ----------------------------------------------------------------------


def numbers_and_sums(_: Any, sheets: dict[str, Any]) -> None:
    sheet = sheets["Tal"]
    for row in range(1, 11):
        sheet.write_number(row - 1, 0, row)
    sheet.write_formula("C1", "=SUM(A1:A10)")
    sheet.write_formula("C2", "=COUNT(A1:A10)")
    sheet.write_formula("C3", '=IF(A1="","tom",A1)')
    sheet.write_formula("C4", "=IFERROR(A1*2,-1)")
    sheet.write_formula("C5", "=COUNTA(A1:A10)")


SUMS = workbook(numbers_and_sums)
VALUES = st.one_of(
    st.floats(-1e6, 1e6),
    st.integers(-1000, 1000),
    st.booleans(),
    st.none(),
    st.just(float("nan")),
    st.sampled_from(["tekst", "=1+1", "", "3,5", "'x", "#N/A", "12", "æøå"]),
    st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)),
)
FILLS = st.dictionaries(st.builds("A{}".format, st.integers(1, 12)), VALUES, max_size=12)


@settings(deadline=None, max_examples=60)
@given(st.lists(FILLS, min_size=1, max_size=4))
def test_a_refilled_engine_gives_what_a_fresh_one_gives(fills: list[dict[str, Any]]) -> None:
    kept = Recalculator(SUMS, formulas_of(SUMS))
    for fill in fills:
        found = kept.refill({place(name): value for name, value in fill.items()})
        assert {at(key): value for key, value in found.items()} == values(SUMS, **fill)


def test_a_fill_without_changes_gives_the_workbook_as_it_stands() -> None:
    assert values(SUMS) == {"C1": 55, "C2": 10, "C3": 1, "C4": 2, "C5": 10}
    assert recalculated(SUMS, formulas_of(SUMS)) == {place(n): v for n, v in values(SUMS).items()}


def test_blank_is_not_zero_and_not_an_empty_text() -> None:
    found = values(SUMS, A1=None, A2="", A3=float("nan"))
    assert found == {"C1": 49, "C2": 7, "C3": "tom", "C4": 0, "C5": 7}


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(1)", "3,5", "12", "+1", "-1", "#N/A", "TRUE", "'x"])
def test_text_is_never_read_as_a_formula_or_a_number(text: str) -> None:
    found = values(SUMS, A1=text)
    assert found["C3"] == text
    assert type(found["C3"]) is str
    assert found["C2"] == 9


def test_half_a_character_stops_nothing() -> None:
    assert values(SUMS, A1="a\ud800")["C3"] == "a?"
    assert values(SUMS, A1="a😀æ")["C3"] == "a😀æ"


def test_truths_dates_and_errors_go_in_and_out() -> None:
    assert values(SUMS, A1=True)["C3"] is True
    assert values(SUMS, A1=dt.date(2026, 8, 1))["C3"] == 46235
    assert one("=1/A1") == ErrorText("#DIV/0!")
    assert isinstance(one("=1/A1"), ErrorText)
    assert isinstance(one("=NA()"), ErrorText)


def test_a_formula_whose_cell_is_given_a_value_counts_as_that_value_until_it_is_not() -> None:
    kept = Recalculator(SUMS, [*formulas_of(SUMS), FormulaCell("Tal", 20, 1, "C1*2")])
    assert kept.refill({place("C1"): 5.0})[place("A20")] == 10
    assert place("C1") not in kept.refill({place("C1"): 5.0})
    assert kept.refill({})[place("A20")] == 110


def test_an_old_cached_value_is_never_believed() -> None:
    def draw(_: Any, sheets: dict[str, Any]) -> None:
        sheets["Tal"].write_number("A1", 2)
        sheets["Tal"].write_formula("B1", "=A1*2", None, 999)
        sheets["Tal"].write_formula("C1", "=B1+1", None, 999)

    assert values(workbook(draw)) == {"B1": 4, "C1": 5}


# --- what formulas point at ---------------------------------------------------------------------


def test_names_tables_and_quoted_sheets_are_found() -> None:
    def draw(book: Any, sheets: dict[str, Any]) -> None:
        tal, other = sheets["Tal"], sheets["Bl'å ark"]
        columns = [{"header": "v 1"}, {"header": "v2"}, {"header": "sum", "formula": "=[@[v 1]]+[@v2]"}]
        tal.add_table("A1:C5", {"name": "tab", "columns": columns, "data": [[1, 2], [3, 4], [5, 6], [7, 8]]})
        book.define_name("felt_x", "='Bl''å ark'!$A$1")
        book.define_name("andel", "=0.5")
        book.define_name("Tal!lokal", "='Tal'!$A$2")
        other.write_number("A1", 77)
        tal.write_formula("F1", "=felt_x+'Bl''å ark'!A1")
        tal.write_formula("F2", "=SUM(tab[v 1])*andel")
        tal.write_formula("F3", "=lokal+Tal!lokal")
        tal.write_formula("F4", "=ROWS(tab[#All])+SUM(tab[[v 1]:[v2]])")
        other.write_formula("B1", "=SUM(tab[sum])")

    found = values(workbook(draw, "Tal", "Bl'å ark"))
    assert found == {
        "C2": 3, "C3": 7, "C4": 11, "C5": 15,
        "F1": 154, "F2": 8, "F3": 2, "F4": 41, "Bl'å ark!B1": 36,
    }  # fmt: skip


def test_a_followers_text_is_its_own() -> None:
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}"><f t="shared" '
        + ('ref="B1:B3" si="0">A1*$A$1</f>' if r == 1 else 'si="0"/>')
        + "</c></row>"
        for r in (1, 2, 3)
    )
    assert values(_with_rows(rows)) == {"B1": 1, "B2": 2, "B3": 3}


def test_every_kind_of_cell_is_read() -> None:
    cells = (
        '<c r="A1" t="inlineStr"><is><t>a</t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><t>b</t></r><r><t>c</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
        '<c r="C1" t="str"><v>d_x000A_</v></c><c r="D1" t="b"><v>1</v></c>'
        '<c r="E1" t="e"><v>#N/A</v></c><c r="F1"><v>1E-3</v></c><c r="G1" s="0"/>'
    )
    formulas = "".join(f"<c r='{c}2'><f>IFERROR({c}1,&quot;fejl&quot;)</f></c>" for c in "ABCDEFG")
    found = values(_with_rows(f'<row r="1">{cells}</row><row r="2">{formulas}</row>'))
    assert found == {"A2": "a", "B2": "bc", "C2": "d\n", "D2": True, "E2": "fejl", "F2": 0.001, "G2": 0}


def _with_rows(rows: str) -> bytes:
    """Put rows into the only sheet of a workbook, as another program would write them."""
    import zipfile

    plain = workbook(lambda *_: None)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"<sheetData/>", f"<sheetData>{rows}</sheetData>".encode())
                assert rows.encode() in data
            new.writestr(name, data)
    return made.getvalue()


# --- what nobody vouches for --------------------------------------------------------------------


def test_an_unknown_function_takes_all_that_depend_on_it_along() -> None:
    def draw(book: Any, sheets: dict[str, Any]) -> None:
        tal = sheets["Tal"]
        tal.write_number("A1", 1)
        tal.write_formula("B1", "=IFERROR(UKENDT(A1),0)")
        tal.write_formula("B2", "=A1+1")
        tal.write_formula("C1", "=SUM(B1:B5)")
        book.define_name("navn", "=Tal!$C$1")
        sheets["Andet"].write_formula("A1", "=IF(A5,1,navn)")
        sheets["Andet"].write_formula("A2", "=Tal!B2")

    data = workbook(draw, "Tal", "Andet")
    recalculator = Recalculator(data, formulas_of(data))
    assert {at(cell.place) for cell in recalculator.unknown} == {"B1", "C1", "Andet!A1"}
    assert {at(key): value for key, value in recalculator.refill({}).items()} == {"B2": 2, "Andet!A2": 2}


def test_what_spills_from_an_array_formula_is_unknown_where_it_lands() -> None:
    def draw(_: Any, sheets: dict[str, Any]) -> None:
        tal = sheets["Tal"]
        tal.write_column("A1", [1, 2, 3])
        tal.write_array_formula("B1:B3", "{=A1:A3*2}", None, 99)
        tal.write_column("B2", [99, 99])
        tal.write_formula("C1", "=B3")
        tal.write_formula("C2", "=A3")

    assert values(workbook(draw)) == {"C2": 3}


def test_a_formula_the_filler_did_not_name_is_unknown_too() -> None:
    def draw(_: Any, sheets: dict[str, Any]) -> None:
        sheets["Tal"].write_formula("A1", "=1+1", None, 7)
        sheets["Tal"].write_formula("A2", "=A1")

    data = workbook(draw)
    assert Recalculator(data, [FormulaCell("Tal", 2, 1, "A1")]).refill({}) == {}


def test_a_number_with_decimals_joined_to_text_is_withheld_with_its_dependants() -> None:
    def draw(_: Any, sheets: dict[str, Any]) -> None:
        tal = sheets["Tal"]
        tal.write_formula("B1", '="i alt "&A1')
        tal.write_formula("B2", "=LEN(B1)")
        tal.write_formula("B3", "=A1*2")

    data = workbook(draw)
    recalculator = Recalculator(data, formulas_of(data))
    assert len(recalculator.refill({place("A1"): 7.5})) == 1
    assert {at(cell.place) for cell in recalculator.withheld} == {"B1", "B2"}
    assert recalculator.unknown == recalculator.withheld
    assert recalculator.refill({place("A1"): 7})[place("B1")] == "i alt 7"
    assert recalculator.withheld == ()
    assert recalculator.unknown == ()


@pytest.mark.parametrize(
    ("formula", "cells", "expected"),
    [
        ('=A1&" "&B1', {"A1": "a", "B1": 2}, "a 2"),
        ('=A1&""', {"A1": 0.5}, None),
        ('=A1&""', {"A1": True}, None),
        ('=ROUND(A1,1)&""', {"A1": 0.5}, None),
        ('=ROUND(A1,0)&" %"', {"A1": 87.6}, "88 %"),
        ('=COUNTIF(A1:A3,">"&B1)', {"A1": 1, "A2": 5, "B1": 2.5}, 1),
        ('=COUNTIF(A1:A3,B1)', {"A1": "x", "B1": "<>x"}, None),
        ("=YEAR(A1)", {"A1": 46235}, 2026),
        ("=YEAR(A1)", {}, None),
        ('=IF(A1="","",YEAR(A1))', {}, ""),
        ("=A1<B1", {"A1": "alfa", "B1": "beta"}, True),
        ("=A1<B1", {"A1": "år", "B1": "zoo"}, None),
        ("=A1<B1", {"A1": 1, "B1": "år"}, True),
        ("=AND(A1>5,1/B1>0)", {"A1": 1}, ErrorText("#DIV/0!")),
        ("=LARGE(A1:A3,B1)", {"A1": 1, "A2": 2, "B1": 2}, 1),
        ("=LARGE(A1:A3,B1)", {"A1": 1, "A2": 2, "B1": 1.5}, None),
        ("=MATCH(A1,B1:B3)", {"A1": "år", "B1": "a"}, None),
        ("=INDEX(A1:A3,B1)", {"A1": 4, "B1": 0}, None),
        ("=VLOOKUP(5,A1:B3,2)", {"A1": 1, "A2": 4, "A3": 9, "B2": 77}, 77),
        ("=VLOOKUP(5,A1:B3,2)", {"A1": 1, "A2": 4, "B2": 77}, None),
        ("=SUM(INDEX(A1:A3,2),1)", {"A2": 4}, 5),
        ("=SUM(INDEX(A1:A3,2),1)", {"A2": "4"}, None),
        ("=SUM(IF(B1=0,A1,2))", {"A1": "4"}, 0),
        ("=ROW()-1", {}, 8),
    ],
)  # fmt: skip
def test_a_value_stands_only_where_all_engines_agree(
    formula: str, cells: dict[str, Any], expected: Any
) -> None:
    assert one(formula, **cells) == expected


def test_hidden_rows_leave_subtotals_without_value() -> None:
    def draw(_: Any, sheets: dict[str, Any]) -> None:
        sheets["Tal"].write_column("A1", [1, 2, 3])
        sheets["Tal"].set_row(1, None, None, {"hidden": True})
        sheets["Tal"].write_formula("B1", "=SUBTOTAL(109,A1:A3)")
        sheets["Tal"].write_formula("B2", "=SUBTOTAL(109,A3:A3)")

    assert values(workbook(draw)) == {"B2": 3}


def test_a_workbook_that_counts_days_from_1904_gets_no_dates_calculated() -> None:
    def draw(_: Any, sheets: dict[str, Any]) -> None:
        sheets["Tal"].write_formula("B1", "=YEAR(A1)")
        sheets["Tal"].write_formula("B2", "=A1+1")

    data = workbook(draw, date_1904=True)
    assert values(data, A1=dt.date(2026, 8, 1)) == {"B2": 46235 - 1462 + 1}


# --- circles ------------------------------------------------------------------------------------


def test_a_circle_is_a_fault_with_its_cells_even_behind_iferror() -> None:
    def draw(_: Any, sheets: dict[str, Any]) -> None:
        tal = sheets["Tal"]
        tal.write_formula("A1", "=IFERROR(B1,0)")
        tal.write_formula("B1", "=SUM(A1:A3)")
        tal.write_formula("C1", "=A1")
        tal.write_formula("D1", "=E1")

    data = workbook(draw)
    with pytest.raises(TemplateError) as raised:
        Recalculator(data, formulas_of(data))
    assert [fault.facts["celle"] for fault in raised.value.faults] == ["A1", "B1"]


def test_a_formula_may_ask_where_it_stands() -> None:
    assert one("=ROW(D9)+COLUMN(D9)+ROWS(D1:D9)") == 22


# --- against strangers --------------------------------------------------------------------------

SUMMARY = (
    "AVERAGE(tab[frem])",
    "STDEV(tab[frem])",
    'COUNTIF(tab[frem],">0")',
    "MEDIAN(tab[efter])",
    "T.DIST(middel,29,TRUE)",
    'IFERROR(MATCH("elev 7",tab[navn],0),0)',
    "PERCENTILE(tab[foer],0.9)",
    "SUMPRODUCT((tab[foer]>20)*tab[frem])",
    "NORM.S.DIST(middel/A2,TRUE)",
    '"Elever: "&ROWS(tab[navn])',
)


def table_and_summary(sheet_of_summary: str) -> Draw:
    def draw(book: Any, sheets: dict[str, Any]) -> None:
        rows = [[f"elev {n}", 10 + n * 1.37, 12 + n * 1.11] for n in range(30)]
        columns = [{"header": head} for head in ("navn", "foer", "efter")]
        columns.append({"header": "frem", "formula": "=tab[[#This Row],[efter]]-tab[[#This Row],[foer]]"})
        sheets["Tal"].add_table("G1:J31", {"name": "tab", "columns": columns, "data": rows})
        book.define_name("middel", f"={sheet_of_summary}!$A$1")
        for at_row, text in enumerate(SUMMARY):
            sheets[sheet_of_summary].write_formula(at_row, 0, "=" + text)

    return draw


def test_formulon_agrees_on_tables_and_names(tmp_path: Path) -> None:
    pytest.importorskip("formulon")
    from support.engines import formulon_values

    # formulon calculates sheet by sheet from the top: a summary above its table would see old values.
    data = workbook(table_and_summary("Samlet"), "Tal", "Samlet", use_future_functions=True)
    path = tmp_path / "tables.xlsx"
    path.write_bytes(data)
    ours, theirs = recalculated(data, formulas_of(data)), formulon_values(path)
    assert len(ours) == 30 + len(SUMMARY)
    assert ours == pytest.approx({key: theirs[key] for key in ours}, abs=1e-9)


@pytest.mark.usefixtures("needs_libreoffice")
def test_libreoffice_agrees_on_a_summary_that_stands_before_its_table(tmp_path: Path) -> None:
    from support.engines import libreoffice_values

    data = workbook(table_and_summary("Tal"), use_future_functions=True)
    path = tmp_path / "tables.xlsx"
    path.write_bytes(data)
    ours, (theirs,) = recalculated(data, formulas_of(data)), libreoffice_values([path])
    assert ours == pytest.approx({key: theirs[key] for key in ours}, abs=1e-9)
