"""Forecasts beside what is known, their outcomes by the scale's order, and how well they held."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from support.pupils import dataset, result

from xl_beregner import evaluate, texts
from xl_beregner.fields import Roster
from xl_beregner.fields.forecasts import Forecasts, SchoolForecasts
from xl_beregner.fields.known.forecasts import LISTS, SCALARS
from xl_beregner.fields.outcomes import outcome_of

COLUMNS = (
    "skole_nr", "klasse", "elev_id", "fag", "maal", "prognose", "sandsynlighed", "tiltag", "dato", "skoleaar",
)  # fmt: skip


def forecast(pupil: str, day: str, goal: str, word: str = "naar", **changed: Any) -> dict[str, Any]:
    date = pd.Timestamp(day)
    row = {
        "skole_nr": "101005", "klasse": "4A", "elev_id": pupil, "fag": "laesning", "maal": goal,
        "prognose": word, "sandsynlighed": math.nan, "tiltag": "", "dato": date,
        "skoleaar": date.year if date.month >= 8 else date.year - 1,
    }  # fmt: skip
    return {**row, **changed}


def data(rows, forecasts, **more):
    table = pd.DataFrame(list(forecasts), columns=list(COLUMNS))
    table = table.astype({"sandsynlighed": float, "skoleaar": "int64", "dato": "datetime64[ns]"})
    return dataset(rows, forecasts=table, **more)


def fields(rows, forecasts, **more):
    made = data(rows, forecasts, **more)
    roster = Roster(made, 2026)
    return Forecasts(roster, made).fields(roster.classes[0])


def lus(pupil: str, day: str, point: str) -> dict[str, Any]:
    return result(pupil, day, point, test="LUS", skala="lus", profil="LUS")


# --- Outcomes ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("goal", "score", "changed", "key"),
    [
        ("LUS 15", "15", {"skala": "lus"}, "naaet"),
        ("15", "18a", {"skala": "lus"}, "naaet"),
        ("18b", "18a", {"skala": "lus"}, "ikke_naaet"),
        ("9", "10", {"skala": "lus"}, "naaet"),  # not as texts
        ("C", "B", {"skala": "betyg"}, "naaet"),
        ("C", "D", {"skala": "betyg"}, "ikke_naaet"),
        ("", "E", {"skala": "betyg"}, "naaet"),
        ("", "F", {"skala": "betyg"}, "ikke_naaet"),
        ("God", "Rigtig god", {"skala": "kriterie"}, "naaet"),
        ("god", "Jævn", {"skala": "kriterie"}, "ikke_naaet"),
        ("42", 42, {"skala": "point"}, "naaet"),
        ("42,5", 42, {"skala": "point"}, "ikke_naaet"),
        ("7", 10, {"skala": "karakter"}, "naaet"),
        ("godt", 42, {"skala": "point"}, "ukendt"),
        ("", 42, {"skala": "point"}, "ukendt"),
        ("LUS 15", 42, {"skala": "point"}, "ukendt"),
    ],
)
def test_a_goal_is_read_on_the_results_own_scale(goal: str, score: Any, changed: Any, key: str) -> None:
    row = result("1", "2026-05-25", score, **changed)
    found = outcome_of(forecast("1", "2025-10-01", goal), [row], 2026)
    assert (found.key, found.why) == (key, "maal_ukendt" if key == "ukendt" else "")
    assert found.reached == pytest.approx({"naaet": 1, "ikke_naaet": 0}.get(key, math.nan), nan_ok=True)


def test_only_a_result_after_the_forecast_counts() -> None:
    asked = forecast("1", "2025-10-01", "15")
    same_day = lus("1", "2025-10-01", "19")
    assert outcome_of(asked, [lus("1", "2025-09-15", "19"), same_day], 2026).why == "intet_resultat"
    assert outcome_of(asked, [lus("1", "2025-09-15", "19"), same_day], 2025).key == "afventer"


def test_the_last_result_of_the_forecasts_year_counts_else_the_first_later() -> None:
    asked = forecast("1", "2025-10-01", "15")
    within = [lus("1", "2025-12-05", "15"), lus("1", "2026-05-25", "14")]
    later = [lus("1", "2026-09-15", "14"), lus("1", "2026-12-05", "16")]
    assert outcome_of(asked, [*within, *later], 2026).key == "ikke_naaet"
    assert outcome_of(asked, later, 2026).key == "ikke_naaet"
    assert outcome_of(asked, within[:1], 2026).key == "naaet"


def test_another_subject_or_a_part_of_a_test_is_no_outcome() -> None:
    asked = forecast("1", "2025-10-01", "40")
    others = [
        result("1", "2026-05-25", 50, fag="matematik"),
        result("1", "2026-05-25", 50, profil="afkodning"),
        result("1", "2026-05-25", None),
    ]
    assert outcome_of(asked, others, 2026).why == "intet_resultat"


def test_a_goal_that_fits_two_scales_is_not_guessed() -> None:
    rows = [result("1", "2026-03-01", 60, skala="percentil"), result("1", "2026-05-25", 30, skala="point")]
    assert outcome_of(forecast("1", "2025-10-01", "40"), rows, 2026).why == "flere_skalaer"


@pytest.mark.parametrize("scale", ["percentil", "point", "skalascore"])
def test_a_goal_in_numbers_that_fits_two_series_is_not_guessed(scale: str) -> None:
    rows = [result("1", "2026-03-01", 60, skala=scale, test="FNO")]
    asked = forecast("1", "2025-10-01", "40")
    assert outcome_of(asked, rows, 2026).key == "naaet"
    rows.append(result("1", "2026-05-25", 30, skala=scale, test="FNF"))
    assert outcome_of(asked, rows, 2026).why == "flere_skalaer"


def test_next_years_series_does_not_unsettle_what_came_of_a_forecast() -> None:
    rows = [
        result("1", "2026-03-01", 60, skala="point", test="FNO"),
        result("1", "2026-09-10", 30, skala="point", test="FNF"),
    ]
    asked = forecast("1", "2025-10-01", "40")
    assert outcome_of(asked, rows, 2026).key == "naaet"
    assert outcome_of(asked, rows[1:], 2026).key == "ikke_naaet"


def test_a_mark_is_a_mark_whatever_its_test_is_called() -> None:
    rows = [
        result("1", "2025-12-10", "F", skala="betyg", test="HT"),
        result("1", "2026-05-25", "D", skala="betyg", test="VT"),
    ]
    assert outcome_of(forecast("1", "2025-10-01", ""), rows, 2026).key == "naaet"


# --- The class ---------------------------------------------------------------------------------
def test_what_is_known_stands_beside_what_is_to_be_forecast() -> None:
    rows = [lus("1", "2026-05-25", "13"), lus("1", "2026-09-15", "14"), result("2", "2026-09-01", 480)]
    earlier = forecast("1", "2025-10-01", "LUS 13", sandsynlighed=0.8, tiltag="Læsemakker")
    found = fields(rows, [earlier], settings={"lus_forventning_4": "15"})
    first, second = found["prognose"]
    assert first["noegle"] == "1|laesning"
    assert (first["seneste"], first["seneste_test"]) == ("LUS 14", "LUS")
    assert (first["tidligere"], first["tidligere_tiltag"]) == ("når målet, 80 % (LUS 13)", "Læsemakker")
    assert first["maal"] == "LUS 15"  # this year's, not last year's
    assert (second["seneste"], second["maal"], second["tidligere"]) == ("480", None, None)
    assert found["prognose_udfald"][0]["udfald"] == texts.say("fields.udfald.naaet")


def test_this_years_own_goal_and_a_pass_are_goals() -> None:
    rows = [result("1", "2026-09-01", "D", skala="betyg"), result("2", "2026-09-01", "D", skala="betyg")]
    found = fields(rows, [forecast("1", "2026-09-10", "C")])
    assert [row["maal"] for row in found["prognose"]] == ["C", "E"]
    assert found["prognose_udfald"][0]["udfald"] == texts.say("fields.udfald.afventer")


def test_forecasts_of_a_later_year_are_not_seen() -> None:
    found = fields([lus("1", "2026-09-15", "14")], [forecast("1", "2027-09-01", "15")])
    assert found["prognose_udfald"] == []


def test_earlier_forecasts_follow_the_pupil_from_another_school() -> None:
    asked = forecast("1", "2025-10-01", "13", skole_nr="101001", klasse="3Z")
    rows = [lus("1", "2026-05-25", "13"), lus("1", "2026-09-15", "14"), lus("2", "2026-09-15", "14")]
    other = forecast("9", "2025-10-01", "13")
    assert [row["noegle"] for row in fields(rows, [asked, other])["prognose_udfald"]] == [
        "1|laesning|2025-10-01"
    ]


def many(pupils: int, chance: float, reached: int, **changed: Any) -> tuple[list[Any], list[Any]]:
    """Make pupils with forecasts of one chance, of whom so many reached 13."""
    start = int(1000 * chance)
    rows, forecasts = [], []
    for number in range(pupils):
        pupil = f"{start + number}"
        rows += [lus(pupil, "2026-05-25", "13" if number < reached else "12"), lus(pupil, "2026-09-15", "13")]
        forecasts.append(forecast(pupil, "2025-10-01", "13", sandsynlighed=chance, **changed))
    return rows, forecasts


def test_chances_are_judged_as_kalibrering_does() -> None:
    high, low = many(20, 0.8, 14), many(20, 0.3, 5)
    found = fields([*high[0], *low[0]], [*high[1], *low[1]])["prognose_kalibrering"]
    answer = evaluate(
        "BEREGNER_KALIBRERING", [0.8] * 20 + [0.3] * 20, [1] * 14 + [0] * 6 + [1] * 5 + [0] * 15
    )
    chances = found[1:]  # first the word
    assert len(chances) == len(answer) == 3
    for row, wanted in zip(chances, answer, strict=True):
        for key, value in zip(
            ("antal", "sagt", "skete", "nedre", "oevre", "brier"), wanted[1:7], strict=True
        ):
            assert row[key] == (value if value is None else pytest.approx(value, rel=1e-12)), key
    assert chances[2]["tekst"].startswith("Af 20 med 80 % i snit nåede 14 målet.")
    assert found[0]["tekst"] == "19 af 40 nåede målet (usikkerhed: 33 % til 63 %)."


def test_fewer_than_twenty_chances_are_not_judged() -> None:
    (row,) = fields(*many(19, 0.8, 14, prognose=""))["prognose_kalibrering"]
    assert row["antal"] == 19
    assert row["tekst"].endswith(texts.say("funktion.KALIBRERING.text.too_few"))


def test_a_word_said_of_few_pupils_has_counts_and_no_share() -> None:
    row, chance = fields(*many(4, 0.8, 3))["prognose_kalibrering"]
    assert (row["antal"], row["skete"], row["tekst"]) == (4, None, "3 af 4 nåede målet: for få til en andel.")
    assert (chance["antal"], chance["skete"]) == (None, None)


# --- The school --------------------------------------------------------------------------------
def school(rows, forecasts, number="101005", edition="fortrolig", **settings):
    made = data(rows, forecasts, settings=settings)
    return SchoolForecasts(made, 2026, edition).fields(number)["prognose_kalibrering"]


def test_a_school_is_told_by_subject_and_of_its_own_forecasts_alone() -> None:
    own, others = many(10, 0.8, 8), many(10, 0.3, 3, skole_nr="101001")
    found = school([*own[0], *others[0]], [*own[1], *others[1]])
    assert [(row["fag"], row["antal"], row["skete"]) for row in found] == [("laesning", 10, 0.8)] * 2
    assert school(*own, number="101001") == []


def test_few_pupils_leave_no_count_in_a_schools_list() -> None:
    found = school(*many(6, 0.8, 5), mindst_antal=7)
    said = texts.say("fields.prognose.for_faa", mindst=7)
    for row in found:
        assert {row[key] for key in ("antal", "sagt", "skete", "nedre", "oevre", "brier")} == {None}
        assert row["tekst"] == said


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"naar": 9, "usikkert": 6, "naar_ikke": 3}, [9, None, None]),
        ({"naar": 9, "usikkert": 3, "naar_ikke": 3}, [9, None, None]),
        ({"naar": 9, "usikkert": 6, "naar_ikke": 5}, [9, 6, 5]),
        ({"naar": 9, "naar_ikke": 1}, [None, None]),
    ],
)
def test_a_hidden_word_cannot_be_counted_back_from_the_others(
    counts: dict[str, int], shown: list[int | None]
) -> None:
    rows, forecasts = [], []
    for place, (word, n) in enumerate(counts.items()):
        more_rows, more = many(n, 0.1 * (place + 1), 1, prognose=word)
        rows += more_rows
        forecasts += [{**row, "sandsynlighed": math.nan} for row in more]
    assert [row["antal"] for row in school(rows, forecasts)] == shown


def test_a_few_with_a_word_alone_are_not_told_beside_the_chances() -> None:
    rows, forecasts = many(9, 0.8, 7)
    forecasts[0]["sandsynlighed"] = math.nan
    words, chances = school(rows, forecasts)
    assert (words["antal"], chances["antal"]) == (None, 8)


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_what_came_of_forecasts_goes_to_no_board_and_no_public(edition: str) -> None:
    assert school(*many(20, 0.8, 14), edition=edition) == []
    assert len(school(*many(20, 0.8, 14), edition="intern")) == 2


def test_no_group_of_a_schools_list_is_smaller_than_it_may_be() -> None:
    found = school(*many(4, 0.8, 3))
    assert {row["antal"] for row in found} == {None}


def test_few_pupils_with_many_forecasts_are_few_pupils() -> None:
    rows, forecasts = [], []
    for year in range(2020, 2026):  # three pupils, six years
        for pupil in "123":
            forecasts.append(forecast(pupil, f"{year}-10-01", "13", sandsynlighed=0.8))
            rows.append(lus(pupil, f"{year + 1}-05-25", "13"))
    found = school(rows, forecasts)
    assert len(found) == 2
    assert {row["antal"] for row in found} == {None}


def test_of_several_forecasts_of_one_outcome_the_last_counts() -> None:
    rows, forecasts = many(10, 0.8, 8)
    earlier = [{**row, "dato": pd.Timestamp("2025-09-01"), "prognose": "usikkert"} for row in forecasts]
    found = school(rows, [*forecasts, *earlier])
    assert [(row["gruppe"], row["antal"], row["skete"]) for row in found] == [
        ("når målet", 10, 0.8), ("alle chancer", 10, 0.8)
    ]  # fmt: skip


def test_a_hidden_group_of_chances_cannot_be_counted_back() -> None:
    (high, low, middle) = many(30, 0.8, 20), many(22, 0.2, 3), many(40, 0.5, 20)
    rows = [*high[0], *low[0], *middle[0]]
    forecasts = [{**row, "prognose": ""} for row in (*high[1], *low[1], *middle[1])]
    assert [row["antal"] for row in school(rows, forecasts)] == [92, 22, 40, 30]
    assert [row["antal"] for row in school(rows, forecasts, mindst_antal=25)] == [92, None, 40, None]


def test_what_is_given_is_what_is_listed() -> None:
    found = fields(*many(20, 0.8, 14))
    assert set(found) == {*SCALARS, *LISTS}
    for table, columns in LISTS.items():
        assert found[table]
        assert all(set(row) == set(columns) for row in found[table]), table
