"""Tables in unusual company: other producers' markup, names for columns, arrays, neighbours, odd charts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.filling.excel_shaped import MAIN, part, parts_of, sheet, table, values, workbook

from xl_beregner.errors import TemplateError
from xl_beregner.filling import Template

SHEET, TABLE, BOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"
HEAD = '<row r="1"><c r="A1" t="str"><v>x</v></c><c r="B1" t="str"><v>y</v></c></row>'
TWO_ROWS = HEAD + '<row r="2"><c r="A2"/><c r="B2"/></row><row r="3"><c r="A3"/><c r="B3"/></row>'
COLUMNS = {"x": None, "y": None}
NAMES = {"felt_l__x": "Ark1!$A$2:$A$3"}


def book(rows: str = TWO_ROWS, **more: Any) -> bytes:
    arguments: dict[str, Any] = {
        "names": NAMES,
        "tables": {"Ark1": [table(1, "tblL", "A1:B3", COLUMNS)]},
    }
    return workbook({"Ark1": sheet(rows)}, **{**arguments, **more})


def fields(count: int) -> dict[str, Any]:
    return {"l": [{"x": at, "y": -at} for at in range(1, count + 1)]}


def test_prefixed_markup_grows_in_its_own_prefix() -> None:
    rows = re.sub(r"<(/?)(row|c|v)\b", r"<\1x:\2", TWO_ROWS)
    own = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    )
    data = workbook({"Ark1": own}, NAMES, tables={"Ark1": [table(1, "tblL", "A1:B3", COLUMNS)]})
    after = part(Template(data).fill(fields(4)).data, SHEET)
    assert '<x:row r="5"><x:c r="A5"><x:v>4</x:v></x:c></x:row>' in after
    assert not re.search(r"<(row|c|v)\b", after)


def test_a_name_that_stands_for_a_table_column_needs_no_change() -> None:
    data = book(names={"felt_l__x": "tblL[x]"})
    filled = Template(data).fill(fields(5)).data
    assert part(filled, BOOK) == part(data, BOOK)
    assert [values(filled, "Ark1").get(f"A{row}") for row in range(2, 8)] == [1, 2, 3, 4, 5, None]


def test_parts_typed_by_their_extension_are_found() -> None:
    types = "[Content_Types].xml"
    held = parts_of(book())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    held[types] = (
        held[types]
        .replace(f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>'.encode(), b"")
        .replace(
            b'Extension="xml" ContentType="application/xml"', f'Extension="xml" ContentType="{kind}"'.encode()
        )
    )
    from unit.filling.excel_shaped import zipped

    assert values(Template(zipped(held)).fill(fields(1)).data, "Ark1")["A2"] == 1


def test_two_tables_side_by_side_grow_on_their_own() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>x</v></c><c r="D1" t="str"><v>z</v></c></row>'
        '<row r="2"><c r="A2" s="1"/><c r="D2" s="1"/></row>'
    )
    names = {"felt_l__x": "Ark1!$A$2", "felt_m__z": "Ark1!$D$2", "alle": "Ark1!$A$2:$D$2"}
    own = [table(1, "tblL", "A1:A2", {"x": None}), table(2, "tblM", "D1:D2", {"z": None})]
    template = Template(book(rows, names=names, tables={"Ark1": own}))
    for first, second in ((3, 1), (1, 3), (2, 4), (4, 2)):
        filled = template.fill({**fields(first), "m": [{"z": 10 * at} for at in range(second)]}).data
        assert f'ref="A1:A{first + 1}"' in part(filled, TABLE)
        assert f'ref="D1:D{second + 1}"' in part(filled, "xl/tables/table2.xml")
        held = values(filled, "Ark1")
        assert [held.get(f"A{row}") for row in range(2, 7)] == [*range(1, first + 1), *[None] * (5 - first)]
        assert [held.get(f"D{row}") for row in range(2, 2 + second)] == [10 * at for at in range(second)]
        assert "Ark1!$A$2:$D$2</definedName>" in part(filled, BOOK)  # covers neither exactly


def test_both_tables_that_find_no_room_are_told_at_once() -> None:
    rows = (
        '<row r="2"><c r="A2"/><c r="D2"/></row>'
        '<row r="3"><c r="A3"><v>1</v></c><c r="D3"><f>1</f><v>1</v></c></row>'
    )
    names = {"felt_l__x": "Ark1!$A$2", "felt_m__z": "Ark1!$D$2"}
    own = [table(1, "tblL", "A1:A2", {"x": None}), table(2, "tblM", "D1:D2", {"z": None})]
    with pytest.raises(TemplateError) as caught:
        Template(book(rows, names=names, tables={"Ark1": own})).fill({**fields(2), "m": [{"z": 1}] * 2})
    assert [fault.key for fault in caught.value.faults] == ["filling_optaget_celle", "filling_optaget_formel"]


def test_an_array_formula_in_a_calculated_column_stays_one_in_every_row() -> None:
    rows = HEAD + (
        '<row r="2"><c r="A2"/><c r="B2" cm="1"><f t="array" ref="B2">SUM(A2*{1,2})</f><v>0</v></c></row>'
        '<row r="3"><c r="A3"/><c r="B3" cm="1"><f t="array" ref="B3">SUM(A3*{1,2})</f><v>0</v></c></row>'
    )
    filled = Template(book(rows)).fill(fields(3))
    after = part(filled.data, SHEET)
    assert '<c r="B4" cm="1"><f t="array" ref="B4">SUM(A4*{1,2})</f></c>' in after
    assert {fault.facts["celle"] for fault in filled.warnings} == {"B2", "B3", "B4"}


CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CACHE = '<c:numCache><c:ptCount val="2"/><c:pt idx="0"><c:v>99</c:v></c:pt></c:numCache>'


def charted(formula: str, stored: str = CACHE, holder: str = "numRef", **more: Any) -> bytes:
    shown = f"<c:{holder}><c:f>{formula}</c:f>{stored}</c:{holder}>"
    chart = f'<c:chartSpace xmlns:c="{CHARTS}">{shown}</c:chartSpace>'
    return book(parts={"xl/charts/chart1.xml": (CHART_TYPE, chart)}, **more)


def drawn(data: bytes, count: int) -> str:
    return part(Template(data).fill(fields(count)).data, "xl/charts/chart1.xml")


def test_a_chart_that_shows_a_name_shows_its_cells() -> None:
    after = drawn(charted("Ark1!serie", names={**NAMES, "serie": "Ark1!$A$2:$A$3"}), 3)
    assert "<c:f>Ark1!serie</c:f>" in after
    assert re.findall(r"<c:v>(.*?)</c:v>", after) == ["1", "2", "3"]


@pytest.mark.parametrize("text", ["OFFSET(Ark1!$A$2,0,0,COUNT(Ark1!$A$2:$A$99),1)", "tblL[x]"])
def test_a_chart_of_cells_nobody_can_tell_shows_nothing_old(text: str) -> None:
    after = drawn(charted("Ark1!serie", names={**NAMES, "serie": text}), 2)
    assert "<c:numRef><c:f>Ark1!serie</c:f></c:numRef>" in after


def test_a_chart_of_several_stretches_shows_them_all() -> None:
    after = drawn(charted("(Ark1!$A$2:$A$3,Ark1!$A$1)"), 2)
    assert re.findall(r'idx="(\d)"><c:v>(.*?)</c:v>', after) == [("0", "1"), ("1", "2")]


def test_a_chart_keeps_what_it_stores_of_cells_nobody_fills() -> None:
    data = charted(
        "Ark1!$B$1", '<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>y</c:v></c:pt></c:strCache>'
    )
    assert drawn(data, 2) == part(data, "xl/charts/chart1.xml")


def test_a_chart_with_a_blank_cell_has_no_point_there() -> None:
    data = charted("Ark1!$A$2:$A$3")
    after = part(Template(data).fill({"l": [{"x": None}, {"x": 2.5}]}).data, "xl/charts/chart1.xml")
    assert '<c:ptCount val="2"/><c:pt idx="1"><c:v>2.5</c:v></c:pt>' in after


def test_levels_of_categories_are_left_to_the_reader() -> None:
    stored = '<c:multiLvlStrCache><c:ptCount val="2"/></c:multiLvlStrCache>'
    after = drawn(charted("Ark1!$A$2:$B$3", stored, "multiLvlStrRef"), 4)
    assert "<c:multiLvlStrRef><c:f>Ark1!$A$2:$B$5</c:f></c:multiLvlStrRef>" in after


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_rows_and_cells_stay_in_order_whatever_lengths_come(counts: list[int]) -> None:
    template = Template(
        book(TWO_ROWS + '<row r="4"><c r="D4"><v>7</v></c></row><row r="9"><c r="C9"/></row>')
    )
    for count in counts:
        filled = template.fill(fields(count))
        after = part(filled.data, SHEET)
        rows = [int(number) for number in re.findall(r'<row r="(\d+)"', after)]
        assert rows == sorted(set(rows))
        cells = re.findall(r'<c r="([A-Z])(\d+)"', after)
        assert cells == sorted(set(cells), key=lambda cell: (int(cell[1]), cell[0]))
        assert values(filled.data, "Ark1").get("D4") == 7
        assert len(filled.written["felt_l__x"]) == count  # type: ignore[arg-type]
