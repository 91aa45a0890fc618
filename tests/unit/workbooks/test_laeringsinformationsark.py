"""The template `laeringsinformationsark`: one page of figures, one of words, last year's words beside."""

from __future__ import annotations

import re

import pytest
from unit.workbooks.class_template import template

from workbooks.build.kit.look import GREEN, RED, Book
from workbooks.build.laeringsinformationsark import NAME, STEPS
from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.missing import find_missing
from xl_beregner.batch.collect.typed import Place
from xl_beregner.fields import known_fields
from xl_beregner.filling import Template
from xl_beregner.texts import LANGUAGES, knows

FILE = f"da/{NAME}.xlsx"
WORDS = Book("faelles.da.toml", f"{NAME}.da.toml").words
SHEETS = [WORDS[key]["ark"] for key in ("forside", "tal", "dialog", "om")]
A4_LANDSCAPE = (11.69 - 0.7, 8.27 - 1.0)  # inches inside the margins


def asked() -> set[str]:
    return {name.removeprefix("felt_") for name in template(FILE).names("felt_")}


def answers() -> set[str]:
    return {name.removeprefix("svar_") for name in template(FILE).names("svar_")}


def test_it_is_for_a_school_and_its_answers_are_a_year_s():
    said = Template(template(FILE).data).properties
    assert (said["xb_skabelon"], said["xb_enhed"], said["xb_svar"]) == (NAME, "skole", "aar")
    assert template(FILE).book.sheetnames == SHEETS


def test_every_field_it_asks_for_is_known():
    earlier = {name for name in asked() if name.startswith("forrige_") and name != "forrige_linje"}
    assert asked() - earlier <= set(known_fields())
    assert earlier  # and what they show is asked for on the same sheet
    assert {name.removeprefix("forrige_") for name in earlier} <= answers()


def test_the_page_has_what_the_system_asks_of_it():
    columns = {name.removeprefix("tal__") for name in asked() if name.startswith("tal__")}
    assert columns >= {
        "v1", "v2", "v3", "usikkerhed", "udvikling", "mod_kommunen", "kommune", "land", "reference",
        "reference_dom", "spoergsmaal", "bemaerkning", *(f"t{year}" for year in range(1, 9)),
    }  # fmt: skip
    assert "tal_linje" in asked()


def test_school_and_administration_each_have_their_boxes_and_last_year_s_beside():
    for party, count in STEPS.items():
        for key in ("bemaerker", "godt", "undrer", "ved"):
            assert f"feedback_{party}_{key}" in answers()
        for number in range(1, count + 1):
            step = f"fremad_{party}_{number}"
            assert {f"{step}_{key}" for key in ("sidst", "goer", "tegn", "hvem", "hvornaar")} <= answers()
            assert f"forrige_{step}_goer" in asked()
            now, last = (
                template(FILE).places(f"svar_{step}_sidst"),
                template(FILE).places(f"felt_forrige_{step}_goer"),
            )
            assert now[0][:2] == last[0][:2]
            assert now[0][2] == last[0][2] + 1
    assert {"opfoelgning_maade", "opfoelgning_dato", "samtale_dato", "skoleleder"} <= answers()


def test_words_take_one_page_and_figures_as_many_as_they_can_be_read_on():
    front, figures, dialogue = template(FILE).book.worksheets[:3]
    for sheet in (front, figures, dialogue):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
    assert [sheet.page_setup.fitToHeight in (None, 1) for sheet in (front, dialogue)] == [True, True]
    assert figures.page_setup.fitToHeight == 0
    assert figures.print_title_rows == "$1:$9"


def test_thirteen_rows_fit_the_page_and_are_not_smaller_than_one_can_read():
    """The page is scaled to its width: its smallest words must still be 6 points, its figures 7.5."""
    sheet = template(FILE).book[WORDS["tal"]["ark"]]
    last = re.search(r"\$([A-Z]+)\$(\d+)$", str(sheet.print_area).split(":")[-1])
    assert last is not None
    end, bottom = sheet[f"{last[1]}1"].column, int(last[2])
    widths = {  # alike columns beside each other are one entry
        at: one.width for one in sheet.column_dimensions.values() for at in range(one.min, one.max + 1)
    }
    scale = A4_LANDSCAPE[0] / sum(widths[at] * 7 / 96 for at in range(1, end + 1))
    high = sum(sheet.row_dimensions[row].height / 72 for row in range(1, bottom + 1))
    assert bottom == 9 + 13
    assert high * scale < A4_LANDSCAPE[1]
    sizes = {
        cell.font.size for row in sheet.iter_rows(min_row=9, max_row=bottom, max_col=end) for cell in row
    }
    assert min(sizes) * scale >= 6
    assert 11 * scale >= 7.5


def test_a_verdict_is_a_word_with_an_icon_and_only_beyond_the_uncertainty_has_an_ink():
    sheet = template(FILE).book[WORDS["tal"]["ark"]]
    inks = {
        (icon, f"#{rule.dxf.font.color.rgb[2:]}")
        for found in sheet.conditional_formatting
        for rule in found.rules
        for icon in re.findall(r'LEFT\([^)]*\)="(.)"', rule.formula[0])
        if rule.dxf.font and rule.dxf.font.color
    }
    assert {("▲", GREEN), ("▼", RED)} <= inks
    assert "≈" not in {icon for icon, _ in inks}


def test_every_answer_has_help_and_words_for_the_administration():
    book = template(FILE).book
    for name in answers():
        sheet, row, column = template(FILE).places(f"svar_{name}")[0]
        cell = book[sheet].cell(row, column).coordinate
        helped = [rule for rule in book[sheet].data_validations.dataValidation if cell in rule.sqref]
        assert [rule.prompt for rule in helped if rule.prompt], name
        assert all(knows(f"collected_book.felt.{name}", lang) for lang in LANGUAGES), name


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        (["fremad_skole_1_goer"], ["fremad_skole_1_hvem", "fremad_skole_1_hvornaar"]),
        (["fremad_skole_1_goer", "fremad_skole_1_hvem", "fremad_skole_1_hvornaar"], []),
        (["feedback_skole_godt"], []),  # a box that stays empty is no fault
    ],
)
def test_a_step_that_is_begun_says_who_and_when(given, lacks):
    parts = [f"fremad_skole_1_{key}" for key in ("goer", "tegn", "hvem", "hvornaar")]
    told = [Answer("101001", "101001", "", "", "", "", name, "ord", "Ark", "A1") for name in given]
    blank = [
        Place("", "", "", "", name, "Ark", f"B{row}") for row, name in enumerate(parts) if name not in given
    ]
    found = find_missing(told, blank, NAME, 2026)
    assert [fault.facts["felt"].name for fault in found] == lacks


def test_of_a_figure_older_than_the_years_shown_nothing_is_said():
    sheet = template(FILE).book[WORDS["tal"]["ark"]]
    hides = {
        column
        for area, rules in sheet.conditional_formatting._cf_rules.items()
        for rule in rules
        if rule.dxf.numFmt is not None and rule.dxf.numFmt.formatCode == ";;;"
        for part in area.sqref.ranges
        for column in range(part.min_col, part.max_col + 1)
    }
    spoken = ("usikkerhed", "udvikling", "mod_kommunen", "kommune", "land")
    assert hides == {template(FILE).places(f"felt_tal__{key}")[0][2] for key in spoken}
