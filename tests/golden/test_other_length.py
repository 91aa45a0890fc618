"""A table that grows from 30 to 50 rows and shrinks to 7, 1 and none, and all that must follow it.

Lists that keep their length are in ``test_same_length.py``; the values of formulas are compared
with other engines in ``test_recalculated.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from golden.build_kitchen_sink import kitchen_fields
from lxml import etree
from support.faults import package_faults
from support.parts import (
    MAIN,
    Parts,
    count_changes,
    element_counts,
    formulas,
    formulas_without_value,
    part_changes,
    raw_cells,
    read_parts,
    sheet_parts,
    write_parts,
)
from support.values import cached_values

from xl_beregner.errors import TemplateError
from xl_beregner.filling import Template

Save = Callable[[bytes, str], Path]
Fill = Callable[[Mapping[str, Any]], Parts]

LENGTHS = [50, 7, 1, 0]
FRONT, NUMBERS, PUPILS = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
TABLE, WORKBOOK = "xl/tables/table1.xml", "xl/workbook.xml"
CHARTS = tuple(f"xl/charts/chart{number}.xml" for number in (1, 2, 3))
CHAIN, CHAIN_IS_NAMED_IN = "xl/calcChain.xml", {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}


@pytest.fixture(scope="module", params=LENGTHS, ids=lambda rows: f"{rows} rows")
def rows(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def last(rows: int) -> int:
    """The table's last row; a table without pupils keeps one blank row, as in Excel."""
    return 4 + max(rows, 1)


@pytest.fixture(scope="module")
def after(fill: Fill, rows: int) -> Parts:
    return fill(kitchen_fields(rows))


def test_every_part_that_need_not_follow_keeps_its_bytes(before: Parts, after: Parts) -> None:
    changes = part_changes(before, after)
    must = {FRONT, NUMBERS, PUPILS, TABLE, WORKBOOK, *CHARTS}
    assert changes.added == frozenset()
    assert changes.removed <= {CHAIN}
    assert must <= changes.changed <= must | CHAIN_IS_NAMED_IN | {CHAIN, "xl/sharedStrings.xml"}


def test_the_table_and_its_filter_end_at_the_last_row(before: Parts, after: Parts, last: int) -> None:
    assert after[TABLE] == before[TABLE].replace(b'"A4:G34"', b'"A4:G%d"' % last)


def test_names_and_print_area_that_cover_the_rows_follow_and_no_other(
    before: Parts, after: Parts, last: int
) -> None:
    assert _names(after) == {name: _following(text, last) for name, text in _names(before).items()}
    assert _names(after)["elev_foerste"] == "Elever!$C$5:$C$14"
    assert _names(after)["_xlnm.Print_Area 2"] == f"Elever!$A$1:$G${last}"
    assert _names(after)["Slicer_fag"] == "#N/A"


def test_the_workbook_part_changes_in_its_names_only(before: Parts, after: Parts) -> None:
    without = [re.sub(rb"<definedNames>.*</definedNames>", b"", parts[WORKBOOK]) for parts in (before, after)]
    assert without[0] == without[1]


@pytest.mark.parametrize("chart", CHARTS)
def test_the_ranges_of_charts_follow(before: Parts, after: Parts, last: int, chart: str) -> None:
    old, new = (_texts(parts[chart], "f") for parts in (before, after))
    assert new == [_following(text, last) for text in old]
    assert [text for text in new if text.endswith(f"${last}")], "no range of this chart covers the table"


@pytest.mark.parametrize("chart", CHARTS)
def test_charts_lose_nothing_but_figures_of_an_example(before: Parts, after: Parts, chart: str) -> None:
    grown = element_counts(after[chart])
    grown.subtract(element_counts(before[chart]))
    cache = {"numCache", "strCache", "formatCode", "ptCount", "pt", "v"}
    assert {element for element, by in grown.items() if by} <= cache


def test_conditional_formats_and_validations_follow(before: Parts, after: Parts, last: int) -> None:
    assert _ranges(after[PUPILS], last) == Counter(
        _following(where, last) for where in _ranges(before[PUPILS], 34).elements()
    )
    assert f"D5:D{last}" in _ranges(after[PUPILS], last) or last == 5


def test_formulas_of_rules_follow(before: Parts, after: Parts, last: int) -> None:
    for element in ("formula", "formula1"):
        expected = [_following(text, last) for text in _texts(before[PUPILS], element)]
        assert _texts(after[PUPILS], element) == expected
    assert any(f"$D${last}" in text for text in _texts(after[PUPILS], "formula"))


def test_rules_and_sparklines_on_another_sheet_follow(after: Parts, last: int) -> None:
    assert _single(f"$B$8>MAX(Elever!$D$5:$D${last})") in _texts(after[FRONT], "formula")
    assert _single(f"Elever!$A$5:$A${last}") in _texts(after[FRONT], "formula1")
    assert _sparklines(after[FRONT]) == [(_single(f"Elever!D5:D{last}"), "C15")]


def test_sparklines_stand_in_each_row(after: Parts, last: int) -> None:
    assert _sparklines(after[PUPILS]) == [(f"Elever!C{row}:D{row}", f"G{row}") for row in range(5, last + 1)]


def test_calculated_columns_fill_the_rows_and_no_more(after: Parts, last: int) -> None:
    found = {
        cell: text for cell, text in _sheet_formulas(after, "Elever").items() if cell not in ("B2", "D2")
    }
    gain = "tblElever[[#This Row],[slut]]-tblElever[[#This Row],[start]]"
    expected = {f"E{row}": gain for row in range(5, last + 1)}
    expected |= {f"F{row}": f'IF(D{row}>=50,"over","under")' for row in range(5, last + 1)}
    assert found == expected


def test_formulas_elsewhere_follow_where_they_cover_the_rows(before: Parts, after: Parts, last: int) -> None:
    for title in ("Forside", "Tal"):
        expected = {cell: _following(text, last) for cell, text in _sheet_formulas(before, title).items()}
        found = _sheet_formulas(after, title)
        assert {cell: _single(text) for cell, text in found.items()} == expected
    assert _sheet_formulas(after, "Forside")["B20"] == "SUM(Elever!C5:C14)"
    assert _single(_sheet_formulas(after, "Elever")["D2"]) == _following("COUNT(D5:D34)", last)


def test_cells_below_the_table_hold_nothing(after: Parts, last: int) -> None:
    beyond = [cell for cell in raw_cells(after, "Elever") if int(re.sub(r"\D", "", cell)) > last]
    assert [cell for cell in beyond if len(raw_cells(after, "Elever")[cell])] == []


def test_new_rows_look_like_the_rows_above(fill: Fill, before: Parts) -> None:
    after = fill(kitchen_fields(50))
    old, new = raw_cells(before, "Elever"), raw_cells(after, "Elever")
    for row in range(35, 55):
        for letter in "ACDEFG":
            assert new[f"{letter}{row}"].get("s") == old[f"{letter}34"].get("s"), f"{letter}{row}"
    attributes = {
        row.get("r"): dict(row.attrib) for row in etree.fromstring(after[PUPILS]).iter(f"{MAIN}row")
    }
    for row in range(35, 55):
        assert {**attributes[str(row)], "r": ""} == {**attributes["34"], "r": ""}


def test_growing_adds_what_twenty_rows_hold_and_nothing_else(fill: Fill, before: Parts) -> None:
    grown = count_changes(before, fill(kitchen_fields(50)))
    pupils = grown.pop(PUPILS)
    for element in ("v", "is", "t", "c"):
        pupils.pop(element, None)
    # A sparkline is a formula and a place; two formulas in a row are calculated columns.
    assert pupils == {"row": 20, "sparkline": 20, "f": 20 + 40, "sqref": 20}
    _only_cell_contents(grown)


def test_shrinking_takes_what_twenty_three_rows_held_and_nothing_else(fill: Fill, before: Parts) -> None:
    shrunk = count_changes(before, fill(kitchen_fields(7)))
    pupils = shrunk.pop(PUPILS)
    for element in ("v", "is", "t", "c", "row"):
        pupils.pop(element, None)
    assert pupils == {"sparkline": -23, "f": -23 - 46, "sqref": -23}
    _only_cell_contents(shrunk)


def test_the_calculation_chain_goes_when_formula_cells_come_or_go(before: Parts, after: Parts) -> None:
    assert CHAIN not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]


def test_the_package_is_sound(after: Parts) -> None:
    assert package_faults(after) == []


def test_the_stated_size_of_the_sheet_covers_its_cells(after: Parts) -> None:
    dimension = next(etree.fromstring(after[PUPILS]).iter(f"{MAIN}dimension")).get("ref", "")
    stated = int(re.sub(r".*\D", "", dimension))
    assert stated >= max(int(re.sub(r"\D", "", cell)) for cell in raw_cells(after, "Elever"))


def test_pupils_of_a_longer_list_do_not_stay_in_a_shorter_one(template: Any) -> None:

    first = template.fill(kitchen_fields(50), None).data
    after = Template(first).fill(kitchen_fields(3), None).data
    assert [text for text in _all_texts(read_parts(after)) if re.fullmatch(r"elev0[1-4]\d", text)] == []


@pytest.mark.parametrize("earlier", [0, 1, 50])
@pytest.mark.parametrize("later", [0, 1, 7, 50])
def test_a_filled_workbook_is_a_template_again(template: Any, save: Save, earlier: int, later: int) -> None:
    fields = kitchen_fields(later, seed=4)
    direct = template.fill(fields, None).data
    again = Template(template.fill(kitchen_fields(earlier), None).data).fill(fields, None).data
    books = [read_parts(data) for data in (direct, again)]
    assert cached_values(save(direct, "direkte.xlsx")) == cached_values(save(again, "igen.xlsx"))
    assert _names(books[0]) == _names(books[1])
    assert formulas(books[0]) == formulas(books[1])
    for part in (TABLE, *CHARTS):
        assert _texts(books[0][part], "f") == _texts(books[1][part], "f")
    for part in (FRONT, PUPILS):
        for element in ("sqref", "formula", "formula1"):
            assert _texts(books[0][part], element) == _texts(books[1][part], element)
        assert _sparklines(books[0][part]) == _sparklines(books[1][part])
    assert package_faults(books[1]) == []


QUOTED = "Elevers 'tal' & børn"


def test_a_sheet_whose_name_needs_quotes_follows_too(before: Parts, save: Save) -> None:
    renamed = {name: _with_quoted_name(content) for name, content in before.items()}
    filled = Template(write_parts(renamed)).fill(kitchen_fields(50), None)
    expected = Template(write_parts(before)).fill(kitchen_fields(50), None)
    after, plain = read_parts(filled.data), read_parts(expected.data)
    for part in (WORKBOOK, FRONT, PUPILS, *CHARTS):
        for element in ("definedName", "f", "formula", "formula1"):
            quoted = _unquoted(_texts(after[part], element))
            assert quoted == _texts(plain[part], element), part
    assert formulas_without_value(after) == formulas_without_value(plain)
    assert package_faults(after) == []


def _with_quoted_name(content: bytes) -> bytes:
    name = escape(QUOTED).encode()
    quoted = escape("'" + QUOTED.replace("'", "''") + "'").encode()
    return content.replace(b'name="Elever"', b'name="' + name + b'"').replace(b"Elever!", quoted + b"!")


def _unquoted(texts: list[str]) -> list[str]:
    quoted = "'" + QUOTED.replace("'", "''") + "'"
    return [text.replace(f"{quoted}!", "Elever!") for text in texts]


def test_a_list_without_a_table_blanks_the_rows_it_does_not_need(fill: Fill, before: Parts) -> None:
    fields = kitchen_fields()
    fields["tal"] = fields["tal"][:5]
    after = fill(fields)
    cells = raw_cells(after, "Tal")
    assert [c for c in cells if re.fullmatch(r"[A-E](1[0-7])", c) and len(cells[c])] == []
    assert _sheet_formulas(after, "Tal") == _sheet_formulas(before, "Tal")
    assert part_changes(before, after).changed <= {FRONT, NUMBERS, PUPILS, *CHARTS, "xl/sharedStrings.xml"}


def test_a_list_without_a_table_that_needs_more_rows_is_refused(template: Any) -> None:

    fields = kitchen_fields()
    fields["tal"] = fields["tal"] * 2
    with pytest.raises(TemplateError) as refused:
        template.fill(fields, None)
    assert "Tal" in str(refused.value)


BLOCKS = [
    b'<row r="40"><c r="C40"><v>1</v></c></row>',
    b'<row r="40"><c r="C40"><f>1+1</f><v>2</v></c></row>',
    b'<row r="40"><c r="C40" t="inlineStr"><is><t>Noter</t></is></c></row>',
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_cell_in_the_rows_needed_stops_the_fill_and_is_named(before: Parts, block: bytes) -> None:

    blocked = {**before, PUPILS: before[PUPILS].replace(b"</sheetData>", block + b"</sheetData>")}
    template = Template(write_parts(blocked))
    template.fill(kitchen_fields(35), None)  # up to row 39 there is room
    with pytest.raises(TemplateError) as refused:
        template.fill(kitchen_fields(50), None)
    assert "Elever" in str(refused.value)
    assert "C40" in str(refused.value)


def _following(text: str, last: int) -> str:
    """Write a reference as it must stand when row 34 becomes the last row."""
    return _single(re.sub(r"(?<=\D)34\b", str(last), text))


def _single(text: str) -> str:
    """Write ``C5:C5`` as ``C5``: both are right."""
    return re.sub(r"(\$?[A-Z]+\$?\d+):\1(?!\d)", r"\1", text)


def _names(parts: Parts) -> dict[str, str]:
    found = etree.fromstring(parts[WORKBOOK]).iter(f"{MAIN}definedName")
    return {
        f"{name.get('name')} {name.get('localSheetId')}"
        if name.get("localSheetId")
        else str(name.get("name")): _single(name.text or "")
        for name in found
    }


def _texts(xml: bytes, element: str) -> list[str]:
    return [_single(found.text or "") for found in etree.fromstring(xml).iter(f"{{*}}{element}")]


def _ranges(xml: bytes, last: int) -> Counter[str]:
    """Count the ranges of conditional formats and validations, classic and x14."""
    sheet = etree.fromstring(xml)
    classic = [
        str(found.get("sqref")) for found in sheet.iter("{*}conditionalFormatting", "{*}dataValidation")
    ]
    newer = [
        str(found.findtext("{*}sqref"))
        for found in sheet.iter("{*}conditionalFormatting", "{*}dataValidation")
    ]
    return Counter(_single(where) for where in classic + newer if where != "None")


def _sparklines(xml: bytes) -> list[tuple[str, ...]]:
    lines = etree.fromstring(xml).iter("{*}sparkline")
    return [tuple(_single(str(child.text)) for child in line) for line in lines]


def _sheet_formulas(parts: Parts, title: str) -> dict[str, str]:
    return {
        f"{chr(64 + column)}{row}": text
        for (sheet, row, column), text in formulas(parts).items()
        if sheet == title
    }


def _all_texts(parts: Parts) -> list[str]:
    return [
        text
        for name in [*sheet_parts(parts).values(), "xl/sharedStrings.xml"]
        for text in _texts(parts[name], "t")
    ]


def _only_cell_contents(changes: Mapping[str, Mapping[str, int]]) -> None:
    for part in (FRONT, NUMBERS):
        assert changes.get(part, {}).keys() <= {"c", "v", "is", "t"}, part
    for part, grown in changes.items():
        if part not in (FRONT, NUMBERS):
            allowed = (
                {"si", "t"} if part == "xl/sharedStrings.xml" else {"Override", "Relationship", "pt", "v"}
            )
            assert grown.keys() <= allowed, part
