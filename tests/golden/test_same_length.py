"""Filling as many rows as the template has: bytes are kept, and only the asked cells change.

Lists that get another length are in ``test_other_length.py``; the values of formulas are compared
with other engines in ``test_recalculated.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from golden.build_kitchen_sink import kitchen_fields
from lxml import etree
from openpyxl.utils import get_column_letter
from support.engines import audit
from support.faults import package_faults
from support.parts import (
    MAIN,
    Parts,
    count_changes,
    formula_addresses,
    part_changes,
    raw_cells,
    read_parts,
    sheet_parts,
    write_parts,
)
from support.values import cached_values, quiet

from xl_beregner.filling import Template

Fill = Callable[[Mapping[str, Any]], Parts]
Save = Callable[[bytes, str], Path]

FILLED = ("Forside", "Tal", "Elever")
SHARED_STRINGS = "xl/sharedStrings.xml"
# A chart stores the values it shows, and previews draw from those: they change with the cells.
CHARTS = {f"xl/charts/chart{number}.xml" for number in (1, 2, 3)}
MAY_CHANGE = {SHARED_STRINGS, *CHARTS}

# Where each field of kitchen_fields() belongs: sheet, column, first row, rows.
SCALARS = ("skole_navn", "skole_nr", "skoleaar", "dato", "elevtal", "bemaerkning")
COLUMNS = {
    "tal": ("Tal", ("noegle", "navn", "v1", "v2", "v3")),
    "elever": ("Elever", ("elev_id", "fag", "start", "slut")),
}
PLACES = {name: ("Forside", "B", row) for row, name in enumerate(SCALARS, start=4)} | {
    f"{table}__{name}": (sheet, "ABCDE"[at], 5)
    for table, (sheet, names) in COLUMNS.items()
    for at, name in enumerate(names)
}


def asked(fields: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Tell what must stand where: (sheet, cell) -> value, blanks included."""
    wanted = {}
    for name, (sheet, letter, first) in PLACES.items():
        table, _, column = name.rpartition("__")
        values = [row[column] for row in fields[table]] if table else [fields[name]]
        wanted |= {(sheet, f"{letter}{first + n}"): value for n, value in enumerate(values)}
    return wanted


@pytest.fixture(scope="module")
def fields() -> dict[str, Any]:
    return kitchen_fields()


@pytest.fixture(scope="module")
def after(fill: Fill, fields: dict[str, Any]) -> Parts:
    return fill(fields)


def test_every_part_but_the_filled_sheets_keeps_its_bytes(before: Parts, after: Parts) -> None:
    sheets = {sheet_parts(before)[title] for title in FILLED}
    changes = part_changes(before, after)
    assert (changes.added, changes.removed) == (frozenset(), frozenset())
    assert sheets <= changes.changed <= sheets | MAY_CHANGE


@pytest.mark.parametrize("title", FILLED)
def test_a_filled_sheet_keeps_its_bytes_outside_the_cells(before: Parts, after: Parts, title: str) -> None:
    part = sheet_parts(before)[title]
    for edge in (0, -1):
        assert _around_cells(before[part])[edge] == _around_cells(after[part])[edge]


@pytest.mark.parametrize("title", FILLED)
def test_only_asked_cells_and_the_values_of_formulas_change(
    before: Parts, after: Parts, fields: dict[str, Any], title: str
) -> None:
    wanted = asked(fields)
    old, new = raw_cells(before, title), raw_cells(after, title)
    made = {f"{get_column_letter(c)}{r}" for sheet, r, c in formula_addresses(before) if sheet == title}
    changed = [
        cell
        for cell in new
        if (title, cell) not in wanted
        and _written(new[cell], cell in made) != _written(old.get(cell), cell in made)
    ]
    assert changed == []
    assert old.keys() <= new.keys()


@pytest.mark.parametrize("title", FILLED)
def test_rows_keep_their_attributes(before: Parts, after: Parts, title: str) -> None:
    part = sheet_parts(before)[title]
    rows = [
        [dict(row.attrib) for row in etree.fromstring(xml[part]).iter(f"{MAIN}row")]
        for xml in (before, after)
    ]
    for attributes in (*rows[0], *rows[1]):
        attributes.pop("spans", None)  # grows with an inserted cell; whether it covers all is checked apart
    assert rows[0] == rows[1]


@pytest.mark.parametrize("chart", sorted(CHARTS))
def test_a_chart_changes_in_the_values_it_stores_only(before: Parts, after: Parts, chart: str) -> None:
    assert _without_stored_values(before[chart]) == _without_stored_values(after[chart])


def test_no_element_is_lost_and_only_cells_and_values_come(
    before: Parts, after: Parts, fields: dict[str, Any]
) -> None:
    for part, grown in count_changes(before, after).items():
        allowed = {"c", "v", "is", "t"}
        if part not in sheet_parts(before).values():
            allowed = {"pt", "v"} if part in CHARTS else {"si", "t"}
        assert grown.keys() <= allowed, part
    for title in FILLED:
        absent = {
            cell for (sheet, cell), value in asked(fields).items() if sheet == title and value is not None
        }
        came = raw_cells(after, title).keys() - raw_cells(before, title).keys()
        blank = {cell for (sheet, cell), value in asked(fields).items() if sheet == title and value is None}
        assert absent - raw_cells(before, title).keys() <= came <= absent | blank


def test_every_value_stands_where_the_template_asked(
    after: Parts, fields: dict[str, Any], save_parts: Any
) -> None:
    found = cached_values(save_parts(after))
    for (sheet, cell), value in asked(fields).items():
        row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
        expected = (value - dt.date(1899, 12, 30)).days if isinstance(value, dt.date) else value
        assert found.get((sheet, row, column)) == expected, f"{sheet}!{cell}"


def test_an_author_s_example_figures_go_where_the_field_is_blank(after: Parts) -> None:
    cell = raw_cells(after, "Tal")["E11"]  # 99.9 in the template
    assert cell.get("s") is not None
    assert [child.tag for child in cell] == []


@pytest.mark.parametrize("cell", ["A5", "A6", "A7", "A8"])
def test_text_that_looks_like_a_formula_stays_text(after: Parts, cell: str) -> None:
    assert raw_cells(after, "Elever")[cell].find(f"{MAIN}f") is None
    assert raw_cells(after, "Elever")[cell].get("t") in ("s", "inlineStr")


def test_a_hyperlink_formula_in_a_field_is_text_to_an_independent_reader(
    after: Parts, save_parts: Any
) -> None:
    with quiet():
        cell = openpyxl.load_workbook(save_parts(after), read_only=True)["Forside"]["B9"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://example.org","klik")', "s")


def test_styles_are_kept(before: Parts, after: Parts, fields: dict[str, Any]) -> None:
    for sheet, cell in asked(fields):
        old, new = raw_cells(before, sheet).get(cell), raw_cells(after, sheet).get(cell)
        if old is not None and new is not None:
            assert new.get("s") == old.get("s"), f"{sheet}!{cell}"


def test_a_cell_that_was_not_there_takes_the_style_of_its_column(before: Parts, after: Parts) -> None:
    for title, cell in (("Elever", "B5"), ("Elever", "B34"), ("Tal", "A5")):
        assert cell not in raw_cells(before, title)
        assert raw_cells(after, title)[cell].get("s") == _column_style(before, title, cell[0])


def test_the_package_is_sound(after: Parts) -> None:
    assert package_faults(after) == []


@pytest.mark.e2e
def test_the_audit_has_no_objection_to_a_filled_workbook(
    template: Any, fields: dict[str, Any], tmp_path: Path
) -> None:
    template.fill(fields, tmp_path / "fyldt.xlsx")
    assert audit(tmp_path / "fyldt.xlsx") == []


def test_the_same_input_gives_the_same_bytes(
    template: Any, kitchen_sink: bytes, fields: dict[str, Any]
) -> None:
    first = template.fill(fields, None).data
    template.fill(kitchen_fields(pupils=50, seed=2), None)  # a workbook between must leave nothing behind
    template.fill(kitchen_fields(seed=3), None)
    assert template.fill(fields, None).data == first
    assert Template(kitchen_sink).fill(fields, None).data == first


def test_a_written_file_holds_the_bytes_that_are_returned(
    template: Any, fields: dict[str, Any], tmp_path: Path
) -> None:
    filled = template.fill(fields, tmp_path / "fyldt.xlsx")
    assert (tmp_path / "fyldt.xlsx").read_bytes() == filled.data
    assert [found.name for found in tmp_path.iterdir()] == ["fyldt.xlsx"]


def test_filling_a_filled_workbook_again_gives_the_new_values_only(
    template: Any, fields: dict[str, Any], save_parts: Any
) -> None:
    other = kitchen_fields(seed=9)
    direct = cached_values(save_parts(read_parts(template.fill(other, None).data)))
    again = Template(template.fill(fields, None).data).fill(other, None).data
    assert cached_values(save_parts(read_parts(again))) == direct


def test_the_answer_tells_what_was_written(template: Any, fields: dict[str, Any]) -> None:
    written = template.fill(fields, None).written
    assert written["felt_skole_navn"] == fields["skole_navn"]
    assert list(written["felt_tal__v2"]) == [row["v2"] for row in fields["tal"]]


def test_macros_are_kept_byte_for_byte(kitchen_sink_with_macros: bytes, fields: dict[str, Any]) -> None:
    old = read_parts(kitchen_sink_with_macros)
    new = read_parts(Template(kitchen_sink_with_macros).fill(fields, None).data)
    sheets = {sheet_parts(old)[title] for title in FILLED}
    assert part_changes(old, new).changed <= sheets | MAY_CHANGE
    assert new["xl/vbaProject.bin"] == old["xl/vbaProject.bin"]


def test_properties_are_added_to_those_that_stand(
    before: Parts, template: Any, fields: dict[str, Any]
) -> None:
    filled = template.fill(fields, None, properties={"xb_enhed_nr": "101001", "xb_skoleaar": "2026/2027"})
    after = read_parts(filled.data)
    sheets = {sheet_parts(before)[title] for title in FILLED}
    assert part_changes(before, after).changed <= sheets | MAY_CHANGE | {"docProps/custom.xml"}
    properties = {
        str(found.get("name")): "".join(found.itertext())
        for found in etree.fromstring(after["docProps/custom.xml"])
    }
    assert properties == {
        "xb_skabelon": "proeve",
        "xb_version": "1.0",
        "xb_enhed": "skole",
        "xb_enhed_nr": "101001",
        "xb_skoleaar": "2026/2027",
    }
    numbers = [found.get("pid") for found in etree.fromstring(after["docProps/custom.xml"])]
    assert numbers == ["2", "3", "4", "5", "6"]


@pytest.fixture
def save_parts(save: Save) -> Callable[[Parts], Path]:
    return lambda parts: save(write_parts(parts), "fyldt.xlsx")


def _around_cells(xml: bytes) -> tuple[bytes, bytes]:
    head, _, rest = xml.partition(b"<sheetData>")
    return head, rest.partition(b"</sheetData>")[2]


def _written(cell: etree._Element | None, without_value: bool) -> bytes:
    """Write a cell as it stands; a formula's value and the type of it may be left out."""
    if cell is None:
        return b""
    copy = etree.fromstring(etree.tostring(cell, with_tail=False))
    if without_value:
        copy.attrib.pop("t", None)
        for value in copy.findall(f"{MAIN}v"):
            copy.remove(value)
    return bytes(etree.tostring(copy, method="c14n"))


def _without_stored_values(chart: bytes) -> bytes:
    root = etree.fromstring(chart)
    etree.strip_elements(root, "{*}pt", with_tail=False)
    return bytes(etree.tostring(root, method="c14n"))


def _column_style(parts: Parts, title: str, letter: str) -> str | None:
    number = openpyxl.utils.column_index_from_string(letter)
    for column in etree.fromstring(parts[sheet_parts(parts)[title]]).iter(f"{MAIN}col"):
        if int(column.get("min", "0")) <= number <= int(column.get("max", "0")):
            return column.get("style")
    return None
