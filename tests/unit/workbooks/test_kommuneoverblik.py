"""The template `kommuneoverblik`: its contract with the fields, the binder, the printer and the reader."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import pytest
from lxml import etree
from openpyxl.utils import column_index_from_string
from unit.workbooks.class_template import template

from workbooks.build import builders
from workbooks.build.kit import look
from workbooks.build.kit.look import Book
from workbooks.build.kit.municipal import INKS
from workbooks.build.kommuneoverblik.template import NAME, PAGE_TOP
from xl_beregner.fields import known_fields
from xl_beregner.fields.known import municipality as known_municipality
from xl_beregner.filling import Template
from xl_beregner.filling.copies import binding_faults
from xl_beregner.filling.copy_rules import own_sheets
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook

NAMES = ("da/kommuneoverblik.xlsx", "sv/kommuneoverblik.xlsx")
ALL = pytest.mark.parametrize("name", NAMES)
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@cache
def words(name: str) -> dict[str, Any]:
    return Book(f"{NAME}.{name[:2]}.toml").words


@cache
def parts(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(template(name).data)) as package:
        return {member: package.read(member) for member in package.namelist()}


def ours(name: str) -> Workbook:
    return Workbook(Package(template(name).data, name))


@ALL
def test_it_builds_the_same_bytes_again_and_is_made_for_a_municipality(name: str) -> None:
    assert builders()[name]() == template(name).data
    properties = Template(template(name).data).properties
    assert (properties["xb_skabelon"], properties["xb_enhed"]) == ("kommuneoverblik", "kommune")
    assert {"xb_skabelon", "xb_version", "xb_enhed", "xb_skoleaar"} <= set(template(name).book.defined_names)


@ALL
def test_all_it_asks_for_is_known_of_a_municipality(name: str) -> None:
    asked = {found.removeprefix("felt_") for found in template(name).names("felt_")}
    assert asked <= set(known_fields(kind="kommune"))
    assert set(known_municipality.SAID) <= asked
    assert not template(name).names("svar_")  # nobody writes in it


@ALL
def test_the_sheet_of_a_pejlemaerke_alone_is_bound_once_for_each(name: str) -> None:
    shared = known_municipality.SHARED
    assert own_sheets(ours(name), shared) == [words(name)["pejlemaerke_tal"]["ark"]]
    assert binding_faults(template(name).data, name, shared) == []


@ALL
def test_every_language_has_the_same_words(name: str) -> None:
    def keys(said: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
        if not isinstance(said, dict) or path == ("om", "metoden"):
            return {path}
        return {found for key, value in said.items() for found in keys(value, (*path, key))}

    danish, this = (keys(words(one)) - {("faelles", "datoformat")} for one in (NAMES[0], name))
    assert this == danish
    assert len(words(name)["om"]["metoden"]) == len(words(NAMES[0])["om"]["metoden"])
    assert len(words(name)["samlet"]["legende"]) == 6


@ALL
def test_every_sheet_prints_on_a4_landscape_with_its_headings_and_the_page_is_one(name: str) -> None:
    book = template(name).book
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.print_area
        assert sheet.protection.sheet
    first = book.worksheets[0]
    assert first.page_setup.fitToHeight in (None, 1)
    assert first.print_title_rows == f"$1:${PAGE_TOP + 1}"


@ALL
def test_every_sheet_tells_whose_it_is_whom_it_is_for_and_that_it_is_an_example(name: str) -> None:
    for sheet in template(name).book:
        assert sheet["A1"].value.startswith('=felt_kommune_navn&" · "&')
        assert sheet["A1"].value.endswith("&felt_skoleaar")
        assert "felt_udgave" in sheet["A4"].value
        assert "felt_kilde_linje" in sheet["A4"].value
    others = template(name).book.worksheets[1:]
    assert {sheet["A3"].value for sheet in others} == {'=IF(felt_eksempel="","",felt_eksempel)'}
    assert template(name).places("felt_eksempel")[0] == (words(name)["samlet"]["ark"], 3, 1)


@ALL
def test_every_chart_and_table_has_an_alternative_text_and_the_document_its_language(name: str) -> None:
    shown = [
        found.get("descr")
        for part, data in parts(name).items()
        if re.fullmatch(r"xl/drawings/drawing\d+\.xml", part)
        for found in etree.fromstring(data).iter(f"{DRAWING}cNvPr")
    ]
    assert len(shown) == 1
    tables = [
        etree.fromstring(data) for part, data in parts(name).items() if part.startswith("xl/tables/table")
    ]
    assert len(tables) == len(ours(name).tables) == 9
    summaries = [
        found.get("altTextSummary")
        for root in tables
        for found in root.iter("{*}table")
        if found.get("altText")
    ]
    assert len(summaries) == 9
    assert all(len(text) > 40 for text in [*shown, *summaries])
    core = parts(name)["docProps/core.xml"].decode()
    assert {"da": "da-DK", "sv": "sv-SE"}[name[:2]] in core
    assert words(name)["dokument"]["titel"] in core


@ALL
def test_no_status_inside_the_uncertainty_has_an_ink(name: str) -> None:
    """Green and red are for what is beyond it; every other word stays as the text around it."""
    assert set(INKS) == {"▲", "▼", "●", "○"}
    styles = template(name).book._differential_styles.styles
    inks = {f"#{style.font.color.rgb[2:]}" for style in styles if style.font and style.font.color}
    assert inks == {look.GREEN, look.RED, look.GREY}
    for sheet in template(name).book:
        for rules in sheet.conditional_formatting:
            for rule in rules.rules:
                formula = rule.formula[0]
                ink = rule.dxf.font.color.rgb[2:] if rule.dxf.font and rule.dxf.font.color else ""
                if f"#{ink}" in (look.GREEN, look.RED):
                    icons = re.findall(r'LEFT\([^)]*\)="(.)"', formula)
                    assert icons
                    assert all(INKS[icon] == f"#{ink}" for icon in icons)


@ALL
def test_the_pictures_of_characters_have_a_font_of_one_width_and_room(name: str) -> None:
    from xl_beregner.fields.municipality.row_picture import WIDTH

    for table in ("pejlemaerke_tal", "omraader"):
        sheet_name, row, column = template(name).places(f"felt_{table}__billede")[0]
        sheet = template(name).book[sheet_name]
        cell = sheet.cell(row, column)
        assert cell.font.name == "Courier New"
        # A character of Courier New is 0.6 of its size wide; a column's unit is 7 pixels of 0.75 points.
        letter = next(
            letter for letter, found in sheet.column_dimensions.items()
            if column_index_from_string(letter) <= column <= (found.max or column)
            and (found.min or 0) <= column
        )  # fmt: skip
        assert WIDTH * 0.6 * cell.font.size <= sheet.column_dimensions[letter].width * 7 * 0.75


@ALL
def test_readers_can_filter_schools_and_nothing_ranks_them(name: str) -> None:
    tables = {table.name: table for table in ours(name).tables}
    for table in ("tbl_pejlemaerke_tal", "tbl_omraader", "tbl_aftalte_maal", "tbl_temaer"):
        root = tables[table].markup.root
        assert root.child("autoFilter") is not None
        assert root.child("sortState") is None
