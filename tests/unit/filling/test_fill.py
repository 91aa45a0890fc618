"""Filling: what is touched is right, and what is not touched is the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import math
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.filling.excel_shaped import MAIN, part, parts_of, sheet, table, values, workbook

import xl_beregner.texts  # noqa: F401  (errors are told in words)
from xl_beregner.errors import CellTypeError, OutputError, TemplateError
from xl_beregner.filling import Template, fill_template

# Attributes as Excel 365 writes them; row 3 is missing, row 5 is one tag, D has a style of its own.
ROWS = (
    '<row r="1" spans="1:3" ht="21" customHeight="1" x14ac:dyDescent="0.35"><c r="A1" s="1" t="s">'
    "<v>0</v></c>"
    '<c r="C1" s="2"/></row>'
    '<row r="2" spans="1:3" x14ac:dyDescent="0.25"><c r="A2" t="s"><v>1</v></c><c r="C2"><v>17</v></c></row>'
    '<row r="5" spans="1:3" s="3" customFormat="1" x14ac:dyDescent="0.25"/>'
    '<row r="9" spans="1:3"><c r="A9" t="b"><v>1</v></c></row>'
)
COLUMNS = '<cols><col min="4" max="4" width="12" style="2" customWidth="1"/></cols>'
SHEET = "xl/worksheets/sheet1.xml"


def book(names: dict[str, str], rows: str = ROWS, **more: Any) -> bytes:
    return workbook({"Ark1": sheet(rows, before=COLUMNS)}, names, strings=("Skole", "Elever"), **more)


def cells_of(data: bytes) -> dict[str, str]:
    found = re.findall(r'<c r="([A-Z]+\d+)"([^>]*?(?:/>|>.*?</c>))', part(data, SHEET))
    return {place: rest.strip() for place, rest in found}


def test_an_existing_cell_gets_its_value_and_keeps_its_style() -> None:
    filled = Template(book({"felt_a": "Ark1!$A$1", "felt_b": "Ark1!$C$1"})).fill({"a": 7.4, "b": "Æ & <b>"})
    assert cells_of(filled.data)["A1"] == 's="1"><v>7.4</v></c>'
    assert values(filled.data, "Ark1")["C1"] == "Æ & <b>"
    assert 's="2"' in cells_of(filled.data)["C1"]


def test_only_the_touched_cell_changes_in_a_touched_sheet() -> None:
    data = book({"felt_a": "Ark1!$A$2"})
    before, after = part(data, SHEET), part(Template(data).fill({"a": 3}).data, SHEET)
    assert after == before.replace('<c r="A2" t="s"><v>1</v></c>', '<c r="A2"><v>3</v></c>')


def test_every_other_part_is_the_same_bytes() -> None:
    data = book({"felt_a": "Ark1!$A$2"}, parts={"xl/theme/theme1.xml": ("", b"<a:theme/>\x0a")})
    before, after = parts_of(data), parts_of(Template(data).fill({"a": 3}).data)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {SHEET}


def test_a_missing_cell_is_put_in_its_place_with_the_style_excel_would_give_it() -> None:
    names = {"felt_a": "Ark1!$B$1", "felt_b": "Ark1!$D$2", "felt_c": "Ark1!$B$5", "felt_d": "Ark1!$D$3"}
    filled = Template(book(names)).fill({"a": 1, "b": 2, "c": 3, "d": 4})
    assert list(cells_of(filled.data)) == ["A1", "B1", "C1", "A2", "C2", "D2", "D3", "B5", "A9"]
    assert cells_of(filled.data)["B1"] == "><v>1</v></c>"
    assert cells_of(filled.data)["D2"] == 's="2"><v>2</v></c>'  # the column's
    assert cells_of(filled.data)["B5"] == 's="3"><v>3</v></c>'  # the row's
    assert cells_of(filled.data)["D3"] == 's="2"><v>4</v></c>'


def test_missing_rows_are_put_in_order() -> None:
    names = {"felt_a": "Ark1!$A$12", "felt_b": "Ark1!$A$3", "felt_c": "Ark1!$B$4"}
    after = part(Template(book(names)).fill({"a": 1, "b": 2, "c": 3}).data, SHEET)
    assert re.findall(r'<row r="(\d+)"', after) == ["1", "2", "3", "4", "5", "9", "12"]


def test_the_extent_of_sheet_and_rows_takes_new_cells_in() -> None:
    data = book({"felt_a": "Ark1!$F$2", "felt_b": "Ark1!$A$12"})
    after = part(Template(data).fill({"a": 1, "b": 2}).data, SHEET)
    assert '<dimension ref="A1:F12"/>' in after
    assert '<row r="2" spans="1:6" x14ac:dyDescent="0.25">' in after
    assert '<row r="1" spans="1:3" ' in after


@pytest.mark.parametrize("empty", ["", "<sheetData/>"])
def test_a_sheet_without_cells_gets_its_first(empty: str) -> None:
    own = (
        sheet("", dimension="A1")
        if not empty
        else sheet("", dimension="A1").replace("<sheetData></sheetData>", empty)
    )
    filled = Template(workbook({"Ark1": own}, {"felt_a": "Ark1!$C$4"})).fill({"a": "x"})
    assert values(filled.data, "Ark1") == {"C4": "x"}
    assert '<dimension ref="C4"/>' in part(filled.data, SHEET)


def test_prefixed_markup_is_filled_in_its_own_prefix() -> None:
    own = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2" s="1"/>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    names = {"felt_a": "Ark1!$B$2", "felt_b": "Ark1!$C$2", "felt_c": "Ark1!$A$3"}
    filled = Template(workbook({"Ark1": own}, names)).fill({"a": 1, "b": "æ", "c": True})
    assert "<row" not in part(filled.data, SHEET)
    assert values(filled.data, "Ark1") == {"B2": 1, "C2": "æ", "A3": True}


def test_rows_and_cells_that_leave_their_number_to_their_order_are_numbered() -> None:
    own = sheet('<row><c t="str"><v>x</v></c><c/></row><row><c><v>1</v></c></row>')
    filled = Template(workbook({"Ark1": own}, {"felt_a": "Ark1!$B$1", "felt_b": "Ark1!$C$1"})).fill(
        {"a": 5, "b": 6}
    )
    assert values(filled.data, "Ark1") == {"A1": "x", "B1": 5, "C1": 6, "A2": 1}


def test_what_is_blank_leaves_a_blank_cell_with_its_style() -> None:
    filled = Template(book({"felt_a": "Ark1!$A$1"})).fill({"a": math.nan})
    assert cells_of(filled.data)["A1"] == 's="1"/>'
    assert filled.written == {"felt_a": None}


def test_a_date_is_a_number_in_the_workbooks_own_days() -> None:
    names = {"felt_a": "Ark1!$A$1"}
    day = dt.date(2026, 9, 28)
    assert cells_of(Template(book(names)).fill({"a": day}).data)["A1"] == 's="1"><v>46293</v></c>'
    since_1904 = book(names, properties=' date1904="1"')
    assert cells_of(Template(since_1904).fill({"a": day}).data)["A1"] == 's="1"><v>44831</v></c>'


def test_a_list_is_written_from_the_top_and_its_spare_rows_are_blank() -> None:
    names = {"felt_l__a": "Ark1!$A$1:$A$3", "felt_l__b": "Ark1!$C$1:$C$3"}
    filled = Template(book(names)).fill({"l": [{"a": 1.5, "b": "x"}, {"a": None, "b": "y"}]})
    held = values(filled.data, "Ark1")
    assert {place: held.get(place) for place in ("A1", "A2", "A3", "C1", "C2", "C3")} == {
        "A1": 1.5,
        "A2": None,
        "A3": None,
        "C1": "x",
        "C2": "y",
        "C3": None,
    }
    assert filled.written == {"felt_l__a": [1.5, None], "felt_l__b": ["x", "y"]}


def test_answers_are_never_written() -> None:
    data = book({"felt_a": "Ark1!$A$1", "svar_b": "Ark1!$C$2", "svar_l__c": "Ark1!$D$1:$D$4"})
    filled = Template(data).fill({"a": 1, "b": 2, "l": [{"c": 3}]})
    assert cells_of(filled.data)["C2"] == "><v>17</v></c>"
    assert "D1" not in cells_of(filled.data)


def faults(data: bytes, fields: dict[str, Any]) -> list[tuple[str, Any]]:
    with pytest.raises(TemplateError) as caught:
        Template(data).fill(fields)
    assert "…" not in str(caught.value)
    return [(fault.key, fault.facts["celle"]) for fault in caught.value.faults]


def test_a_field_nobody_knows_is_told_with_the_one_that_was_meant() -> None:
    data = book({"felt_skole_navn": "Ark1!$A$1", "felt_tal__noegle": "Ark1!$B$1:$B$2", "felt_x": "Ark1!$A$9"})
    with pytest.raises(TemplateError) as caught:
        Template(data).fill({"skolenavn": "A", "tal": [{"nogle": 1}]})
    assert [(fault.key, fault.facts.get("mente")) for fault in caught.value.faults] == [
        ("filling_ukendt_felt_mente", "skolenavn"),
        ("filling_ukendt_felt", None),
        ("filling_ukendt_felt_mente", "nogle"),
    ]
    assert "Mente du ”skolenavn”?" in str(caught.value)


def test_a_field_that_only_some_rows_have_is_blank_in_the_others() -> None:
    filled = Template(book({"felt_l__a": "Ark1!$A$1:$A$2"})).fill({"l": [{"A": 1}, {}]})
    assert filled.written == {"felt_l__a": [1, None]}


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (math.inf, ("filling_uendelig", "A2")),
        ("x" * 32_768, ("filling_tekst_for_lang", "A2")),
        ([1], ("filling_vaerditype", "A2")),
        (dt.date(1899, 1, 1), ("filling_dato_for_tidlig", "A2")),
    ],
)
def test_a_value_no_cell_can_hold_is_told_with_its_cell(value: Any, fault: tuple[str, str]) -> None:
    data = book({"felt_l__a": "Ark1!$A$1:$A$2"})
    assert faults(data, {"l": [{"a": 1}, {"a": value}]}) == [fault]


@pytest.mark.parametrize("rows", [3, "abc", {"a": 1}, [1, 2], None])
def test_a_list_that_is_none_is_told(rows: Any) -> None:
    assert faults(book({"felt_l__a": "Ark1!$A$1:$A$2"}), {"l": rows}) == [("filling_ikke_liste", "A1")]


def test_a_list_where_one_value_belongs_is_told() -> None:
    assert faults(book({"felt_a": "Ark1!$A$1"}), {"a": [1]}) == [("filling_ikke_vaerdi", "A1")]


def test_a_list_without_room_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    data = book({"felt_l__a": "Ark1!$A$1:$A$2"})
    target = tmp_path / "ud.xlsx"
    with pytest.raises(TemplateError) as caught:
        Template(data).fill({"l": [{"a": n} for n in range(3)]}, target)
    (fault,) = caught.value.faults
    assert (fault.key, fault.facts["raekker"], fault.facts["antal"]) == ("filling_ingen_plads", "1–2", 3)
    assert list(tmp_path.iterdir()) == []


FORMULAS = (
    '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>4</v></c>'
    '<c r="C1" t="str"><f>"x"&amp;A1</f><v>x2</v></c></row>'
    '<row r="2"><c r="A2"><v>3</v></c><c r="B2" s="1"><f t="shared" si="0"/><v>6</v></c></row>'
    '<row r="3"><c r="A3"><v>4</v></c><c r="B3"><f t="shared" si="0"/><v>8</v></c>'
    '<c r="C3" t="b"><f>A3&gt;3</f><v>1</v></c><c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
)
CHAIN = (("B1", 1), ("B2", 1), ("B3", 1), ("C1", 1), ("C3", 1), ("D3", 1))


def test_formulas_keep_their_text_and_get_their_values() -> None:
    data = book({"felt_l__a": "Ark1!$A$1:$A$3"}, FORMULAS, chain=CHAIN)
    filled = Template(data).fill({"l": [{"a": 10}, {"a": 0.5}, {"a": 1}]})
    cells = cells_of(filled.data)
    assert cells["B1"] == '><f t="shared" ref="B1:B3" si="0">A1*2</f><v>20</v></c>'
    assert cells["B2"] == 's="1"><f t="shared" si="0"/><v>1</v></c>'
    assert cells["C1"] == 't="str"><f>"x"&amp;A1</f><v>x10</v></c>'
    assert cells["C3"] == 't="b"><f>A3&gt;3</f><v>0</v></c>'
    assert cells["D3"] == 't="e"><f>1/0</f><v>#DIV/0!</v></c>'
    (told,) = filled.warnings
    assert (told.key, told.facts["celle"], told.facts["antal"]) == ("filling_formel_fejl", "D3", 1)


def test_no_value_of_the_last_workbook_is_left_in_the_next() -> None:
    template = Template(book({"felt_l__a": "Ark1!$A$1:$A$3"}, FORMULAS))
    first = template.fill({"l": [{"a": 10}, {"a": 20}, {"a": 30}]})
    template.fill({"l": []})
    assert template.fill({"l": [{"a": 10}, {"a": 20}, {"a": 30}]}).data == first.data
    assert "<v>0</v>" in cells_of(template.fill({"l": []}).data)["B1"]


def test_without_calculation_no_formula_shows_a_value_and_that_is_told() -> None:
    data = book({"felt_l__a": "Ark1!$A$1:$A$3"}, FORMULAS, chain=CHAIN)
    filled = Template(data).fill({"l": [{"a": 10}]}, recalculate=False)
    cells = cells_of(filled.data)
    assert cells["B1"] == '><f t="shared" ref="B1:B3" si="0">A1*2</f></c>'
    assert cells["C1"] == '><f>"x"&amp;A1</f></c>'
    assert [(fault.key, fault.facts["antal"]) for fault in filled.warnings] == [("filling_uden_vaerdier", 6)]


def test_the_order_of_calculation_is_kept_where_the_formulas_are() -> None:
    data = book({"felt_l__a": "Ark1!$A$1:$A$3"}, FORMULAS, chain=CHAIN)
    after = parts_of(Template(data).fill({"l": [{"a": 10}]}).data)
    assert after["xl/calcChain.xml"] == parts_of(data)["xl/calcChain.xml"]


def test_a_formula_nobody_can_calculate_shows_no_value_and_is_named() -> None:
    rows = (
        '<row r="1"><c r="A1"/><c r="B1"><f>_xlfn.WEBSERVICE(A1)</f><v>9</v></c>'
        '<c r="C1"><f>B1+1</f><v>10</v></c><c r="D1"><f>A1+1</f><v>1</v></c></row>'
    )
    filled = Template(book({"felt_a": "Ark1!$A$1"}, rows)).fill({"a": 1})
    cells = cells_of(filled.data)
    assert "<v>" not in cells["B1"] + cells["C1"]
    assert cells["D1"] == "><f>A1+1</f><v>2</v></c>"
    assert sorted(fault.facts["celle"] for fault in filled.warnings) == ["B1", "C1"]


OWN = (
    '<row r="1"><c r="A1"/><c r="B1"><f>_xldudf_BEREGNER_SUM(A1,Ark1!A2:B2,2.5,"x")</f><v>9</v></c>'
    '<c r="C1"><f>B1*10</f><v>0</v></c></row>'
    '<row r="2"><c r="A2"><v>4</v></c><c r="B2"><f>A1+1</f></c>'
    '<c r="C2"><f>INDEX(BEREGNER_SUM(C1),1,2)</f></c><c r="D2"><f>1+BEREGNER_SUM(A1)</f></c></row>'
)


def test_cells_of_ours_are_answered_by_the_evaluator() -> None:
    asked = []

    def evaluator(name: str, *arguments: Any) -> list[list[Any]]:
        asked.append((name, arguments))
        return [[100.0, "anden"]]

    filled = Template(book({"felt_a": "Ark1!$A$1"}, OWN)).fill({"a": 3}, evaluator=evaluator)
    cells = cells_of(filled.data)
    assert cells["B1"].endswith("</f><v>100</v></c>")
    assert cells["C1"] == "><f>B1*10</f><v>1000</v></c>"
    assert cells["C2"] == 't="str"><f>INDEX(BEREGNER_SUM(C1),1,2)</f><v>anden</v></c>'
    assert ("BEREGNER_SUM", (3, [[4.0, 4.0]], 2.5, "x")) in asked
    assert ("BEREGNER_SUM", (1000.0,)) in asked
    assert cells["D2"] == "><f>1+BEREGNER_SUM(A1)</f><v>101</v></c>"
    assert filled.warnings == ()


def test_an_answer_that_fills_several_cells_fills_them() -> None:
    rows = (
        '<row r="1"><c r="A1"/><c r="B1" cm="1"><f t="array" ref="B1:C2">BEREGNER_X(A1)</f><v>9</v></c>'
        '<c r="C1" s="1"><v>9</v></c></row>'
        '<row r="2"><c r="A2"><f>SUM(B1:C2)</f><v>0</v></c><c r="B2"><v>9</v></c><c r="C2"><v>9</v></c></row>'
    )
    filled = Template(book({"felt_a": "Ark1!$A$1"}, rows)).fill(
        {"a": 3}, evaluator=lambda name, argument: [[argument, 20.0], ["ord", None]]
    )
    cells = cells_of(filled.data)
    assert cells["B1"] == 'cm="1"><f t="array" ref="B1:C2">BEREGNER_X(A1)</f><v>3</v></c>'
    assert cells["C1"] == 's="1"><v>20</v></c>'
    assert cells["B2"] == 't="str"><v>ord</v></c>'
    assert cells["C2"] == 't="str"><v></v></c>'  # a blank of an answer is an empty text in Excel
    assert cells["A2"] == "><f>SUM(B1:C2)</f><v>23</v></c>"
    assert filled.warnings == ()


def test_an_error_of_ours_is_an_error_in_the_cell() -> None:
    def evaluator(name: str, *arguments: Any) -> list[list[Any]]:
        raise CellTypeError("celle_ikke_tal", fundet="x")

    filled = Template(book({"felt_a": "Ark1!$A$1"}, OWN)).fill({"a": 3}, evaluator=evaluator)
    assert cells_of(filled.data)["B1"].startswith('t="e">')
    assert cells_of(filled.data)["C1"] == 't="e"><f>B1*10</f><v>#VALUE!</v></c>'


def test_without_an_evaluator_cells_of_ours_and_what_hangs_on_them_show_nothing_old() -> None:
    filled = Template(book({"felt_a": "Ark1!$A$1"}, OWN)).fill({"a": 3})
    assert "<v>" not in cells_of(filled.data)["B1"]
    assert "B1" in {fault.facts["celle"] for fault in filled.warnings}


def test_properties_are_added_where_there_are_none() -> None:
    filled = Template(book({"felt_a": "Ark1!$A$1"})).fill({"a": 1}, properties={"xb_enhed_nr": "101 & <1>"})
    import openpyxl

    found = openpyxl.load_workbook(io.BytesIO(filled.data)).custom_doc_props
    assert {prop.name: prop.value for prop in found.props} == {"xb_enhed_nr": "101 & <1>"}
    assert Template(filled.data).properties == {"xb_enhed_nr": "101 & <1>"}


def test_properties_that_are_there_are_changed_in_their_place() -> None:
    template = Template(book({"felt_a": "Ark1!$A$1"})).fill({"a": 1}, properties={"a": "1", "b": "2"}).data
    filled = Template(template).fill({"a": 1}, properties={"B": "3", "c": "4"})
    assert Template(filled.data).properties == {"a": "1", "b": "3", "c": "4"}
    assert list(parts_of(filled.data)) == list(parts_of(template))
    pids = re.findall(r'pid="(\d+)"', part(filled.data, "docProps/custom.xml"))
    assert pids == ["2", "3", "4"]


FIELDS = st.fixed_dictionaries(
    {
        "a": st.one_of(
            st.none(), st.text(max_size=20), st.floats(-9e307, 9e307) | st.just(math.nan), st.booleans()
        ),
        "l": st.lists(
            st.fixed_dictionaries(
                {"x": st.one_of(st.none(), st.floats(-1e9, 1e9)), "y": st.text(max_size=9)}
            ),
            max_size=6,
        ),
    }
)
GROWING = workbook(
    {
        "Ark1": sheet(
            '<row r="1"><c r="A1" t="str"><v>x</v></c><c r="B1" t="str"><v>y</v></c></row>'
            '<row r="2"><c r="A2"/><c r="B2"/></row><row r="3"><c r="A3"/><c r="B3"/></row>'
        )
    },
    {"felt_l__x": "Ark1!$A$2:$A$3", "felt_l__y": "Ark1!$B$2:$B$3", "felt_a": "Ark1!$D$1"},
    tables={"Ark1": [table(1, "tblL", "A1:B3", {"x": None, "y": None})]},
)


@given(FIELDS)
def test_the_same_input_gives_the_same_bytes(fields: dict[str, Any]) -> None:
    template = Template(GROWING)
    first = template.fill(fields)
    template.fill({"a": "noget andet", "l": [{"x": 1, "y": "z"}] * 5})
    assert template.fill(fields).data == first.data == Template(GROWING).fill(fields).data


@given(FIELDS)
def test_what_is_written_reads_back(fields: dict[str, Any]) -> None:
    filled = Template(GROWING).fill(fields)
    held = values(filled.data, "Ark1")
    for at, (x, y) in enumerate(zip(filled.written["felt_l__x"], filled.written["felt_l__y"], strict=True)):  # type: ignore[arg-type]
        assert held.get(f"A{at + 2}") == x
        assert held.get(f"B{at + 2}") == _as_openpyxl_reads(y)


def _as_openpyxl_reads(text: Any) -> Any:
    # openpyxl leaves _x0007_ as it stands, and a lone line break in Windows' form as XML reads it.
    from xl_beregner.ooxml.encode import escape_text

    return None if text is None else re.sub("&(amp|lt|gt);", _entity, escape_text(text))


def _entity(found: re.Match[str]) -> str:
    return {"amp": "&", "lt": "<", "gt": ">"}[found[1]]


def test_a_file_is_written_whole_under_its_name(tmp_path: Path) -> None:
    target = tmp_path / "æ.xlsx"
    filled = fill_template(book({"felt_a": "Ark1!$A$1"}), {"a": 1}, target)
    assert target.read_bytes() == filled.data
    assert [entry.name for entry in tmp_path.iterdir()] == ["æ.xlsx"]
    assert zipfile.ZipFile(target).testzip() is None


def test_a_file_open_in_excel_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "~$a.xlsx").write_bytes(b"")
    (tmp_path / "a.xlsx").write_bytes(b"old")
    with pytest.raises(OutputError) as caught:
        fill_template(book({"felt_a": "Ark1!$A$1"}), {"a": 1}, tmp_path / "a.xlsx")
    assert caught.value.key == "filling_fil_aaben"
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        fill_template(book({"felt_a": "Ark1!$A$1"}), {"a": 1}, tmp_path / "ikke" / "a.xlsx")
    assert caught.value.key == "filling_mappe_mangler"


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError) as caught:
        fill_template(book({"felt_a": "Ark1!$A$1"}), {"a": 1}, target)
    assert caught.value.key == "filling_ingen_adgang"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.xlsx"]
    assert target.read_bytes() == b"old"


def test_a_template_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        Template(tmp_path / "ingen.xlsx")
    assert caught.value.key == "filling_fil_mangler"
