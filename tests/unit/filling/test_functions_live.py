"""Our functions in a template's cells: what they show, and how they stand in what is sent."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from support.engines import formulon_values, libreoffice_values
from support.values import cached_values, compare_values
from unit.filling.excel_shaped import part, sheet, values, workbook
from unit.filling.live_book import FIELDS, GAIN, PUPILS, lay_all, template
from xlsxwriter.worksheet import Worksheet

import xl_beregner
from xl_beregner import texts
from xl_beregner.batch.functions import evaluate, form
from xl_beregner.errors import MissingValueError
from xl_beregner.filling import Filled
from xl_beregner.filling import Template as PlainTemplate
from xl_beregner.filling.functions_forms import AS_THEY_STAND, KINDS, Form

SECOND = "xl/worksheets/sheet2.xml"


def shown(filled: Filled, name: str = "Bl å") -> dict[str, Any]:
    return values(filled.data, name, shown=True)


def formulas(filled: Filled, name: str = "Bl å") -> dict[str, str]:
    found = values(filled.data, name)
    return {
        at: getattr(value, "text", value)
        for at, value in found.items()
        if isinstance(getattr(value, "text", value), str) and str(getattr(value, "text", value))[:1] == "="
    }


def as_it_stands(lay: Any, fields: dict[str, Any] = FIELDS, **how: Any) -> Filled:
    return PlainTemplate(template(lay, **how)).fill(fields, evaluator=evaluate)


def one(formula: str) -> Any:
    def lay(sheet: Worksheet) -> None:
        sheet.write_formula("B1", formula)

    return lay


# --- What they show ----------------------------------------------------------------------------
def test_a_function_alone_shows_its_first_value() -> None:
    cells = shown(as_it_stands(lay_all))
    assert cells["B1"] == evaluate("BEREGNER_STATUS", 7.4, 0.2, 7.5)[0][0]
    assert cells["B2"] == evaluate("BEREGNER_STATUS", 7.4, 0.2, 7.5)[0][2]


def test_a_column_of_functions_grows_with_its_table() -> None:
    cells = shown(as_it_stands(lay_all), "Elever")
    gains = [evaluate("BEREGNER_FREMGANG", one["foer"], one["efter"], 3.354, 3.354)[0][0] for one in PUPILS]
    assert [cells[f"D{row}"] for row in range(2, 9)] == gains


def test_an_array_formula_fills_its_range_and_no_more() -> None:
    cells = shown(as_it_stands(lay_all))
    before, after = ([one[key] for one in PUPILS] for key in ("foer", "efter"))
    rows = evaluate("BEREGNER_FREMGANG", before, after, 3.354, 3.354)
    assert [[cells[f"{column}{row}"] for column in "ABCDEF"] for row in range(7, 14)] == rows
    assert (cells["H10"], cells["I10"]) == ("#N/A", "#N/A")  # as Excel shows what the answer lacks


def test_a_function_hangs_on_formulas_that_hang_on_functions() -> None:
    cells = shown(as_it_stands(lay_all))
    smoothed = evaluate("BEREGNER_UDJAEVN", [one["foer"] for one in PUPILS[:3]], [0.5, 1.5, 2.5])
    assert cells["B15"] == pytest.approx(sum(row[0] for row in smoothed) + 1)
    assert cells["B16"] == cells["B15"]
    assert cells["B18"] == pytest.approx(2 * cells["B15"])


def test_inside_an_ordinary_formula_a_function_is_its_first_value() -> None:
    cells = shown(as_it_stands(lay_all))
    chance = evaluate("BEREGNER_MAALCHANCE", 7, 0.2, 7.5, 0.3)[0][0]
    assert cells["B3"] == "færre end 5 elever x"
    assert cells["B4"] == pytest.approx(2 * chance + 1)


def test_functions_chain_in_one_formula() -> None:
    before, after = ([one[key] for one in PUPILS] for key in ("foer", "efter"))
    norm = evaluate("BEREGNER_MODEL", after, before)
    wanted = evaluate("BEREGNER_PROGRESSION", after, before, norm)[2][4]
    asked = "BEREGNER_PROGRESSION(elever[efter],elever[foer],BEREGNER_MODEL(elever[efter],elever[foer]))"
    cells = shown(as_it_stands(one(f"INDEX({asked},3,5)")))
    assert cells["B1"] == wanted
    assert "300" in wanted  # so few pupils make no norm; the sentence comes through both


@pytest.mark.parametrize(
    "stored",
    [
        "BEREGNER_SKJUL(A1,9)",
        "beregner_skjul(A1,9)",
        "_xldudf_BEREGNER_SKJUL(A1,9)",
        "_xlfn._xldudf_BEREGNER_SKJUL( A1 , 9 )",
        "_xlfn.SINGLE(BEREGNER_SKJUL(A1,9))",
        "INDEX(BEREGNER_SKJUL(A1:A2,9),1,1)",
    ],
)
def test_every_way_excel_stores_a_function_is_read(stored: str) -> None:
    assert shown(as_it_stands(one(stored)))["B1"] == 7.5


def test_an_answer_that_is_one_row_is_counted_along() -> None:
    assert shown(as_it_stands(one("INDEX(BEREGNER_STATUS(7.4,0.2,A1),3)")))["B1"] == pytest.approx(
        0.3085, abs=1e-4
    )


@pytest.mark.parametrize(("index", "code"), [("9,1", "#REF!"), ('"x",1', "#VALUE!"), ("A9/0,1", "#DIV/0!")])
def test_a_place_that_is_none_is_an_error(index: str, code: str) -> None:
    assert shown(as_it_stands(one(f"INDEX(BEREGNER_SKJUL(A1,9),{index})")))["B1"] == code


def test_an_error_is_in_the_cell_and_its_reason_in_the_report() -> None:
    filled = as_it_stands(lay_all)
    assert shown(filled)["B5"] == "#VALUE!"
    (fault,) = filled.warnings
    assert (fault.facts["ark"], fault.facts["celle"], fault.facts["kode"]) == ("Bl å", "B5", "#VALUE!")
    assert "tekst" in str(fault)


def test_like_errors_of_a_column_are_told_once() -> None:
    fields = {**FIELDS, "elever": [{**one, "efter": "x"} for one in PUPILS]}
    filled = as_it_stands(lambda _: None, fields)
    assert [fault.facts["celle"] for fault in filled.warnings] == ["D2, D3, D4 (+4)"]


def test_a_blank_of_an_answer_is_an_empty_text_and_no_zero() -> None:
    fields = {**FIELDS, "elever": [{**PUPILS[0], "efter": None}, *PUPILS[1:]]}

    def lay(sheet: Worksheet) -> None:
        sheet.write_array_formula("A2:F8", "{BEREGNER_FREMGANG(elever[foer],elever[efter],3,3)}")
        sheet.write_formula("H1", "AVERAGE(A2:A8)")
        sheet.write_formula("H2", "A2+1")
        sheet.write_formula("H3", "COUNTBLANK(A2:A8)")

    cells = shown(as_it_stands(lay, fields))
    gains = [one["efter"] - one["foer"] for one in PUPILS[1:]]
    assert cells["H1"] == pytest.approx(sum(gains) / 6)
    assert (cells["H2"], cells["H3"]) == ("#VALUE!", 1)


def test_a_range_that_is_too_short_is_told() -> None:
    def lay(sheet: Worksheet) -> None:
        sheet.write_array_formula("A2:A4", "{BEREGNER_SKJUL(elever[foer],9)}")

    (fault,) = as_it_stands(lay).warnings
    assert (fault.key, fault.facts["raekker"], fault.facts["plads"]) == ("live_raekker_uden_plads", 7, 3)


def test_a_circle_through_a_function_is_a_fault_of_the_template() -> None:
    def lay(sheet: Worksheet) -> None:
        sheet.write_formula("B1", "BEREGNER_SKJUL(B2,9)")
        sheet.write_formula("B2", "B1+1")

    with pytest.raises(xl_beregner.BeregnerError, match="cirkulær"):
        as_it_stands(lay)


def test_what_hangs_on_a_cell_without_value_has_none_either() -> None:
    def lay(sheet: Worksheet) -> None:
        sheet.write_formula("B1", "_xlfn.WEBSERVICE(A1)", value=3)
        sheet.write_formula("B2", "BEREGNER_SKJUL(B1,9)", value=3)
        sheet.write_formula("B3", "B2+1", value=4)
        sheet.write_formula("B4", "SUM(BEREGNER_SKJUL(A1:A9,9))", value=4)

    filled = as_it_stands(lay)
    assert set(shown(filled)) == {"A1"}
    assert [fault.facts["celle"] for fault in filled.warnings] == ["B1", "B2", "B3", "B4"]


def test_a_call_that_stands_in_many_cells_is_asked_once() -> None:
    asked: list[str] = []

    def counting(name: str, *arguments: Any) -> Any:
        asked.append(name)
        return evaluate(name, *arguments)

    column = 'IFERROR(INDEX(BEREGNER_SKJUL(elever[foer],9),ROW()-1,1),"")'
    filled = PlainTemplate(template(lambda _: None, column=column)).fill(FIELDS, evaluator=counting)
    assert asked == ["BEREGNER_SKJUL"]
    assert [shown(filled, "Elever")[f"D{row}"] for row in range(2, 9)] == [one["foer"] for one in PUPILS]


# --- How they stand ----------------------------------------------------------------------------
def filled_as(kind: str, lay: Any = lay_all, fields: dict[str, Any] = FIELDS) -> Filled:
    return xl_beregner.Template(template(lay)).fill(fields, functions=kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_shows_the_same_values(kind: str, tmp_path: Path) -> None:
    for name, filled in (("som", as_it_stands(lay_all)), (kind, filled_as(kind))):
        (tmp_path / f"{name}.xlsx").write_bytes(filled.data)
    plain, formed = (cached_values(tmp_path / f"{name}.xlsx") for name in ("som", kind))
    assert [str(one) for one in compare_values(plain, formed)] == []


@pytest.mark.prove
def test_libreoffice_calculates_what_is_sent_to_the_same_values(tmp_path: Path) -> None:
    kinds = ("native", "values")
    books = [tmp_path / f"{kind}.xlsx" for kind in kinds]
    for kind, book in zip(kinds, books, strict=True):
        book.write_bytes(filled_as(kind).data)
    for book, found in zip(books, libreoffice_values(books), strict=True):
        assert [str(one) for one in compare_values(cached_values(book), found)] == []


def test_formulon_calculates_what_is_sent_to_the_same_values(tmp_path: Path) -> None:
    book = tmp_path / "native.xlsx"
    book.write_bytes(filled_as("native").data)
    assert [str(one) for one in compare_values(cached_values(book), formulon_values(book))] == []


def test_com_has_the_plain_names_and_officejs_those_of_the_add_in() -> None:
    com, officejs = formulas(filled_as("com")), formulas(filled_as("officejs"))
    assert com["B3"] == '=IFERROR(BEREGNER_SKJUL(A1+1,3)&" x","fejl")'
    assert officejs["B3"] == '=IFERROR(_xldudf_BEREGNER_SKJUL(A1+1,3)&" x","fejl")'
    assert '<f t="array" ref="H7:I10">_xldudf_BEREGNER_UDJAEVN(' in part(filled_as("officejs").data, SECOND)
    assert formulas(filled_as("officejs"), "Elever")["D8"] == "=_xldudf_" + GAIN


def test_values_are_values_and_only_they() -> None:
    filled = filled_as("values")
    assert sorted(formulas(filled)) == ["B15", "B18"]
    assert formulas(filled, "Elever") == {}


@pytest.mark.parametrize("kind", ["native", "values"])
def test_what_is_sent_without_add_in_knows_no_function_of_ours(kind: str) -> None:
    data = filled_as(kind).data
    for name in ("xl/worksheets/sheet1.xml", SECOND, "xl/tables/table1.xml"):
        assert "BEREGNER_" not in part(data, name)


def test_a_calculated_column_gives_new_rows_the_same_form() -> None:
    def column(kind: str, lay: Any = lay_all) -> str:
        found = re.search(
            r"<calculatedColumnFormula>(.*?)</", part(filled_as(kind, lay).data, "xl/tables/table1.xml")
        )
        return found[1] if found else ""

    assert column("officejs") == "_xldudf_" + GAIN
    assert column("values") == ""
    native = html.unescape(column("native"))
    assert native.startswith("IF(COUNT(elever[[#This Row],[foer]]")
    assert {formulas(filled_as("native"), "Elever")[f"D{row}"] for row in range(2, 9)} == {"=" + native}


def test_a_held_value_does_not_point_at_its_own_cell() -> None:
    held = formulas(filled_as("native"))["F26"]
    assert "forældet" in held
    assert "F$20:F26" not in held


def test_closed_forms_stay_alive_and_others_hold_their_value() -> None:
    found = formulas(filled_as("native"))
    assert "forældet" not in found["B1"] + found["B2"] + found["B4"] + found["F13"]
    assert "forældet" in found["H7"]
    assert found["I9"].startswith('=IF(IFERROR(H7="forældet",TRUE),"forældet",')
    assert found["B16"].startswith("=IF(COUNT(B15)")  # hangs on what is held, itself alive


def test_the_word_for_outdated_is_in_the_language_spoken() -> None:
    with texts.speaking("sv"):
        assert "inaktuellt" in formulas(filled_as("native"))["H7"]


def test_styles_stay_and_a_spilling_formula_keeps_its_mark_where_it_stays_a_formula() -> None:
    rows = (
        '<row r="1"><c r="A1"/><c r="B1" s="1" cm="1"><f t="array" ref="B1:C2">BEREGNER_X(A1)</f><v>9</v></c>'
        '<c r="C1" s="2"><v>9</v></c></row><row r="2"><c r="B2" s="3"><v>9</v></c></row>'
    )
    data = workbook({"Ark1": sheet(rows)}, {"felt_a": "Ark1!$A$1"}, chain=(("B1", 1),))
    answer = {"evaluator": lambda name, argument: [[argument, 20.0], ["ord", None]]}
    com = PlainTemplate(data).fill({"a": 3}, form=Form("com"), **answer).data
    assert 's="1" cm="1"><f t="array" ref="B1:C2">BEREGNER_X(A1)</f><v>3</v>' in part(
        com, "xl/worksheets/sheet1.xml"
    )
    plain = PlainTemplate(data).fill({"a": 3}, form=Form("values"), **answer).data
    assert re.findall(r'<c r="[BC]\d".*?</c>', part(plain, "xl/worksheets/sheet1.xml")) == [
        '<c r="B1" s="1"><v>3</v></c>',
        '<c r="C1" s="2"><v>20</v></c>',
        '<c r="B2" s="3" t="str"><v>ord</v></c>',
        '<c r="C2" t="str"><v></v></c>',
    ]
    assert "calcChain" in part(com, "[Content_Types].xml")
    assert "calcChain" not in part(plain, "[Content_Types].xml")


@pytest.mark.parametrize("kind", KINDS)
def test_filling_twice_gives_the_same_bytes(kind: str) -> None:
    made = xl_beregner.Template(template(lay_all))
    first = made.fill(FIELDS, functions=kind).data
    made.fill({**FIELDS, "maal": 1.0, "elever": PUPILS[:2] * 2}, functions=kind)
    assert made.fill(FIELDS, functions=kind).data == first


def test_a_template_without_functions_of_ours_is_the_same_in_every_form() -> None:
    made = xl_beregner.Template(template(lambda _: None, column="=elever[[#This Row],[efter]]"))
    assert len({made.fill(FIELDS, functions=kind).data for kind in KINDS}) == 1
    assert not made.has_functions


def test_a_blank_cell_under_an_ordinary_formula_shows_what_the_formula_shows() -> None:
    fields = {**FIELDS, "elever": [{**PUPILS[0], "efter": None}, *PUPILS[1:]]}
    filled = filled_as("native", lambda _: None, fields)
    assert shown(filled, "Elever").get("D2") is None  # the function alone would be #N/A
    assert filled.warnings == ()


def test_a_value_that_cannot_be_compared_everywhere_alike_is_told() -> None:
    def lay(sheet: Worksheet) -> None:
        sheet.write_row("D1", [True, 2, 3])
        sheet.write_formula("B1", "BEREGNER_MAALT(D1:F1)")

    filled = PlainTemplate(template(lay, column="=1")).fill(
        FIELDS, evaluator=lambda name, *arguments: [[7.0]], form=Form("native")
    )
    assert [(fault.key, fault.facts["celle"]) for fault in filled.warnings] == [("live_kun_vaerdi", "B1")]
    assert shown(filled)["B1"] == 7
    assert "B1" not in formulas(filled)


def test_a_form_is_the_same_object_each_time_so_that_plans_are_kept() -> None:
    assert form("native") is form("native")
    assert AS_THEY_STAND.kind is None


def test_an_evaluator_that_fails_otherwise_is_a_bug_and_says_so() -> None:
    def evaluator(name: str, *arguments: Any) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        PlainTemplate(template(lay_all)).fill(FIELDS, evaluator=evaluator)


def test_an_answer_without_rows_is_blank() -> None:
    made = PlainTemplate(template(one("BEREGNER_INTET(A1)"), column="=1"))
    assert shown(made.fill(FIELDS, evaluator=lambda name, argument: [])).get("B1") is None


def test_a_shared_formula_of_ours_is_brought_into_each_form_in_all_its_cells() -> None:
    rows = (
        '<row r="1"><c r="A1"/><c r="B1"><f t="shared" ref="B1:B2" si="0">BEREGNER_X(A1)</f><v>9</v></c>'
        "</row>"
        '<row r="2"><c r="A2"><v>4</v></c><c r="B2"><f t="shared" si="0"/><v>9</v></c></row>'
    )
    data = workbook({"Ark1": sheet(rows)}, {"felt_a": "Ark1!$A$1"})
    for kind, texts_wanted in (
        ("officejs", ["_xldudf_BEREGNER_X(A1)", "_xldudf_BEREGNER_X(A2)"]),
        ("values", []),
    ):
        made = PlainTemplate(data).fill({"a": 3}, evaluator=lambda _, one: [[one]], form=Form(kind)).data
        assert re.findall(r"<f[^>]*>([^<]+)</f>", part(made, "xl/worksheets/sheet1.xml")) == texts_wanted
        assert values(made, "Ark1", shown=True) == {"A1": 3, "B1": 3, "A2": 4, "B2": 4}


def test_a_list_without_rows_leaves_a_formula_for_the_first() -> None:
    filled = filled_as("native", lambda _: None, {**FIELDS, "elever": []})
    assert list(formulas(filled, "Elever")) == ["D2"]
    assert shown(filled, "Elever").get("D2") is None


def test_an_error_of_a_function_inside_another_is_its_own() -> None:
    def evaluator(name: str, *arguments: Any) -> Any:
        if name == "BEREGNER_INDRE":
            raise MissingValueError("celle_mangler", argument="x")
        raise AssertionError("the outer function is not asked")

    made = PlainTemplate(template(one("BEREGNER_YDRE(BEREGNER_INDRE(A1),2)"), column="=1"))
    filled = made.fill(FIELDS, evaluator=evaluator)
    assert shown(filled)["B1"] == "#N/A"
