"""What the sheet for the school board shows: agreed goals first, and never what a board may not see."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.values import cached_values
from unit.workbooks import built_template as built
from unit.workbooks.built_template import Typed, words

from workbooks.build.examples.koebenhavn import TARGET
from xl_beregner.dataset import load_dataset
from xl_beregner.fields import school_fields
from xl_beregner.filling import Template

SHEET = "Til bestyrelsen"
HEADINGS = [(row, column) for row in (6, 18) for column in (1, 12, 23)]
POINTS = 38  # the column of the first picture's x; y stands right of it
SCHOOL, MUNICIPALITY, TARGET_POINT, BOX = range(15, 23), range(23, 31), range(31, 32), range(32, 39)
REFUSED = words()["bestyrelse"]["afvist"]


def board(**single: Any) -> Typed:
    """Three indicators; b has figures of two years, a baseline of 2020/2021-2022/2023 and a municipality."""
    found = Typed(felt_seneste_skoleaar="2025/2026", **single)
    for number, key in enumerate("abc", start=1):
        name = {"noegle": key, "navn": key.upper()}
        found.row("aftale", number, **name, baseline=7.0, fortegn=1)
        own = {"t5": 6.0, "t7": 8.0, "k4": 8.5, "k7": 9.0} if key == "b" else {"t8": 5.0}
        year = "2024/2025" if key == "b" else "2025/2026"
        found.row("tal", number + 1, **name, maaleenhed="karakter", decimaler=1, aar_seneste=year, **own)
    limits = {"baseline": 7.0, "nedre": 6.5, "oevre": 7.75}
    return found.row("forslag", 2, noegle="b", baseline_aar="2020/2021–2022/2023", **limits)


def headings(found: Typed) -> list[Any]:
    return [found.results[SHEET, *place] for place in HEADINGS]


def below(found: Typed, down: int) -> list[Any]:
    """Give the cells below the first picture: 0 years, 1 the school, 2 the municipality, 3 the baseline."""
    results = found.results
    columns = range(2, {0: 10, 1: 11, 2: 10, 3: 7}[down])
    return [results[SHEET, 13 + down, column] for column in columns]


def points(found: Typed, rows: range) -> list[tuple[Any, Any]]:
    results = found.results
    return [(results[SHEET, row, POINTS], results[SHEET, row, POINTS + 1]) for row in rows]


def test_the_board_sees_agreed_goals_first_and_then_the_rest() -> None:
    assert headings(board()) == ["A, karakter", "B, karakter", "C, karakter", "", "", ""]
    assert headings(board().row("aftale", 3, maal=8))[:3] == ["C, karakter", "A, karakter", "B, karakter"]


def test_a_leader_may_choose_another_figure_for_the_board() -> None:
    assert headings(board(svar_figur_1="C"))[:2] == ["C, karakter", "B, karakter"]
    assert headings(board(svar_figur_1="findes ikke"))[0] == ""


# --- What a board may not see ------------------------------------------------------------------
def test_a_confidential_row_is_left_out_of_the_order_even_with_a_goal() -> None:
    found = board().row("aftale", 2, maal=9, fortrolig="ja")
    assert headings(found) == ["A, karakter", "C, karakter", "", "", "", ""]


def test_a_confidential_row_that_is_chosen_shows_the_reason_and_no_figure() -> None:
    found = board(svar_figur_1="B").row("aftale", 2, maal=9, fortrolig="ja")
    assert headings(found) == [REFUSED, "C, karakter", "", "", "", ""]
    assert [*below(found, 1), *below(found, 2), *below(found, 3)] == [""] * 22
    drawn = [x for rows in (SCHOOL, MUNICIPALITY, TARGET_POINT, BOX) for x, _ in points(found, rows)]
    assert drawn == [-1] * 24


@pytest.fixture(scope="module")
def confidential(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the example with two series made confidential: one published alone, one with a municipality."""
    folder = tmp_path_factory.mktemp("fortrolig") / "data"
    shutil.copytree(TARGET, folder)
    with (folder / "katalog.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for row in rows:
        if row["indikator"] in ("dansk", "trivsel_andel_hoej"):
            row["fortrolig"] = "ja"
    with (folder / "katalog.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.parametrize("edition", ["intern", "fortrolig"])
def test_confidential_series_of_a_dataset_never_reach_the_sheet(
    confidential: Path, tmp_path: Path, edition: str
) -> None:
    fields = school_fields(load_dataset(confidential), "2026/2027", edition).fields("101005")
    Template(built.data()).fill(fields, tmp_path / "fyldt.xlsx")
    filled = cached_values(tmp_path / "fyldt.xlsx")
    shown = [value for (sheet, _, _), value in filled.items() if sheet == SHEET]
    kept = {row["noegle"]: row for row in fields["tal"]}  # type: ignore[index,union-attr]
    proposed = {row["noegle"]: row for row in fields["forslag"]}  # type: ignore[index,union-attr]
    withheld = [kept[key] for key in ("dansk", "trivsel_andel_hoej")]
    assert [row["navn"] in " ".join(map(str, shown)) for row in withheld] == [False, False]
    for key in ("dansk", "trivsel_andel_hoej"):
        assert kept[key]["v3"] is not None  # the leader sees it on the other sheets
        assert not {proposed[key][name] for name in ("baseline", "nedre", "oevre")} & set(shown)
    assert [filled[SHEET, *place] for place in HEADINGS] == [
        f"{kept[key]['navn']}, {kept[key]['maaleenhed']}"
        for key in ("karaktergennemsnit", "matematik", "kompetencedaekning_pct", "socref_forskel",
                    "fravaer_pct", "trivsel_social")
    ]  # fmt: skip


# --- What a picture shows ----------------------------------------------------------------------
def test_a_missing_year_is_blank_below_the_picture_and_no_point_in_it() -> None:
    found = board(svar_figur_1="B").row("aftale", 2, maal=9)
    years = ["18/19", "19/20", "20/21", "21/22", "22/23", "23/24", "24/25", "25/26"]
    assert below(found, 0) == years
    assert below(found, 1) == ["", "", "", "", 6, "", 8, "", 9]
    assert points(found, SCHOOL) == [(5, 6)] * 5 + [(7, 8)] * 3
    assert points(found, TARGET_POINT) == [(9, 9)]


def test_the_municipality_is_a_line_of_its_own_years() -> None:
    found = board(svar_figur_1="B")
    assert below(found, 2) == ["", "", "", 8.5, "", "", 9, ""]
    assert points(found, MUNICIPALITY) == [(4, 8.5)] * 4 + [(7, 9)] * 4
    assert points(board(svar_figur_1="A"), MUNICIPALITY) == [(-1, 5)] * 8


def test_the_uncertainty_stands_around_the_years_behind_the_baseline() -> None:
    found = board(svar_figur_1="B")
    assert below(found, 3) == [7, "mellem", 6.5, "og", 7.75]
    left, right = 2.6, 5.4
    around = [(left, 7), (left, 6.5), (right, 6.5), (right, 7.75), (left, 7.75), (left, 7), (right, 7)]
    assert points(found, BOX) == [pytest.approx(point) for point in around]


def test_years_before_the_eight_shown_are_cut_off() -> None:
    found = board(svar_figur_1="B").row("forslag", 2, baseline_aar="2015/2016–2018/2019")
    assert {x for x, _ in points(found, BOX)} == {0.6, 1.4}
    long_ago = board(svar_figur_1="B").row("forslag", 2, baseline_aar="2012/2013–2014/2015")
    assert {x for x, _ in points(long_ago, BOX)} == {-1}


def test_a_figure_without_a_baseline_has_no_box() -> None:
    found = board(svar_figur_1="A")
    assert below(found, 3) == [""] * 5
    assert {x for x, _ in points(found, BOX)} == {-1}


def test_a_school_without_figures_has_no_point_on_the_scale() -> None:
    found = Typed(felt_seneste_skoleaar="2025/2026")
    rows = range(SCHOOL.start, BOX.stop)
    assert points(found, rows) == [(-1, 0)] * 24


def test_every_figure_below_a_picture_says_its_source() -> None:
    line = {"felt_kilde_linje": "Kilde: Prøven.", "felt_udgave": "Fortrolig"}
    found = Typed(**line).results
    assert found[SHEET, 5, 1] == "Kilde: Prøven."  # a board is shown it: it is not for the leader alone
    for sheet in built.LISTS.values():
        assert found[sheet, 5, 1] == "Kilde: Prøven.   ·   Fortrolig"
