"""The workbook "Samlet": a row a school, answers side by side, what was changed, whom to write to."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from support.came_home import BROKEN, INDICATORS, RUN, classes, collected, home

from xl_beregner import texts
from xl_beregner.batch.books.collected_answers import form_cell
from xl_beregner.batch.books.collected_book import collected_book
from xl_beregner.batch.books.collected_words import reminders, state, units
from xl_beregner.batch.collect.collected import Answer, Collected, Home
from xl_beregner.batch.collect.tables import agreement_table, basis_table
from xl_beregner.civil import MASK
from xl_beregner.dataset.agreements import read_agreements
from xl_beregner.errors import Fault

OUT = Path("samlet/samlet.xlsx")
CPR = "010190-1234"  # a day that is one, and any serial: invented


@cache
def made(language: str = "da", example: str = "") -> bytes:
    with texts.speaking(language):
        return collected_book(collected(example=example), OUT)


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def book(found: Collected | None = None) -> Workbook:
    return opened(collected_book(found, OUT) if found else made())


def table(sheets: Workbook, name: str, first: str = "Nummer") -> list[dict[str, object]]:
    """Read a sheet's table: a row a mapping, from its heading on."""
    rows = [list(row) for row in sheets[name].iter_rows(values_only=True)]
    top = next(at for at, row in enumerate(rows) if first in row)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def only(*homes: Home) -> Collected:
    return Collected(RUN, homes, sent_count=len(homes))


def said(sheets: Workbook) -> str:
    cells = (cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(cell for cell in cells if isinstance(cell, str))


# --- The workbook as a whole --------------------------------------------------------------------
def test_the_sheets_in_order() -> None:
    assert book().sheetnames == [
        "Overblik", "Aftale side om side", "Evaluering side om side", "Egne mål side om side",
        "Svar side om side", "Ændrede tal", "Bemærkninger", "Rykkerliste", "aftaler", "aftalegrundlag",
        "Om tallene",
    ]  # fmt: skip


def test_the_same_input_gives_the_same_bytes() -> None:
    assert collected_book(collected(), OUT) == made()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_sheet_says_that_an_example_is_one_and_for_whom_it_is(language: str) -> None:
    sheets = opened(made(language, "Opdigtet."))
    for name in sheets.sheetnames:
        if name in ("aftaler", "aftalegrundlag"):
            continue
        top = [row[0] for row in sheets[name].iter_rows(max_row=7, values_only=True)]
        assert "Opdigtet." in top, name
        assert texts.say("collected_book.fortroligt", language) in top, name


@pytest.mark.parametrize("language", ["sv", "en"])
def test_another_language_has_other_words_and_the_same_tables(language: str) -> None:
    danish, other = opened(made()), opened(made(language))
    for name in ("aftaler", "aftalegrundlag"):
        assert list(danish[name].values) == list(other[name].values)
    assert not set(danish.sheetnames) & set(other.sheetnames) - {"aftaler", "aftalegrundlag"}


def test_nobody_home_is_a_workbook_all_the_same() -> None:
    lost = collected().not_home
    sheets = book(Collected(RUN, not_home=lost, sent_count=1))
    assert [row["Status"] for row in table(sheets, "Overblik")] == ["✗ Ikke returneret"]
    assert len(list(sheets["aftaler"].values)) == 1  # its headings
    assert "Aftale side om side" not in sheets.sheetnames


# --- Overblik -----------------------------------------------------------------------------------
def test_every_unit_that_was_sent_has_a_row_with_its_status_in_word_and_icon() -> None:
    rows = table(book(), "Overblik")
    assert [row["Nummer"] for row in rows] == [str(101000 + number) for number in range(1, 25)]
    states = {row["Nummer"]: row["Status"] for row in rows}
    assert states["101001"] == "✓ I orden"
    assert states["101003"] == "⚠ Kræver et blik"  # a changed figure
    assert states["101005"] == "⚠ Kræver et blik"  # a remark
    assert states["101007"] == "◐ Mangler svar"
    assert states["101009"] == "○ Ikke udfyldt"
    assert states["101024"] == "✗ Ikke returneret"
    assert list(states.values()).count("✓ I orden") == 19


def test_the_goals_are_counted_with_the_schools_own() -> None:
    first = home(1)
    targets = [one for one in first.answers if one.table == "aftale" and one.field == "maal"]
    row = table(book(only(first)), "Overblik")[0]
    assert row["Mål"] == len(targets) + 2  # a goal of its own, and one on sickness absence
    assert row["Svar"] == len(first.answers)


def test_the_counts_stand_at_the_top() -> None:
    line = [row[0] for row in book()["Overblik"].iter_rows(max_row=3, values_only=True)][2]
    assert line == (
        "Sendt: 24 · ✓ i orden: 19 · ◐ mangler svar: 1 · ⚠ kræver et blik: 2 · ○ ikke udfyldt: 1 · "
        "✗ ikke returneret: 1 · filer lagt til side: 2"
    )


def test_a_link_leads_from_the_workbook_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "retur/sub").mkdir(parents=True)
    file = tmp_path / "retur/sub" / BROKEN
    file.touch()
    found = replace(only(replace(home(1), link=f"sub/{BROKEN}")), folder=tmp_path / "retur")
    sheet = opened(collected_book(found, tmp_path / "ud/samlet.xlsx"))["Overblik"]
    [link] = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    (tmp_path / "ud").mkdir()
    assert (tmp_path / "ud" / unquote(link.target)).resolve() == file
    assert not link.target.startswith("/")


def test_a_file_whose_name_must_not_be_repeated_has_no_link() -> None:
    sheet = book(only(replace(home(1), file=f"{MASK}.xlsx", link="")))["Overblik"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


# --- Side by side -------------------------------------------------------------------------------
def test_goals_stand_beside_the_baseline_they_were_agreed_on() -> None:
    rows = table(book(), "Aftale side om side")
    first = next(row for row in rows if row["Nummer"] == "101001" and row["Mål eller række"] == "Elevfravær")
    assert list(first) == [
        "Nummer", "Skole", "Mål eller række", "Baseline", "Måltype", "Mål", "Ændring fra baseline",
        "Opnås senest", "Tiltag",
    ]  # fmt: skip
    assert first["Baseline"] == 7.41  # 7.4 + 0.0123456789
    assert (first["Mål"], first["Ændring fra baseline"]) == (6.5, -0.91)
    targets = [one for one in collected().homes if one.status != "ikke_udfyldt" for one in one.answers]
    assert len(rows) == sum(one.table == "aftale" and one.field == "maal" for one in targets)


def test_a_change_that_was_agreed_is_the_change_itself() -> None:
    answers = tuple(
        replace(one, value="Progression" if one.field == "maaltype" else 0.3)
        for one in home(1).answers
        if one.table == "aftale" and one.field in ("maaltype", "maal")
    )
    rows = table(
        book(replace(only(replace(home(1), answers=answers)), bases=collected().bases)),
        "Aftale side om side",
    )
    assert {row["Ændring fra baseline"] for row in rows} == {0.3}


def test_own_goals_are_rows_of_their_form() -> None:
    rows = table(book(only(home(1))), "Egne mål side om side")
    assert [(row["Emne"], row["Mål"]) for row in rows] == [
        ("Eget mål 1", "Flere elever i musikskole"),
        ("Sygefravær", "Under 4 %"),
    ]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("egen_1_maal", ("egen_1", "maal")),
        ("oekonomi_bemaerkning", ("oekonomi", "bemaerkning")),
        ("aftale_dato", None),
        ("skoleleder", None),
        ("egenskab", None),
    ],
)
def test_a_single_answer_is_known_as_a_cell_of_the_form(name: str, cell: tuple[str, str] | None) -> None:
    assert form_cell(name) == cell


def test_single_answers_are_a_matrix_of_schools_and_questions() -> None:
    rows = table(book(), "Svar side om side")
    assert list(rows[0]) == ["Nummer", "Skole", "Skoleleder", "Områdechef", "Aftalen indgået"]
    assert rows[0]["Skoleleder"] == "Leder 1"
    assert len(rows) == 22  # one is empty, one is missing


def test_a_row_of_the_schools_own_and_one_without_words_are_told_by_their_number_and_key() -> None:
    whose = ("101001", "101001", "", "egne_raekker")
    answers = (
        Answer(*whose, "egen:2", "", "hvad_nu", "Ja", "Ark", "B9"),
        Answer(*whose, "n-1", "", "hvad_nu", True, "Ark", "B8", is_formula=True),
    )
    sheets = book(only(replace(home(1), answers=answers)))
    rows = table(sheets, "Egne raekker side om side")
    assert [(row["Mål eller række"], row["Hvad nu"]) for row in rows] == [
        ("Egen række 2", "Ja"),
        ("n-1", True),
    ]
    typed = {cell.value: cell.font.i for row in sheets["Egne raekker side om side"] for cell in row}
    assert typed[True] is True
    assert not typed["Ja"]


def test_columns_stand_as_they_do_in_the_workbook() -> None:
    answers = tuple(
        Answer("1", "1", "", "liste", "a", "A", name, 1.0, "Ark", cell)
        for name, cell in (("sidst", "AA9"), ("foerst", "C9"), ("midt", "K9"))
    )
    [row] = table(book(only(replace(home(1), answers=answers))), "Liste side om side")
    assert list(row)[3:] == ["Foerst", "Midt", "Sidst"]


def test_classes_have_a_column_and_stand_in_their_order() -> None:
    sheets = book(classes())
    assert [row["Klasse"] for row in table(sheets, "Overblik")] == ["4B", "10A"]
    rows = table(sheets, "Klasseliste side om side")
    assert [(row["Klasse"], row["Mål eller række"]) for row in rows[:2]] == [("4B", "E1"), ("4B", "E2")]
    assert "Mål" not in table(sheets, "Overblik")[0] or table(sheets, "Overblik")[0]["Mål"] == 0


# --- What needs a person ------------------------------------------------------------------------
def test_changed_figures_are_told_with_place_and_both_values() -> None:
    rows = table(book(), "Ændrede tal")
    assert [list(row.values()) for row in rows] == [
        ["101003", "Skole 3", "Elevfravær · Baseline", "Aftale", "D10", 7.4123, 6.1],
        ["101003", "Skole 3", "Skolens navn", "Forside", "A2", "Skole 3", "Vores skole"],
    ]


def test_without_changes_and_remarks_the_sheets_say_so() -> None:
    sheets = book(only(home(1)))
    for name, line in (
        ("Ændrede tal", "Ingen låste tal er ændret."),
        ("Bemærkninger", "Ingen bemærkninger."),
        ("Rykkerliste", "Ingen skal rykkes: alle er kommet hjem, og intet svar mangler."),
    ):
        assert line in [row[0] for row in sheets[name].iter_rows(values_only=True)]


def test_every_fault_and_every_file_not_used_is_a_remark_with_its_place() -> None:
    rows = table(book(), "Bemærkninger", "Slags")
    assert [(row["Slags"], row["Nummer"], row["Ark"], row["Celle"]) for row in rows] == [
        ("⚠ Kræver et blik", "101005", "Aftale", "F9"),
        ("◇ Kan ikke ses i tallet", "101006", "Aftale", "F9"),
        ("◐ Mangler svar", "101007", "Aftale", "G9"),
        ("✗ Ikke brugt", "101001", None, None),
        ("✗ Ikke brugt", None, None, None),
    ]
    assert rows[3]["Skole"] == "Skole 1"
    assert rows[4]["Fil"] == BROKEN


def test_a_copy_is_told_and_asks_for_nothing() -> None:
    aside = replace(collected().asides[0], is_copy=True)
    [row] = table(book(replace(only(home(1)), asides=(aside,))), "Bemærkninger", "Slags")
    assert row["Slags"] == "= Kopi, ikke brugt"


def test_whoever_did_not_return_comes_first_on_the_reminder_list() -> None:
    found = reminders(collected())
    assert [(one.unit.school, one.unit.state) for one in found] == [
        ("101024", "ikke_hjemme"),
        ("101009", "ikke_udfyldt"),
        ("101007", "mangler_svar"),
    ]
    assert "Kære Skole 24\n" in found[0].sentence
    assert "101024_skole-24.xlsx" in found[0].sentence
    assert "de gule felter er tomme" in found[1].sentence
    assert "\n• " in found[2].sentence


def test_a_file_that_cannot_be_used_is_told_in_the_reminder() -> None:
    lost = replace(collected().not_home[0], why=Fault("collect_tom_fil", {"fil": "a.xlsx"}))
    [one] = reminders(Collected(RUN, not_home=(lost,), sent_count=1))
    assert "filen a.xlsx" in one.sentence
    assert "Bed skolen" not in one.sentence  # it is the school that reads it
    assert lost.file in one.sentence


def test_what_is_odd_goes_before_what_merely_lacks() -> None:
    fault = Fault("collect_mangler", {})
    assert state(replace(home(1), status="mangelfuld", missing=(fault,))) == "mangler_svar"
    assert state(replace(home(1), status="mangelfuld", missing=(fault,), remarks=(fault,))) == "et_blik"
    assert state(replace(home(1), status="ikke_udfyldt", remarks=(fault,))) == "ikke_udfyldt"


def test_a_goal_too_small_to_be_seen_is_remarked_and_needs_nobody() -> None:
    small = replace(home(1), remarks=(Fault("collect_under_stoej", {}, "warning"),))
    assert state(small) == "hjemme"
    assert not only(small).needs_a_person
    both = replace(small, remarks=(*small.remarks, Fault("collect_cpr", {}, "warning")))
    assert state(both) == "et_blik"
    assert only(both).needs_a_person


def test_many_remarks_of_one_school_are_counted_in_the_overview_and_all_told_on_their_sheet() -> None:
    faults = tuple(
        Fault("collect_mangler", {"celle": f"F{row}", "ark": "A", "felt": "x"}) for row in range(9)
    )
    sheets = book(only(replace(home(1), remarks=faults)))
    lines = str(table(sheets, "Overblik")[0]["Det kræver et blik"]).split("\n")
    assert len(lines) == 5
    assert "5 til" in lines[-1]
    assert len(table(sheets, "Bemærkninger", "Slags")) == 9


def test_units_stand_in_the_order_of_schools_never_by_status() -> None:
    assert [unit.school for unit in units(collected())] == sorted(unit.school for unit in units(collected()))


# --- Leaks and losses ---------------------------------------------------------------------------
def test_a_civil_number_that_came_this_far_is_masked_in_every_part() -> None:
    told = Answer("1", "1", "", "", "", "", "skoleleder", f"Ring til {CPR}", "Forside", "B1")
    number = replace(told, field="omraadechef", value=1_101_901_234.0)
    found = only(replace(home(1), answers=(told, number), file=f"{CPR}.xlsx", link=f"{CPR}.xlsx"))
    data = collected_book(found, OUT)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist())
    assert CPR.encode() not in whole
    assert b"1101901234" not in whole
    assert f"Ring til {MASK}" in said(opened(data))


def test_the_tables_read_back_as_they_were_collected(tmp_path: Path) -> None:
    path = tmp_path / "samlet.xlsx"
    path.write_bytes(made())
    rows, basis = read_agreements(path)
    _, answers = agreement_table(collected())
    _, figures = basis_table(collected())
    assert len(rows) == len(answers)
    assert [str(value) for value in rows["vaerdi"]] == [str(row[-1]) for row in answers]
    assert len(basis) == len(figures) == 24 * len(INDICATORS)
    assert basis["baseline"].tolist() == [row[4] for row in figures]


@pytest.mark.parametrize(
    "text", ["=1+1", "'=1+1", "''+x", "- punkt et", "@navn", "linje\nlinje", "0123", "x" * 32_767]
)
def test_a_schools_words_come_back_letter_by_letter(text: str, tmp_path: Path) -> None:
    told = Answer("101001", "101001", "", "aftale", "a", "A", "tiltag", text, "Aftale", "K9")
    path = tmp_path / "samlet.xlsx"
    path.write_bytes(collected_book(only(replace(home(1), answers=(told,))), path))
    rows, _ = read_agreements(path)
    assert rows["vaerdi"].tolist() == [text]
