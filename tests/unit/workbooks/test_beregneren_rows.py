"""The check beside a paste: what each kind of cell becomes, and that nothing is changed in silence."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from scipy.stats import norm
from support.beregneren_class import Values, filled, result, template

from xl_beregner.fields import class_list
from xl_beregner.fields.known import class_group as known_class

OK, REFUSED = "✓ forstået", "✕ afvist"
DNT = {"test": "DNT", "skala": "percentil", "maalefejl": None}
FNO = {"test": "FNO", "skala": "point", "maalefejl": None, "maks": 40}
LUS = {"test": "LUS", "skala": "lus", "maalefejl": None}
ANY = object()

# What stands in the row, what it becomes (ANY: does not matter), and a piece of what is said of it.
ROWS: dict[str, tuple[dict[str, Any], str | None, Any, str]] = {
    "a number": ({}, OK, 500.0, ""),
    "decimal comma": ({"score": "512,25"}, OK, 512.25, "tekst"),
    "decimal point": ({"score": "7.5"}, OK, 7.5, "tekst"),
    "below 0 in words": ({"score": "-12,5"}, OK, -12.5, "tekst"),
    "a hyphen between": ({"score": "12-5"}, REFUSED, "?", "ikke et tal"),
    "points below 0 in words": ({**FNO, "score": "-1"}, REFUSED, -1.0, "under 0"),
    "thousands": ({"score": "1.512"}, OK, 1512.0, "tekst"),
    "thousands and decimals": ({"score": "1.512,25"}, OK, 1512.25, "tekst"),
    "a hard blank among digits": ({"score": "1\u00a0498"}, OK, 1498.0, "tekst"),
    "an English number is not guessed": ({"score": "1,512.25"}, REFUSED, "?", "ikke et tal"),
    "two commas": ({"score": "1,5,2"}, REFUSED, "?", "ikke et tal"),
    "an exponent": ({"score": "1e5"}, REFUSED, "?", "ikke et tal"),
    "a time": ({"score": "12:30"}, REFUSED, "?", "ikke et tal"),
    "words": ({"score": "ca. 480"}, REFUSED, "?", "ikke et tal"),
    "a date for score": ({"score": date(2026, 3, 12)}, REFUSED, ANY, "en dato"),
    "a date in words for score": ({"score": "12-03-2026"}, REFUSED, "?", "en dato"),
    "not taken": ({"score": None}, OK, None, "ikke taget"),
    "a missing marker": ({"score": "-"}, OK, None, "ikke taget"),
    "absent": ({"score": "Syg"}, OK, "?", "ikke taget"),
    "percentile 100": ({**DNT, "score": 100}, OK, 100.0, "99,5"),
    "percentile 0": ({**DNT, "score": 0}, OK, 0.0, "0,5"),
    "percentile 101": ({**DNT, "score": 101}, REFUSED, ANY, "1–100"),
    "percentile with its sign": ({**DNT, "score": "47 %"}, OK, 47.0, "tekst"),
    "the criterion view": ({**DNT, "score": "Rigtig god"}, REFUSED, "?", "kriterievisningen"),
    "the criterion view in full": ({**DNT, "score": "JÆVN PRÆSTATION"}, REFUSED, "?", "kriterievisningen"),
    "the norm view's steps": ({**DNT, "score": "Over middel"}, REFUSED, "?", "kriterievisningen"),
    "points": ({**FNO, "score": 12}, OK, 12.0, ""),
    "12 af 40": ({**FNO, "score": "12 af 40"}, OK, 12.0, "antal af maks"),
    "12 ud af 40": ({**FNO, "score": "12 ud af 40", "maks": None}, OK, 12.0, "antal af maks"),
    "12/40": ({**FNO, "score": "12/40"}, OK, 12.0, "antal af maks"),
    "12 of another maximum": ({**FNO, "score": "12 af 36"}, REFUSED, 12.0, "maks"),
    "over the maximum": ({**FNO, "score": 41}, REFUSED, 41.0, "over maks"),
    "below 0": ({**FNO, "score": -1}, REFUSED, -1.0, "under 0"),
    "per cent of points": ({**FNO, "score": "40 %"}, REFUSED, "?", "ikke et tal"),
    "no maximum": ({**FNO, "score": 12, "maks": None}, OK, 12.0, "maks"),
    "LUS": ({**LUS, "score": "18 a"}, OK, 18.0, ""),
    "LUS as a number": ({**LUS, "score": 15}, OK, 15.0, ""),
    "LUS without its letter": ({**LUS, "score": 18}, REFUSED, "?", "LUS-punktet"),
    "a criterion": ({"skala": "kriterie", "maalefejl": None, "score": "God"}, OK, 4.0, ""),
    "a grade": ({"skala": "karakter", "maalefejl": None, "score": "02"}, OK, 3.0, ""),
    # A question mark and a star stand for any sign where a cell is looked up.
    "a grade in doubt": ({"skala": "karakter", "maalefejl": None, "score": "?"}, REFUSED, "?", "7-trins"),
    "a betyg in doubt": ({"skala": "betyg", "maalefejl": None, "score": "?"}, REFUSED, "?", "betyget"),
    "a LUS in doubt": ({**LUS, "score": "18?"}, REFUSED, "?", "LUS-punktet"),
    "a criterion in doubt": (
        {"skala": "kriterie", "maalefejl": None, "score": "g*"}, REFUSED, "?", "niveauet"
    ),
    "a scale of a star": ({"skala": "*"}, REFUSED, ANY, "ukendt skala"),
    "absence in doubt": ({**FNO, "score": "s?g"}, REFUSED, "?", "ikke et tal"),
    "a heading's likeness": ({"elev_id": "e*", "elev_navn": "e*"}, OK, 500.0, ""),
    "no grade": ({"skala": "karakter", "maalefejl": None, "score": 5}, REFUSED, "?", "7-trins"),
    "an unknown scale": ({"skala": "stanine"}, REFUSED, ANY, "ukendt skala"),
    "no scale": ({"skala": None}, REFUSED, ANY, "skala mangler"),
    "no test": ({"test": None}, REFUSED, ANY, "test mangler"),
    "no subject": ({"fag": None}, REFUSED, ANY, "fag mangler"),
    "no date": ({"dato": None}, REFUSED, ANY, "dato mangler"),
    "no pupil": ({"elev_id": None, "elev_navn": None}, REFUSED, ANY, "navn"),
    "a date in words": ({"dato": "5/9/2026"}, OK, 500.0, "datoen er tekst"),
    "an ISO date with a time": ({"dato": "2026-09-05 08:15"}, OK, 500.0, "datoen er tekst"),
    "month first": ({"dato": "9/14/2026"}, REFUSED, ANY, "datoen kan ikke"),
    "no such day": ({"dato": "29-02-2026"}, REFUSED, ANY, "datoen kan ikke"),
    "a year of two digits": ({"dato": "14-09-26"}, REFUSED, ANY, "datoen kan ikke"),
    "a grade in words": ({"klassetrin": "6. klasse"}, OK, 500.0, ""),
    "a class for grade": ({"klassetrin": "6.C"}, REFUSED, ANY, "klassetrinnet"),
    "an error of 0": ({"maalefejl": 0}, REFUSED, ANY, "målefejlen"),
    "an error as text": ({"maalefejl": "24,5"}, OK, 500.0, ""),
    "a heading": ({"elev_id": "Elev-id", "elev_navn": "Navn", "score": "Score"}, "– springes over", ANY, ""),
}  # fmt: skip
TITLE = {"elev_id": "Resultater for 6.A"}


@cache
def book() -> Values:
    rows = [result(f"p{number}", **said) for number, (said, *_) in enumerate(ROWS.values())]
    # White text and blanks of the web are a row of nothing.
    nothing = {"elev_id": "\u00a0", "elev_navn": "\u00a0", "score": "\u00a0"}
    return filled([*rows, TITLE, {}, nothing])


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_understood_or_refused_with_its_reason(name: str) -> None:
    at = list(ROWS).index(name)
    _, status, number, reason = ROWS[name]
    found = {key: book().column(f"i_{key}")[at] for key in ("status", "grund", "tal", "x")}
    assert found["status"] == status
    assert reason in (found["grund"] or "")
    assert bool(found["grund"]) == bool(reason) or status == "– springes over"
    assert number is ANY or found["tal"] == number
    if status != OK:
        assert found["x"] is None


def test_a_title_is_no_pupil_and_an_empty_line_is_nothing() -> None:
    at = len(ROWS)
    assert book().column("i_status")[at : at + 4] == [REFUSED, None, None, None]
    assert "én celle" in book().column("i_grund")[at]
    assert "Resultater for 6.A" not in book().column("e_navn")


def test_percentiles_become_places_on_the_normal_curve_with_the_setting_as_error() -> None:
    names = list(ROWS)
    x, s = book().column("i_x"), book().column("i_s")
    for name, percentile in (
        ("percentile 100", 99.5),
        ("percentile 0", 0.5),
        ("percentile with its sign", 47),
    ):
        at = names.index(name)
        assert x[at] == pytest.approx(norm.ppf(percentile / 100), abs=1e-9)
        assert s[at] == 0.5
    assert s[names.index("an error as text")] == 24.5


def test_the_same_result_twice_counts_once_and_two_scores_of_one_day_are_both_refused() -> None:
    found = filled(
        [
            result("a"), result("a"), result("b"), result("b", score=501.0), result("c"),
            result("c", dato=date(2026, 9, 21), score=530.0),
        ]
    )  # fmt: skip
    assert found.column("i_status", 6) == [OK, OK, REFUSED, REFUSED, OK, OK]
    assert found.column("i_x", 4) == [500.0, None, None, None]
    assert "to gange" in found.column("i_grund")[1]
    # Two of one half-year: the newest stands among the pupils.
    assert found.column("t_1", 3) == [500.0, None, 530.0]


def test_a_conversion_table_gives_value_error_and_level_and_else_points_have_no_common_scale() -> None:
    table = [
        {"tabel": "Eksempelskala", "test": "FNO", "fag": "dansk", "klassetrin": 6, "score": score,
         "vaerdi": 400.0 + 10 * score, "maalefejl": 15.5, "niveau": "på niveau", "kilde": "opdigtet",
         "version": "1"}
        for score in (12, 12.5)
    ]  # fmt: skip
    rows = [result(str(at), **{**FNO, "score": score}) for at, score in enumerate((12, "12,5", 13))]
    found = filled(rows, omsaetning=table)
    assert found.column("i_x", 3) == [520.0, 525.0, None]
    assert found.column("i_s", 3) == [15.5, 15.5, None]


def test_the_sheets_have_the_room_that_fields_count_on() -> None:
    room = {listed.table: listed.room for listed in template().slots.lists}
    assert room == {
        "resultater": known_class.MOST_RESULTS,
        "modeltal": known_class.MOST_FIGURES,
        "omsaetning": known_class.MOST_CONVERSIONS,
        "klasseliste": class_list.MOST_PUPILS,
    }


STARRED = ("E*1", "E11", "E?1", "E~1", "E1", "*", "?")


@pytest.mark.parametrize("listed", [False, True])
def test_a_star_in_an_id_is_that_sign_and_no_other_pupil(listed: bool) -> None:
    rows = [result(pupil, elev_navn=pupil, score=400.0 + at) for at, pupil in enumerate(STARRED)]
    names = [{"noegle": pupil, "navn": pupil} for pupil in STARRED] if listed else []
    found = filled(rows, klasseliste=names)
    assert found.column("i_status", len(rows)) == [OK] * len(rows)
    assert found.column("e_id", len(rows)) == list(STARRED)
    assert found.column("t_1", len(rows)) == [row["score"] for row in rows]
