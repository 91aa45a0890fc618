"""The pupils of `beregneren`: which tests stand beside each other, what is said of two, and what is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.beregneren_class import Values, filled, result
from unit.workbooks.beregneren_small import words

from xl_beregner import evaluate

LAST_YEAR, BEFORE_THAT = date(2025, 9, 10), date(2024, 9, 10)
SCORES = {"a": (420.0, 520.0), "b": (500.0, 510.0), "c": (560.0, 470.0), "d": (500.0, 555.4)}


# The edition for the add-in takes long to read; that both say the same is a proof.
both_editions = pytest.mark.parametrize("functions", [False, pytest.param(True, marks=pytest.mark.prove)])


def two_years(scores: dict[str, tuple[float, float]], **said: Any) -> list[dict[str, Any]]:
    return [
        result(pupil, score=score, dato=day, klassetrin=grade, **said)
        for pupil, pair in scores.items()
        for score, day, grade in zip(pair, (LAST_YEAR, date(2026, 9, 14)), (5, 6), strict=True)
    ]


def gain(found: Values) -> list[list[Any]]:
    columns = ("fremgang", "fejl", "nedre", "oevre")
    return [list(row) for row in zip(*(found.column(f"e_{key}", 4) for key in columns), strict=True)]


@pytest.mark.prove
@both_editions
def test_gains_and_words_are_those_of_the_function(functions: bool) -> None:
    found = filled(two_years(SCORES), functions=functions)
    for row, (before, after) in zip(gain(found), SCORES.values(), strict=True):
        (said,) = evaluate("BEREGNER_FREMGANG", before, after, 20.0, 20.0)
        assert row == pytest.approx(said[:4], abs=1e-9)
    assert found.column("e_status", 4) == [
        "frem", "inden for usikkerheden", "tilbage", "inden for usikkerheden",
    ]  # fmt: skip
    assert found.one("par_tekst") == "EKS 5. kl. efterår 2025 → EKS 6. kl. efterår 2026"


@pytest.mark.prove
def test_percentiles_move_in_standard_deviations_with_the_settings_error() -> None:
    rows = two_years({"a": (10.0, 90.0)}, test="DNT", skala="percentil", maalefejl=None)
    found = filled(rows, maalefejl_dnt_sd=0.4, konfidens_pct=90)
    before, after = found.column("x_1")[0], found.column("x_2")[0]
    (said,) = evaluate("BEREGNER_FREMGANG", before, after, 0.4, 0.4, None, None, 0.9)
    assert gain(found)[0] == pytest.approx(said[:4], abs=1e-9)
    assert found.one("enhed_ord") == "standardafvigelser i landets normgruppe"


def test_a_break_in_the_series_is_said_and_nothing_is_subtracted() -> None:
    point = {"skala": "point", "maalefejl": None, "maks": 40}
    rows = [
        result("a", test="FNO", score=20, dato=LAST_YEAR, klassetrin=4, **point),
        result("a", test="FNF", score=31, klassetrin=6, **point),
        result("b", test="FNO", score=22, dato=LAST_YEAR, klassetrin=4, **point),
    ]
    found = filled(rows)
    assert found.column("e_status", 2) == ["brud i serien", "mangler prøve"]
    assert found.column("e_grund", 2) == [
        "Progression kan endnu ikke opgøres: brud i serien", "mangler FNF 6. kl. efterår 2026",
    ]  # fmt: skip
    for name in ("e_foer", "e_efter", "e_fremgang", "e_nedre", "e_oevre", "e_percentil"):
        assert found.column(name, 3) == [None] * 3
    # Also where a table knows both: two series are two things.
    table = [
        {"tabel": "Eksempel", "test": test, "fag": "dansk", "klassetrin": grade, "score": score,
         "vaerdi": 500.0, "maalefejl": 10.0, "kilde": "opdigtet", "version": "1"}
        for test, grade, score in (("FNO", 4, 20), ("FNF", 6, 31))
    ]  # fmt: skip
    assert filled(rows, omsaetning=table).column("e_status", 1) == ["brud i serien"]


def test_the_newest_test_with_an_earlier_one_of_its_series_is_compared() -> None:
    rows = [
        *two_years({"a": (420.0, 520.0)}),
        result("a", test="FNF", skala="point", score=30, dato=date(2026, 9, 20), maks=40),
        result("a", score=380.0, dato=BEFORE_THAT, klassetrin=4),
    ]
    found = filled(rows)
    assert found.column("t_navn") == [
        "EKS 4. kl. efterår 2024", "EKS 5. kl. efterår 2025", "EKS 6. kl. efterår 2026",
        "FNF 6. kl. efterår 2026", None, None,
    ]  # fmt: skip
    assert [found.one("j_fra"), found.one("j_til")] == [2, 3]
    assert found.column("e_fremgang", 1) == [100.0]


def test_an_unknown_error_and_raw_points_give_no_gain() -> None:
    unknown = filled(two_years({"a": (420.0, 520.0)}, maalefejl=None))
    assert unknown.column("e_status", 1) == ["usikkerheden kendes ikke"]
    points = filled(two_years({"a": (12.0, 20.0)}, test="FNO", skala="point", maalefejl=None, maks=40))
    assert points.column("e_status", 1) == ["ingen fælles skala"]
    for found in (unknown, points):
        assert found.column("e_fremgang", 1) == [None]


@both_editions
def test_lus_moves_in_steps_and_has_no_gain(functions: bool) -> None:
    lus = {"test": "LUS", "skala": "lus", "maalefejl": None}
    points = {"a": ("15", "18a"), "b": ("16", "16"), "c": ("18 B", 17)}
    found = filled(two_years(points, **lus), functions=functions)  # type: ignore[arg-type]
    assert found.column("e_status", 3) == ["frem", "uændret", "tilbage"]
    steps = [evaluate("BEREGNER_LUSFREMGANG", str(a), str(b))[0][0] for a, b in points.values()]
    shown = [f"▲ frem {steps[0]:g} trin", "● uændret", f"▼ tilbage {-steps[2]:g} trin"]
    assert found.column("e_vist", 3) == shown
    assert found.column("e_fremgang", 3) == [None] * 3


def test_model_figures_are_outdated_when_a_score_is_another() -> None:
    figures = {
        "noegle": "a|dansk|", "elev_id": "a", "fag": "dansk", "foer_test": "EKS", "foer_trin": 5,
        "foer": 420.0, "efter_test": "EKS", "efter_trin": 6, "efter": 520.0, "percentil": 71.0, "nedre": 40.0,
        "oevre": 93.0, "forventet": 488.0, "naeste": "EKS 7",
        **{f"q{decile}": 400.0 + decile for decile in range(10, 100, 10)},
    }  # fmt: skip
    names = ("e_percentil", "e_p_nedre", "e_p_oevre", "e_forventet", "e_naeste")
    same = filled(two_years({"a": (420.0, 520.0)}), modeltal=[figures])
    assert [same.column(name)[0] for name in names] == [71.0, 40.0, 93.0, 488.0, "EKS 7"]
    other = filled(two_years({"a": (421.0, 520.0)}), modeltal=[figures])
    assert [other.column(name)[0] for name in names] == ["forældet", None, None, "forældet", None]
    # Of another pair nothing is said at all.
    of_fno = filled(two_years({"a": (420.0, 520.0)}), modeltal=[{**figures, "foer_test": "FNO"}])
    assert [of_fno.column(name)[0] for name in names] == [None] * 5


def test_pupils_stand_as_in_the_class_list_then_as_they_are_met() -> None:
    rows = [result("z"), result("b"), result(None, elev_navn="Ny elev"), result("a", elev_navn="Elev b")]  # type: ignore[arg-type]
    roster = [
        {"noegle": "a", "navn": "Elev b"},
        {"noegle": "b", "navn": "Elev b"},
        {"noegle": "x", "navn": "Væk"},
    ]
    found = filled(rows, klasseliste=roster)
    assert found.column("e_id", 6) == ["a", "b", "x", "z", "Ny elev", None]
    # Two of one name are told apart.
    assert found.column("e_navn", 6) == ["Elev b (a)", "Elev b (b)", "Væk", "Elev z", "Ny elev", None]
    assert found.column("e_status", 6) == ["mangler prøve"] * 5 + [None]


def test_subjects_and_profiles_are_listed_and_the_chosen_one_is_shown() -> None:
    rows = [result("a"), result("a", fag="matematik"), result("a", profil="afkodning", score=300.0)]
    found = filled(rows, valgt_fag="dansk|afkodning")
    assert found.column("liste_fag", 4) == ["dansk", "matematik", "dansk: afkodning", None]
    assert [found.one("valgt_fag"), found.one("valgt_noegle")] == ["dansk: afkodning", "dansk|afkodning"]
    assert found.column("t_1", 1) == [300.0]
    assert filled(rows, valgt_fag="matematik|").one("valgt_noegle") == "matematik|"
    assert filled(rows).one("valgt_fag") == "dansk"


@both_editions
def test_a_class_without_results_shows_nothing_and_no_error(functions: bool) -> None:
    found = filled([], functions=functions)
    for name in ("e_navn", "e_status", "e_fremgang", "t_navn", "i_status"):
        assert set(found.column(name)) == {None}


# What a level may be called: a condition or a pattern where cells are counted by their words.
WORDS = words()["klasse"]
LEVELS = {10: "<25", 20: "4*", 30: "40", 40: ">=50", 50: "~a?"}


def test_a_first_test_has_its_level_whatever_that_is_called() -> None:
    point = {"test": "FNO", "skala": "point", "maalefejl": None, "maks": 60}
    table = [
        {"tabel": "Eksempel", "test": "FNO", "fag": "dansk", "klassetrin": 6, "score": score,
         "vaerdi": 400.0 + score, "maalefejl": 10.0, "niveau": level, "kilde": "opdigtet", "version": "1"}
        for score, level in LEVELS.items()
    ]  # fmt: skip
    scores = [10, 20, 20, 20, 30, 40, 50, 50]
    found = filled(
        [result(f"p{at}", score=score, **point) for at, score in enumerate(scores)], omsaetning=table
    )
    assert found.column("e_niveau", len(scores)) == [LEVELS[score] for score in scores]
    names, shares = (
        found.below("Klasse", WORDS[key], 6)[1:] for key in ("niveau_overskrift", "andel_overskrift")
    )
    assert names == list(LEVELS.values())[::-1]
    assert [share.partition(" af ")[0] for share in shares] == ["2", "1", "1", "3", "1"]
