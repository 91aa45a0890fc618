"""The workbooks of an evaluation: numbers beside words, and payouts in a file of their own."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from support.evaluated import EXAMPLE, YEAR, municipality

from xl_beregner import texts
from xl_beregner.batch.books.calibration_sheet import verdict_of
from xl_beregner.batch.books.evaluation_book import evaluation_book
from xl_beregner.batch.books.payout_book import payout_book
from xl_beregner.batch.evaluation import Evaluation, evaluate_year
from xl_beregner.batch.payout import payout_basis, payout_rule
from xl_beregner.dataset import Dataset

OWN = {
    "udbetaling": "gennemsnit",
    "udbetaling_naaet": "100 %",
    "udbetaling_delvist": "40 %",
    "udbetaling_ikke": "0 %",
}
JUDGED = ("Nået", "Delvist nået", "Ikke nået")


@cache
def dataset(count: int = 24, payout: str = "") -> Dataset:
    settings = OWN if payout == "gennemsnit" else {"udbetaling": payout} if payout else {}
    judged = {"judged": JUDGED} if payout else {}
    with tempfile.TemporaryDirectory() as folder:
        return municipality(Path(folder), count, **judged, **settings)  # type: ignore[arg-type]


@cache
def found(count: int = 24, payout: str = "") -> Evaluation:
    return evaluate_year(dataset(count, payout), YEAR)


@cache
def made(language: str = "da", count: int = 24) -> bytes:
    with texts.speaking(language):
        return evaluation_book(found(count))


@cache
def paid(payout: str = "", language: str = "da") -> bytes:
    with texts.speaking(language):
        return payout_book(found(24, payout), payout_rule(dataset(24, payout).settings))


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def table(data: bytes, name: str) -> list[dict[str, object]]:
    rows = [list(row) for row in opened(data)[name].iter_rows(values_only=True)]
    top = next(at for at, row in enumerate(rows) if row[0] == "Nummer")
    lines = [row for row in rows[top + 1 :] if row[1] is not None]  # below the table stands a legend
    return [dict(zip(rows[top], row, strict=True)) for row in lines]


def rounded(value: float | None) -> float | None:
    """Give a number as XlsxWriter writes it: with 16 digits."""
    return None if value is None else float(f"{value:.16g}")


def lines(data: bytes, name: str) -> list[str]:
    return [row[0] for row in opened(data)[name].iter_rows(max_row=8, values_only=True) if row[0]]


# --- The evaluation -----------------------------------------------------------------------------
def test_the_sheets_in_order() -> None:
    names = ["Skolerne", "Målene", "Ordene", "Egne mål", "Holdt chancerne", "Om tallene"]
    assert opened(made()).sheetnames == names


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    assert evaluation_book(found()) == made()
    assert payout_book(found(), payout_rule(dataset().settings)) == paid()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_sheet_says_for_whom_it_is_and_that_an_example_is_one(language: str) -> None:
    for sheet in opened(made(language)).sheetnames:
        assert {EXAMPLE, texts.say("evaluation.fortroligt", language)} <= set(lines(made(language), sheet))


def test_every_goal_has_a_row_with_numbers_and_one_with_words() -> None:
    numbers, words = table(made(), "Målene"), table(made(), "Ordene")
    goals = found().goals
    assert len(numbers) == len(words) == len(goals) == 69
    for number, word, goal in zip(numbers, words, goals, strict=True):
        assert (number["Nummer"], number["Indikator"]) == (goal.school, goal.name)
        assert (word["Nummer"], word["Indikator"]) == (goal.school, goal.name)
        assert number["Mål"] == goal.level
        assert number["Resultat"] == goal.result
        assert number["Justeret mål"] == goal.adjusted
        assert number["Chance dengang"] == rounded(goal.chance)
        assert (word["Skolelederens ord"] or "") == goal.leader
        assert (word["Områdechefens ord"] or "") == goal.chief
        assert (word["Begrundelse for justering"] or "") == goal.reason


def test_the_schools_counts_are_those_of_their_goals() -> None:
    rows = table(made(), "Skolerne")
    for row, school in zip(rows, found().schools, strict=True):
        settled = [goal for goal in school.goals if goal.is_settled]
        assert row["Har resultat"] == len(settled) == len(str(row["Hvert mål"] or ""))
        assert row["På rette side"] == sum(goal.is_reached for goal in settled)
        # What is only probable is never headed as certain.
        parts = ("Sandsynligt ● ◕", "Uafgjort ◑ ?", "Sandsynligt ikke ◔ ○")
        assert sum(int(str(row[part])) for part in parts) == len(settled)
        judged = ("Nået", "Delvist nået", "Ikke nået", "Kan ikke vurderes", "Uden vurdering")
        assert sum(int(str(row[word] or 0)) for word in judged) == len(school.to_judge)


def test_a_goal_without_judgement_says_so_and_none_is_blank() -> None:
    assert {str(row["Fælles vurdering"]) for row in table(made(), "Målene")} == {
        "✓ Nået",
        "◐ Delvist nået",
        "✗ Ikke nået",
        "? Kan ikke vurderes",
        "ikke vurderet",
        "skal nås senere",
    }


def test_the_sentence_on_chances_stands_on_its_sheet() -> None:
    cells = [cell for row in opened(made())["Holdt chancerne"].iter_rows(values_only=True) for cell in row]
    for group in found().calibration.groups:
        assert group.text in cells
    assert any(str(cell).startswith("Af 23 mål med 50 % chance blev") for cell in cells)


def test_few_goals_tell_no_share_and_no_picture(tmp_path: Path) -> None:
    data = evaluation_book(evaluate_year(municipality(tmp_path, 2), YEAR))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [name for name in parts.namelist() if "chart" in name]
    rows = [
        row for row in opened(data)["Holdt chancerne"].iter_rows(values_only=True) if row[0] == "alle mål"
    ]
    assert all(row[5] is None for row in rows)  # the share reached: on fewer than five goals


def test_without_chances_the_sheet_says_so(tmp_path: Path) -> None:
    from support.agreed import SOUTH, agreed, goal, small_dataset

    bare = agreed(small_dataset(tmp_path), goal(SOUTH, 2025, "karakter", 7.5))
    data = evaluation_book(evaluate_year(bare, 2025))
    assert texts.say("evaluation.kalibrering.ingen") in lines(data, "Holdt chancerne")
    assert "Egne mål" not in opened(data).sheetnames


def test_the_picture_has_words_for_who_cannot_see_it() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert texts.say("evaluation.kalibrering.alt") in drawing


def test_schools_are_not_ranked() -> None:
    assert [row["Nummer"] for row in table(made(), "Skolerne")] == [one.number for one in found().schools]


# --- Payouts ------------------------------------------------------------------------------------
def test_nothing_about_payouts_stands_in_the_evaluation() -> None:
    with zipfile.ZipFile(io.BytesIO(evaluation_book(found(24, "eksempel")))) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist()).decode("utf-8", "ignore").casefold()
    for word in ("resultatløn", "udbetaling", "andel nået af"):
        assert word not in whole


@pytest.mark.parametrize("sheet", ["Skolerne", "Målene", "Om tallene"])
def test_every_sheet_of_payouts_is_the_administrations_alone(sheet: str) -> None:
    assert {EXAMPLE, texts.say("payout.kun")} <= set(lines(paid(), sheet))


@pytest.mark.parametrize("sheet", ["Skolerne", "Målene", "Om tallene"])
def test_an_example_arithmetic_says_on_every_sheet_that_it_is_one(sheet: str) -> None:
    told = texts.say("payout.eksempel")
    assert told in lines(paid("eksempel"), sheet)
    assert told not in lines(paid("gennemsnit"), sheet)
    assert told not in lines(paid(), sheet)


def test_without_an_arithmetic_there_is_no_share_and_the_file_says_why() -> None:
    assert {row["Andel"] for row in table(paid(), "Skolerne")} == {None}
    assert {row["Andel"] for row in table(paid(), "Målene")} == {None}
    assert texts.say("payout.slaaet_fra") in lines(paid(), "Skolerne")


def test_ones_own_arithmetic_stands_there_with_its_source() -> None:
    told = [line for line in lines(paid("gennemsnit"), "Skolerne") if "40 %" in line]
    assert told == [
        "Nået tæller 100 %, Delvist nået 40 %, Ikke nået 0 %; skolens andel er gennemsnittet af målene. "
        "Kilde: Byrådet 12-05-2026"
    ]
    bases = payout_basis(found(24, "gennemsnit"), payout_rule(dataset(24, "gennemsnit").settings))
    rows = table(paid("gennemsnit"), "Skolerne")
    assert [row["Andel"] for row in rows] == [rounded(basis.share) for basis in bases]
    assert any(row["Andel"] is not None for row in rows)
    parts = {"✓ Nået": 1.0, "◐ Delvist nået": 0.4, "✗ Ikke nået": 0.0}
    for row in table(paid("gennemsnit"), "Målene"):
        assert row["Andel"] == parts.get(str(row["Fælles vurdering"]))


def test_the_decision_is_left_to_people() -> None:
    for payout in ("", "eksempel", "gennemsnit"):
        rows = table(paid(payout), "Skolerne")
        assert {(row["Afgørelse"], row["Begrundelse"]) for row in rows} == {(None, None)}
    sheet = opened(paid())["Skolerne"]
    told = {str(one.sqref): one.prompt for one in sheet.data_validations.dataValidation}
    top = next(cell.row for cell in sheet["A"] if cell.value == "Nummer")
    decided = f"M{top + 1}:M{top + len(found().schools)}"
    assert told[decided] == texts.say("payout.hjaelp.afgoerelse")


def test_neither_actions_nor_goal_is_said_as_such() -> None:
    told = {
        row["Nummer"]
        for row in table(paid("eksempel"), "Målene")
        if row["Skal ses på"] == texts.say("payout.tiltag_og_maal")
    }
    assert told
    for row in table(paid("eksempel"), "Skolerne"):
        assert ("ingen resultatløn" in str(row["Bemærkning"])) == (row["Nummer"] in told)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_another_language_has_other_words_and_the_same_numbers(language: str) -> None:
    def numbers(data: bytes) -> list[float]:
        cells = (cell for sheet in opened(data) for row in sheet.iter_rows(values_only=True) for cell in row)
        return [cell for cell in cells if isinstance(cell, (int, float))]

    assert numbers(paid("eksempel", language)) == numbers(paid("eksempel"))
    assert not set(opened(made(language)).sheetnames) & set(opened(made()).sheetnames)


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("all_low_no_slope", "▲ flere end ventet"),
        ("all_high_bold", "▼ færre end ventet"),
        ("too_few_shown", "… for få mål"),
        ("calibrated", "✓ passer"),
        ("separated", "se teksten"),
    ],
)
def test_what_is_said_of_all_goals_is_said_in_few_words_too(key: str, word: str) -> None:
    assert texts.say(f"evaluation.kalibrering.dom.{verdict_of(key)}") == word


def test_goals_of_one_year_are_said_to_move_together() -> None:
    """The interval of a share takes goals as independent; a good year for all schools makes them less so."""
    written = [
        str(cell.value) for row in opened(made())["Holdt chancerne"].iter_rows(max_row=8) for cell in row
    ]
    assert any("døm chancerne over flere år" in words for words in written)
