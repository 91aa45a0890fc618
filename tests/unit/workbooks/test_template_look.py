"""The template can be read: contrast, alt texts, print, the label of an example on every sheet."""

from __future__ import annotations

import pytest
from unit.workbooks import built_template as built

from workbooks.build.kit import look

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
SHEETS = [
    "Forside", "Sidste aftale", "Sidste egne mål", "Tal", "Progression", "Målforslag", "Aftale", "Egne mål",
    "Evaluering", "Til bestyrelsen", "Om tallene",
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    high, low = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_in_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("style", look.STYLES)
def test_every_cell_style_has_contrast(style: str) -> None:
    found = look.STYLES[style]
    assert contrast(found.get("font_color", look.INK), found.get("bg_color", look.WHITE)) >= 4.5


def test_every_ink_in_the_file_has_contrast_on_its_own_ground() -> None:
    """Conditional formats too: they change the ink, never the ground."""
    styles = built.book()._differential_styles.styles
    inks = {f"#{style.font.color.rgb[2:]}" for style in styles if style.font and style.font.color}
    assert inks == {look.GREEN, look.RED, look.BROWN, look.GREY}
    assert all(contrast(ink, look.WHITE) >= 4.5 for ink in inks)
    assert not [style for style in styles if style.fill]


def test_every_chart_and_table_has_an_alternative_text() -> None:
    shown = [
        found
        for root in built.roots(r"xl/drawings/drawing\d+\.xml").values()
        for found in root.iter(f"{DRAWING}cNvPr")
    ]
    assert len(shown) == 7
    assert all(len(found.get("descr")) > 40 for found in shown)
    tables = built.roots(r"xl/tables/table\d+\.xml").values()
    described = [
        found.get("altTextSummary")
        for root in tables
        for found in root.iter("{*}table")
        if found.get("altText")
    ]
    assert len(described) == 7
    assert all(len(text) > 40 for text in described)


def test_the_sheets_come_in_the_order_they_are_used() -> None:
    assert built.book().sheetnames == SHEETS


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_prints_on_a4_landscape_one_page_wide(name: str) -> None:
    sheet = built.book()[name]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert sheet.print_area
    assert sheet.oddFooter.right.text == "Side &P af &N"
    assert name == "Forside" or sheet["A1"].value.startswith("=felt_skole_navn")


@pytest.mark.parametrize("table", built.LISTS)
def test_a_list_repeats_its_headings_and_prints_no_helpers(table: str) -> None:
    sheet = built.book()[built.LISTS[table]]
    headings = built.row_of_headings(table)
    assert sheet.print_title_rows == f"$1:${headings}"
    key = built.letter(built.places(f"felt_{table}__noegle")[0][2])
    last = sheet.print_area.rsplit("$", 2)[-2]
    assert (len(last), last) < (len(key), key)
    assert sheet.print_area.endswith(f"${built.places(f'felt_{table}__noegle')[-1][1]}")


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_can_say_that_it_is_an_example(name: str) -> None:
    cell = built.book()[name]["A3"]
    assert built.places("felt_eksempel") == [("Forside", 3, 1)]
    assert name == "Forside" or cell.value == '=IF(felt_eksempel="","",felt_eksempel)'


def test_help_fits_what_excel_shows() -> None:
    for sheet in built.book():
        for rule in sheet.data_validations.dataValidation:
            assert 0 < len(rule.promptTitle) <= 32
            assert 0 < len(rule.prompt) <= 255
            assert rule.error is None or len(rule.error) <= 225


def test_a_status_says_with_word_and_icon_what_its_ink_says() -> None:
    said = [built.words()["aftale"][key] for key in ("under_stoej", "uden_for", "forkert_vej", "kan_ses")]
    verdicts = ("naaet", "sandsynligvis", "uafgjort", "sandsynligvis_ikke", "ikke_naaet")
    said += [built.words()["evaluering"][key] for key in verdicts]
    assert len({text[0] for text in said}) == len(said)
    assert all(text[1] == " " and text[2:].isprintable() and len(text) > 5 for text in said)
