"""The template `datapakke`: three themes, each with its figures, a page for its talk, last year beside."""

from __future__ import annotations

import re

import pytest
from unit.workbooks.class_template import template

from workbooks.build.datapakke.talk import AGREEMENTS, OWN_ROWS, PHASES, QUESTIONS
from workbooks.build.datapakke.template import NAME, THEMES
from workbooks.build.kit.look import GREEN, RED, Book
from xl_beregner.batch.answer_words import answer_word
from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.missing import find_missing
from xl_beregner.batch.collect.typed import Place
from xl_beregner.fields import known_fields
from xl_beregner.fields.known import groups as known_groups
from xl_beregner.filling import Template
from xl_beregner.texts import LANGUAGES, speaking

FILE = f"da/{NAME}.xlsx"
WORDS = Book("faelles.da.toml", f"{NAME}.da.toml").words
A4_LANDSCAPE = (11.69 - 0.7, 8.27 - 1.0)  # inches inside the margins


def asked() -> set[str]:
    return {name.removeprefix("felt_") for name in template(FILE).names("felt_")}


def answers() -> set[str]:
    return {name.removeprefix("svar_") for name in template(FILE).names("svar_")}


def sheets(kind: str) -> list:
    return [template(FILE).book[WORDS[f"{kind}_{theme}"]["ark"]] for theme in THEMES]


def test_it_is_for_a_school_with_a_front_two_sheets_a_theme_and_its_method():
    said = Template(template(FILE).data).properties
    assert (said["xb_skabelon"], said["xb_enhed"], said["xb_svar"]) == (NAME, "skole", "aar")
    themes = [WORDS[f"{kind}_{theme}"]["ark"] for theme in THEMES for kind in ("tema", "samtale")]
    assert template(FILE).book.sheetnames == [WORDS["forside"]["ark"], *themes, WORDS["om"]["ark"]]


def test_every_field_it_asks_for_is_known_and_last_years_is_asked_for_again():
    earlier = {name for name in asked() if name.startswith("forrige_")}
    assert asked() - earlier <= set(known_fields())
    assert len(earlier) == len(THEMES) * AGREEMENTS * 2
    assert {name.removeprefix("forrige_") for name in earlier} <= answers()


@pytest.mark.parametrize("theme", known_groups.THEMES)
def test_a_theme_shows_figure_uncertainty_sign_and_question_for_every_group(theme):
    columns = {name.removeprefix(f"{theme}__") for name in asked() if name.startswith(f"{theme}__")}
    assert columns >= {
        "noegle", "navn", "gruppe", "forrige", "seneste", "aar_seneste", "usikkerhed", "antal", "skolen",
        "kommune", "tegn", "spoergsmaal", "bemaerkning",
    }  # fmt: skip
    assert f"{theme}_linje" in asked()
    assert f"{theme}__vi_ser" in answers()


def test_every_talk_has_its_guide_own_data_and_agreements():
    for theme in THEMES:
        for phase in PHASES:
            assert len(WORDS[f"samtale_{theme}"][phase]) == QUESTIONS
            assert {f"{theme}_{phase}_{number}_svar" for number in range(1, QUESTIONS + 1)} <= answers()
        for number in range(1, OWN_ROWS + 1):
            assert {f"{theme}_data_{number}_{key}" for key in ("hvad", "kilde", "viser")} <= answers()
        for number in range(1, AGREEMENTS + 1):
            agreed = {
                f"{theme}_aftale_{number}_{key}" for key in ("hvad", "tegn", "hvem", "hvornaar", "status")
            }
            assert agreed <= answers()
            now = template(FILE).places(f"svar_{theme}_sidste_{number}_gik")[0]
            last = template(FILE).places(f"felt_forrige_{theme}_aftale_{number}_hvad")[0]
            assert now[:2] == last[:2]


def test_a_question_ends_as_one_and_no_theme_asks_another_s():
    asks = [word for theme in THEMES for phase in PHASES for word in WORDS[f"samtale_{theme}"][phase]]
    assert all(word.endswith("?") for word in asks)
    assert len({*asks}) >= len(asks) - 2  # what leadership must do is asked at two of the talks


def test_nothing_stands_below_a_list_and_its_headings_are_on_every_page():
    for sheet in sheets("tema"):
        bottom = max(cell.row for row in sheet.iter_rows() for cell in row if cell.value is not None)
        assert bottom == 8
        assert sheet.print_title_rows == "$1:$8"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_a_talk_takes_one_page_and_figures_are_not_smaller_than_one_can_read():
    for sheet in (*sheets("tema"), *sheets("samtale")):
        last = re.search(r"\$([A-Z]+)\$(\d+)$", str(sheet.print_area).split(":")[-1])
        assert last is not None
        end, bottom = sheet[f"{last[1]}1"].column, int(last[2])
        widths = {
            at: one.width for one in sheet.column_dimensions.values() for at in range(one.min, one.max + 1)
        }
        scale = A4_LANDSCAPE[0] / sum(widths[at] * 7 / 96 for at in range(1, end + 1))
        assert 11 * scale >= 7.4
        assert 9 * scale >= 6
        if sheet in sheets("samtale"):
            usual = sheet.sheet_format.defaultRowHeight
            high = sum((sheet.row_dimensions[row].height or usual) / 72 for row in range(1, bottom + 1))
            assert high * scale < A4_LANDSCAPE[1]


def test_a_sign_is_a_word_with_an_icon_and_only_what_stands_out_is_in_colour():
    grey = set()
    for sheet in sheets("tema"):
        inks = {
            (icon, f"#{rule.dxf.font.color.rgb[2:]}")
            for found in sheet.conditional_formatting
            for rule in found.rules
            for icon in re.findall(r'LEFT\([^)]*\)="(.)"', rule.formula[0])
            if rule.dxf.font and rule.dxf.font.color
        }
        assert {("▲", GREEN), ("▼", RED)} <= inks
        grey |= {ink for icon, ink in inks if icon in "≈?–"}
    assert len(grey) == 1
    assert grey.isdisjoint({GREEN, RED})


def test_every_answer_has_help_and_words_for_the_administration():
    book = template(FILE).book
    for name in sorted(answers()):
        sheet, row, column = template(FILE).places(f"svar_{name}")[0]
        cell = book[sheet].cell(row, column).coordinate
        helped = [rule for rule in book[sheet].data_validations.dataValidation if cell in rule.sqref]
        assert [rule.prompt for rule in helped if rule.prompt], name
        for lang in LANGUAGES:
            with speaking(lang):
                assert answer_word(name.rpartition("__")[2]), (name, lang)


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        (["foraeldre_aftale_2_hvad"], ["foraeldre_aftale_2_hvem", "foraeldre_aftale_2_hvornaar"]),
        (["foraeldre_aftale_2_hvad", "foraeldre_aftale_2_hvem", "foraeldre_aftale_2_hvornaar"], []),
        (["foraeldre_foer_1_svar"], []),  # a guide is no form
    ],
)
def test_an_agreement_that_is_begun_says_who_and_when(given, lacks):
    parts = [f"foraeldre_aftale_2_{key}" for key in ("hvad", "tegn", "hvem", "hvornaar", "status")]
    told = [Answer("E01", "E01", "", "", "", "", name, "ord", "Ark", "A1") for name in given]
    blank = [
        Place("", "", "", "", name, "Ark", f"B{row}") for row, name in enumerate(parts) if name not in given
    ]
    found = find_missing(told, blank, NAME, 2026)
    assert [fault.facts["felt"].name for fault in found] == lacks
