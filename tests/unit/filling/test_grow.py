"""Lists that get longer or shorter: what must follow them does, and what is in their way stops them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from unit.filling.excel_shaped import RELATIONSHIPS, part, parts_of, sheet, table, values, workbook

import xl_beregner.texts  # noqa: F401  (errors are told in words)
from xl_beregner.errors import TemplateError
from xl_beregner.filling import Template

SHEET, TABLE, BOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"

# Rows 3–5 are the list's; E is a calculated column as a shared formula, F holds the school's answer.
ROWS = (
    '<row r="1" spans="1:8"><c r="A1"><f>SUM(C3:C5)</f><v>0</v></c><c r="B1"><f>SUM(C3:C4)</f><v>0'
    "</v></c></row>"
    '<row r="2" spans="1:8"><c r="B2" t="str"><v>navn</v></c><c r="C2" t="str"><v>a</v></c>'
    '<c r="D2" t="str"><v>b</v></c><c r="E2" t="str"><v>sum</v></c><c r="F2" t="str"><v>ord</v></c></row>'
    '<row r="3" spans="1:8"><c r="B3" s="3"/><c r="C3" s="1"/><c r="D3" s="1"/>'
    '<c r="E3" s="1"><f t="shared" ref="E3:E5" si="0">C3+$D3</f><v>0</v></c><c r="F3" s="2"/></row>'
    '<row r="4" spans="1:8"><c r="B4" s="3"/><c r="C4" s="1"/><c r="D4" s="1"/>'
    '<c r="E4" s="1"><f t="shared" si="0"/><v>0</v></c><c r="F4" s="2"/></row>'
    '<row r="5" spans="1:8" ht="30" customHeight="1"><c r="B5" s="3"/><c r="C5" s="1"/><c r="D5" s="1"/>'
    '<c r="E5" s="1"><f t="shared" si="0"/><v>0</v></c><c r="F5" s="2"/></row>'
    '<row r="7" spans="1:8"><c r="C7" s="2"/><c r="H7" t="str"><v>ved siden af</v></c></row>'
)
AFTER = (
    '<conditionalFormatting sqref="C3:C5 D4">'
    '<cfRule type="cellIs" dxfId="0" priority="1" operator="greaterThan">'
    "<formula>AVERAGE($C$3:$C$5)</formula></cfRule></conditionalFormatting>"
    '<conditionalFormatting sqref="B3:B4"><cfRule type="duplicateValues" priority="2"/>'
    "</conditionalFormatting>"
    '<dataValidations count="1"><dataValidation type="list" sqref="F3:F5"><formula1>$B$3:$B$5</formula1>'
    "</dataValidation></dataValidations>"
)
EXTENSION = (
    f'<extLst><ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}">'
    f"<x14:conditionalFormattings>"
    f'<x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="dataBar" id="{{0}}"><x14:dataBar>'
    '<x14:cfvo type="num"><xm:f>MAX($C$3:$C$5)</xm:f></x14:cfvo><x14:cfvo type="autoMax"/></x14:dataBar>'
    "</x14:cfRule><xm:sqref>D3:D5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
    f'<ext xmlns:x14="{X14}" uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}">'
    f'<x14:sparklineGroups xmlns:xm="{XM}"><x14:sparklineGroup><x14:sparklines>'
    + "".join(
        f"<x14:sparkline><xm:f>Ark1!$C${row}:$D${row}</xm:f><xm:sqref>G{row}</xm:sqref></x14:sparkline>"
        for row in (3, 4, 5)
    )
    + "<x14:sparkline><xm:f>Ark1!C3:C5</xm:f><xm:sqref>G1</xm:sqref></x14:sparkline>"
    "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
COLUMNS = {"navn": None, "a": None, "b": None, "sum": "C3+$D3", "ord": None}
NAMES = {
    "felt_l__navn": "Ark1!$B$3:$B$5",
    "felt_l__a": "Ark1!$C$3:$C$5",
    "felt_l__b": "Ark1!$D$3:$D$5",
    "svar_l__ord": "Ark1!$F$3:$F$5",
    "med_overskrift": "Ark1!$C$2:$C$5",
    "en_del": "Ark1!$C$3:$C$4",
    "ved_siden_af": "Ark1!$H$3:$H$5",
}
PRINT_AREA = '<definedName name="_xlnm.Print_Area" localSheetId="0">Ark1!$A$1:$H$5</definedName>'
CHART = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:ser><c:cat><c:strRef>'
    '<c:f>Ark1!$B$3:$B$5</c:f><c:strCache><c:ptCount val="3"/><c:pt idx="0"><c:v>gammel</c:v>'
    "</c:pt></c:strCache>"
    "</c:strRef></c:cat><c:val><c:numRef><c:f>Ark1!$C$3:$C$5</c:f><c:numCache><c:formatCode>0.0"
    "</c:formatCode>"
    '<c:ptCount val="3"/><c:pt idx="0"><c:v>99</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>'
    "<c:ser><c:val>"
    '<c:numRef><c:f>Andet!$A$1:$A$2</c:f><c:numCache><c:ptCount val="2"/><c:pt idx="0"><c:v>5</c:v></c:pt>'
    "</c:numCache></c:numRef></c:val></c:ser></c:chartSpace>"
)
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHAIN = (("A1", 1), ("B1", 1), ("E3", 1), ("E4", 1), ("E5", 1), ("A1", 2))


def book(rows: str = ROWS, *, after: str = AFTER, own: str | None = None, **more: Any) -> bytes:
    xml = sheet(rows, after=after, dimension="A1:H7").replace("</worksheet>", EXTENSION + "</worksheet>")
    arguments: dict[str, Any] = {
        "names": NAMES,
        "tables": {"Ark1": [own or table(1, "tblL", "B2:F5", COLUMNS)]},
        "chain": CHAIN,
        "names_xml": PRINT_AREA,
        "parts": {"xl/charts/chart1.xml": (CHART_TYPE, CHART)},
    }
    other = sheet('<row r="1"><c r="A1"><f>AVERAGE(Ark1!$C$3:$C$5)</f><v>0</v></c></row>')
    return workbook({"Ark1": xml, "Andet": other}, **{**arguments, **more})


def rows_of(count: int) -> dict[str, Any]:
    return {"l": [{"navn": f"n{at}", "a": at + 0.5, "b": 10 * at} for at in range(count)]}


def filled(count: int, data: bytes | None = None, **how: Any) -> bytes:
    return Template(data or book()).fill(rows_of(count), **how).data


@pytest.mark.parametrize(("count", "last"), [(5, 7), (3, 5), (2, 4), (1, 3), (0, 3)])
def test_the_table_is_as_long_as_the_list(count: int, last: int) -> None:
    after = part(filled(count), TABLE)
    assert f'ref="B2:F{last}"' in after
    assert f'<autoFilter ref="B2:F{last}"/>' in after
    assert "<calculatedColumnFormula>C3+$D3</calculatedColumnFormula>" in after


def test_new_rows_look_and_calculate_like_the_last_one() -> None:
    after = part(filled(5), SHEET)
    assert (
        '<row r="6" spans="1:8" ht="30" customHeight="1"><c r="B6" s="3" t="inlineStr"><is>'
        '<t xml:space="preserve">n3</t></is></c><c r="C6" s="1"><v>3.5</v></c><c r="D6" s="1"><v>30</v></c>'
        '<c r="E6" s="1"><f>C6+$D6</f><v>33.5</v></c><c r="F6" s="2"/></row>'
    ) in after
    assert '<row r="7" spans="1:8"><c r="B7" s="3"' in after  # the row was there, with a cell beside
    assert '<c r="C7" s="1"><v>4.5</v></c>' in after
    assert 'r="H7" t="str"><v>ved siden af</v>' in after


def test_lost_rows_are_plain_and_blank() -> None:
    after = part(filled(1), SHEET)
    assert '<row r="4" spans="1:8"></row><row r="5" spans="1:8" ht="30" customHeight="1"></row>' in after
    assert '<c r="E3" s="1"><f>C3+$D3</f><v>0.5</v></c>' in after


def test_an_empty_list_leaves_one_blank_row() -> None:
    after = part(filled(0), SHEET)
    assert '<c r="B3" s="3"/><c r="C3" s="1"/>' in after
    assert "<v>0</v></c>" in re.findall(r'<c r="E3".*?</c>', after)[0]


def test_a_shared_formula_is_broken_up_only_where_it_lost_a_cell() -> None:
    assert 't="shared" ref="E3:E5" si="0">C3+$D3</f>' in part(filled(5), SHEET)
    shorter = part(filled(2), SHEET)
    assert "shared" not in shorter
    assert "<f>C4+$D4</f>" in shorter


@pytest.mark.parametrize(("count", "last"), [(5, 7), (2, 4), (1, 3)])
def test_what_covers_the_list_exactly_follows(count: int, last: int) -> None:
    data = filled(count)
    names = dict(re.findall(r'<definedName name="([^"]+)"[^>]*>([^<]*)', part(data, BOOK)))
    assert names["felt_l__a"] == f"Ark1!$C$3:$C${last}"
    assert names["svar_l__ord"] == f"Ark1!$F$3:$F${last}"
    assert names["med_overskrift"] == f"Ark1!$C$2:$C${last}"
    assert names["_xlnm.Print_Area"] == f"Ark1!$A$1:$H${last}"
    after = part(data, SHEET)
    assert f"<f>SUM(C3:C{last})</f>" in after
    assert f'sqref="{"C3" if last == 3 else f"C3:C{last}"} D4"' in after
    assert f"<formula>AVERAGE($C$3:$C${last})</formula>" in after
    assert f'sqref="{"F3" if last == 3 else f"F3:F{last}"}"><formula1>$B$3:$B${last}</formula1>' in after
    assert f"<xm:f>MAX($C$3:$C${last})</xm:f>" in after
    assert f"<xm:sqref>{'D3' if last == 3 else f'D3:D{last}'}</xm:sqref>" in after
    assert f"AVERAGE(Ark1!$C$3:$C${last})" in part(data, "xl/worksheets/sheet2.xml")
    assert f"<c:f>Ark1!$C$3:$C${last}</c:f>" in part(data, "xl/charts/chart1.xml")


@pytest.mark.parametrize("count", [5, 2])
def test_what_covers_part_of_the_list_or_lies_beside_it_stays(count: int) -> None:
    data = filled(count)
    names = dict(re.findall(r'<definedName name="([^"]+)"[^>]*>([^<]*)', part(data, BOOK)))
    assert names["en_del"] == "Ark1!$C$3:$C$4"
    assert names["ved_siden_af"] == "Ark1!$H$3:$H$5"
    assert "<f>SUM(C3:C4)</f>" in part(data, SHEET)
    assert '<selection activeCell="B2" sqref="B2"/>' in part(data, SHEET)


def test_each_row_has_its_sparkline() -> None:
    def sparklines(count: int) -> list[tuple[str, str]]:
        found = re.findall(r"<xm:f>([^<]*)</xm:f><xm:sqref>(G\d+)</xm:sqref>", part(filled(count), SHEET))
        return sorted((place, formula) for formula, place in found)

    assert sparklines(5) == [
        ("G1", "Ark1!C3:C7"),
        *((f"G{row}", f"Ark1!$C${row}:$D${row}") for row in (3, 4, 5, 6, 7)),
    ]
    assert sparklines(1) == [("G1", "Ark1!C3:C3"), ("G3", "Ark1!$C$3:$D$3")]


def test_a_chart_shows_the_values_of_this_workbook() -> None:
    after = part(filled(4), "xl/charts/chart1.xml")
    assert (
        '<c:formatCode>0.0</c:formatCode><c:ptCount val="4"/><c:pt idx="0"><c:v>0.5</c:v></c:pt>'
        '<c:pt idx="1"><c:v>1.5</c:v></c:pt><c:pt idx="2"><c:v>2.5</c:v></c:pt>'
        '<c:pt idx="3"><c:v>3.5</c:v></c:pt>'
        "</c:numCache>"
    ) in after
    assert '<c:strCache><c:ptCount val="4"/><c:pt idx="0"><c:v>n0</c:v></c:pt>' in after
    assert "gammel" not in after
    assert '<c:ptCount val="2"/><c:pt idx="0"><c:v>2</c:v></c:pt></c:numCache>' in after  # a formula's value


def test_a_chart_shows_no_value_of_a_formula_nobody_calculated() -> None:
    after = part(filled(3, recalculate=False), "xl/charts/chart1.xml")
    assert '<c:f>Andet!$A$1:$A$2</c:f><c:numCache><c:ptCount val="2"/></c:numCache>' in after


def test_the_order_of_calculation_goes_when_formulas_come_or_go() -> None:
    for count in (5, 2):
        after = parts_of(filled(count))
        assert "xl/calcChain.xml" not in after
        assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    assert parts_of(filled(3))["xl/calcChain.xml"] == parts_of(book())["xl/calcChain.xml"]


def test_values_are_those_of_the_longer_list() -> None:
    data = filled(5)
    assert values(data, "Ark1", shown=True)["A1"] == 12.5
    assert values(data, "Andet", shown=True)["A1"] == 2.5
    held = values(data, "Ark1", shown=True)
    assert [held[f"E{row}"] for row in range(3, 8)] == [0.5, 11.5, 22.5, 33.5, 44.5]


def test_growing_and_shrinking_in_turn_leaves_no_trace() -> None:
    template = Template(book())
    first = {count: template.fill(rows_of(count)).data for count in (3, 5, 1, 0, 4)}
    for count, data in first.items():
        assert template.fill(rows_of(count)).data == data == filled(count)


def obstacle(count: int = 6, **changed: Any) -> list[tuple[str, Any, Any]]:
    with pytest.raises(TemplateError) as caught:
        filled(count, book(**changed))
    assert "…" not in str(caught.value)
    return [(fault.key, fault.facts["celle"], fault.facts["raekker"]) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ('<c r="D8"><v>1</v></c>', "filling_optaget_celle"),
        ('<c r="D8" t="s"><v>0</v></c>', "filling_optaget_celle"),
        ('<c r="D8"><f>1+1</f></c>', "filling_optaget_formel"),
    ],
)
def test_a_cell_in_the_way_stops_the_list(cells: str, key: str) -> None:
    assert obstacle(rows=f'{ROWS}<row r="8">{cells}</row>', strings=("x",)) == [(key, "D8", "6–8")]


def test_a_cell_below_what_is_needed_or_beside_it_does_not() -> None:
    beside = f'{ROWS}<row r="8"><c r="A8"><v>1</v></c></row><row r="9"><c r="C9"><v>1</v></c></row>'
    held = values(filled(6, book(beside)), "Ark1")
    assert (held["A8"], held["C8"], held["C9"]) == (1, 5.5, 1)


def test_merged_cells_in_the_way_stop_the_list() -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A7:B9"/></mergeCells>'
    assert obstacle(after=merged) == [("filling_optaget_flettet", "B7", "6–8")]


def test_another_table_in_the_way_stops_the_list() -> None:
    both = [table(1, "tblL", "B2:F5", COLUMNS), table(2, "tblM", "D8:E9", {"x": None, "y": None})]
    assert ("filling_optaget_tabel", "D8", "6–8") in obstacle(tables={"Ark1": both})


@pytest.mark.parametrize("name", ["felt_x", "svar_x"])
def test_another_field_in_the_way_stops_the_list(name: str) -> None:
    data = book(names={**NAMES, name: "Ark1!$C$8"})
    with pytest.raises(TemplateError) as caught:
        Template(data).fill({**rows_of(6), "x": 1})
    assert [fault.key for fault in caught.value.faults] == ["filling_optaget_felt"]


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


@pytest.mark.parametrize(
    ("anchor", "is_in_the_way"),
    [
        ("<to><col>2</col><colOff>5</colOff><row>7</row><rowOff>5</rowOff></to>", True),
        ("<to><col>1</col><colOff>0</colOff><row>20</row><rowOff>5</rowOff></to>", False),
        ('<ext cx="9000" cy="9000"/>', False),
        ('<ext cx="9000000" cy="9000"/>', True),
    ],
)
def test_a_drawing_in_the_way_stops_the_list(anchor: str, is_in_the_way: bool) -> None:
    kind = "twoCellAnchor" if anchor.startswith("<to>") else "oneCellAnchor"
    start = "<from><col>0</col><colOff>0</colOff><row>6</row><rowOff>0</rowOff></from>"
    drawing = f'<wsDr xmlns="{DRAWING}"><{kind}>{start}{anchor}<sp/></{kind}></wsDr>'
    changed = {
        "parts": {"xl/drawings/drawing1.xml": ("application/x", drawing)},
        "sheet_links": {"Ark1": [("drawing", "../drawings/drawing1.xml")]},
    }
    if is_in_the_way:
        assert obstacle(**changed) == [("filling_optaget_tegning", "B7", "6–8")]
    else:
        assert filled(6, book(**changed))


def test_a_note_in_the_way_stops_the_list() -> None:
    notes = '<comments><commentList><comment ref="C6" authorId="0"/></commentList></comments>'
    changed = {
        "parts": {"xl/comments1.xml": ("application/x", notes)},
        "sheet_links": {"Ark1": [("comments", "../comments1.xml")]},
    }
    assert obstacle(**changed) == [("filling_optaget_note", "C6", "6–8")]
    assert RELATIONSHIPS in part(book(**changed), "xl/worksheets/_rels/sheet1.xml.rels")


def test_a_table_with_totals_keeps_its_length_or_says_why_not() -> None:
    own = table(1, "tblL", "B2:F6", COLUMNS, totals=1)
    assert filled(3, book(own=own))
    for count in (2, 4):
        with pytest.raises(TemplateError) as caught:
            filled(count, book(own=own))
        assert caught.value.key == "filling_totalraekke"


def test_more_rows_than_a_sheet_has_is_told() -> None:
    with pytest.raises(TemplateError) as caught:
        Template(book()).fill({"l": [{"navn": None, "a": None, "b": None}] * 1_048_575})
    assert caught.value.key == "filling_for_mange_raekker"


def test_a_print_area_does_not_cut_what_stands_beside_the_list() -> None:
    beside = ROWS.replace('<c r="F5" s="2"/>', '<c r="F5" s="2"/><c r="H5" t="str"><v>note</v></c>')
    assert "Ark1!$A$1:$H$5</definedName>" in part(filled(1, book(beside)), BOOK)
    assert "Ark1!$A$1:$H$7</definedName>" in part(filled(5, book(beside)), BOOK)
    end = "<to><col>7</col><colOff>0</colOff><row>3</row><rowOff>9</rowOff></to>"
    start = "<from><col>6</col><colOff>0</colOff><row>1</row><rowOff>0</rowOff></from>"
    drawing = f'<wsDr xmlns="{DRAWING}"><twoCellAnchor>{start}{end}<sp/></twoCellAnchor></wsDr>'
    changed = book(
        parts={"xl/drawings/drawing1.xml": ("application/x", drawing)},
        sheet_links={"Ark1": [("drawing", "../drawings/drawing1.xml")]},
    )
    assert "Ark1!$A$1:$H$4</definedName>" in part(filled(1, changed), BOOK)
