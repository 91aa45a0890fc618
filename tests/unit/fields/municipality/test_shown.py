"""What the committee sees: added up, else official, else the reason; no verdict inside the uncertainty."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner import texts
from xl_beregner.fields.known.municipality import DRAWN, SAID, SHOWN
from xl_beregner.fields.municipality.shown import with_shown

BETTER, WORSE = "▲ bedre", "▼ dårligere"
WITHIN, UNKNOWN = "≈ inden for usikkerheden", "kan ikke afgøres"


def row(**given: Any) -> dict[str, Any]:
    """An indicator added up over 18 schools: 7.4 ± 0.2, the year before 7.0 ± 0.2."""
    return {
        "noegle": "karakter", "retning": texts.say("fields.retning.op"), "fortegn": 1, "aar": "2025/2026",
        "vaerdi": 7.4, "nedre": 7.2, "oevre": 7.6, "interval": "7,2–7,6", "daekning": "18 af 24 skoler",
        "forrige_aar": "2024/2025", "forrige": 7.0, "forrige_nedre": 6.8, "forrige_oevre": 7.2,
        "officiel": 7.5, "officiel_aar": "2025/2026", "land": 7.1, "maal": None, "maaltype": None,
        "bemaerkning": None, "decimaler": 1, "maade": "Gennemsnit", "skoler_median": 7.3, "skoler_nedre": 7.0,
        "skoler_oevre": 7.7, "samme_skoler": 1, "udsving": None,
        **{f"t{at}": 7.0 + at / 10 for at in range(1, 9)},
    } | given  # fmt: skip


def official(**given: Any) -> dict[str, Any]:
    """The same where the schools' figures cannot be added up."""
    nothing = dict.fromkeys(
        (
            "vaerdi",
            "nedre",
            "oevre",
            "interval",
            "daekning",
            "forrige_aar",
            "forrige",
            "forrige_nedre",
            "forrige_oevre",
        )
    )
    return row(**nothing, bemaerkning="Elevtal ukendt.") | given


def fields(page: list[dict[str, Any]], **given: Any) -> dict[str, Any]:
    """The fields of a municipality, as they are before the page is laid out."""
    return {
        "samlet": page, "omraader": [], "pejlemaerke_tal": [], "maal_opgoerelse": [], "maal_opgjort": 0,
        "maal_naaet": 0, "maal_aftalt": 0, "maal_linje": "Ingen aftalte mål.", "antal_elever": 15137,
        "antal_omraader": 6, "interval_linje": "Intervallet er på 95 %.",
    } | given  # fmt: skip


def shown(found: dict[str, Any]) -> dict[str, Any]:
    (one,) = with_shown(fields([found]), "bestyrelse")["samlet"]
    return one


def said(*page: dict[str, Any], **given: Any) -> dict[str, Any]:
    found = with_shown(fields(list(page), **given), "bestyrelse")
    return {name: found[name] for name in SAID}


def test_a_figure_added_up_stands_with_its_interval_and_coverage() -> None:
    one = shown(row())
    assert {key: one[key] for key in SHOWN} == {
        "vist": 7.4, "vist_aar": "2025/2026", "vist_foer": 7.0, "vist_interval": "7,2–7,6",
        "vist_slags": "sammenlagt", "grundlag": "18 af 24 skoler", "udvikling": BETTER, "maal_vist": None,
    }  # fmt: skip
    assert set(DRAWN) <= set(one)


def test_an_official_figure_stands_where_nothing_is_added_up_and_no_verdict_is_given() -> None:
    one = shown(official())
    assert {key: one[key] for key in SHOWN} == {
        "vist": 7.5, "vist_aar": "2025/2026", "vist_foer": 7.7, "vist_interval": "ikke oplyst",
        "vist_slags": "officiel", "grundlag": "Officielt tal", "udvikling": UNKNOWN, "maal_vist": None,
    }  # fmt: skip


def test_an_older_official_figure_is_compared_with_its_own_year_before() -> None:
    one = shown(official(officiel_aar="2023/2024"))
    assert one["vist_aar"] == "2023/2024"
    assert one["vist_foer"] == 7.5  # t5, 2022/2023: t8 is 2025/2026


def test_an_official_figure_is_never_compared_with_one_that_was_added_up() -> None:
    one = shown(official(forrige=7.0, forrige_aar="2024/2025"))
    assert (one["vist"], one["vist_foer"], one["udvikling"]) == (7.5, None, None)


def test_the_oldest_year_has_none_before_it() -> None:
    assert shown(official(officiel_aar="2018/2019"))["vist_foer"] is None


def test_the_middle_of_schools_is_shown_as_that_and_never_judged() -> None:
    one = shown(official(officiel=None, officiel_aar=None))
    assert {key: one[key] for key in SHOWN} == {
        "vist": 7.3, "vist_aar": "2025/2026", "vist_foer": None, "vist_interval": "halvdelen: 7,0–7,7",
        "vist_slags": "midte", "grundlag": "Skolernes midte, ikke kommunens tal", "udvikling": None,
        "maal_vist": None,
    }  # fmt: skip
    below = shown(official(officiel=None, officiel_aar=None, skoler_nedre=-0.1))
    assert below["vist_interval"] == "halvdelen: −0,1 til 7,7"  # a dash would hide the minus


def test_without_any_figure_the_first_reason_stands_in_its_place() -> None:
    why = "Elevtal ukendt. Landets tal gælder kun bundne prøver."
    one = shown(official(officiel=None, officiel_aar=None, skoler_median=None, bemaerkning=why))
    assert (one["vist"], one["vist_interval"], one["grundlag"]) == (None, None, "Elevtal ukendt.")
    assert one["udvikling"] is None


@pytest.mark.parametrize(("kind", "value", "written"), [
    ("niveau", 7.5, "7,5"), ("niveau", -1.0, "−1,0"), ("progression", 0.5, "+0,5"),
    ("progression", -0.5, "−0,5"),
])  # fmt: skip
def test_a_goal_that_is_a_change_carries_its_sign(kind: str, value: float, written: str) -> None:
    assert shown(row(maal=value, maaltype=texts.say(f"municipality.maaltype.{kind}")))["maal_vist"] == written


def test_a_figure_two_years_ago_is_not_called_the_year_before() -> None:
    one = shown(row(forrige_aar="2023/2024"))
    assert (one["vist_foer"], one["udvikling"]) == (None, None)


@pytest.mark.parametrize(
    ("change", "sign", "verdict"),
    [
        # Two intervals of ± 0.2: a change must be larger than 0.2 · √2 = 0.283.
        (0.28, 1, WITHIN),
        (0.29, 1, BETTER),
        (-0.28, 1, WITHIN),
        (-0.29, 1, WORSE),
        (0.29, -1, WORSE),
        (-0.29, -1, BETTER),
        (0.0, 1, WITHIN),
    ],
)
def test_better_and_worse_are_said_only_outside_the_uncertainty_of_both_years(
    change: float, sign: int, verdict: str
) -> None:
    now = 7.0 + change
    assert shown(row(vaerdi=now, nedre=now - 0.2, oevre=now + 0.2, fortegn=sign))["udvikling"] == verdict


@given(st.floats(-5, 5), st.floats(0.01, 3), st.floats(0.01, 3), st.sampled_from([-1, 1]))
def test_no_verdict_stands_where_the_two_intervals_hold_each_others_value(
    change: float, one: float, other: float, sign: int
) -> None:
    now = 7.0 + change
    found = shown(
        row(
            vaerdi=now,
            nedre=now - one,
            oevre=now + one,
            forrige_nedre=7 - other,
            forrige_oevre=7 + other,
            fortegn=sign,
        )
    )["udvikling"]
    if abs(change) <= max(one, other):
        assert found == WITHIN
    elif abs(change) > sqrt(2) * max(one, other):
        assert found == (BETTER if change * sign > 0 else WORSE)


def test_a_change_without_intervals_cannot_be_judged() -> None:
    assert shown(row(nedre=None, oevre=None))["udvikling"] == UNKNOWN
    assert shown(row(forrige_nedre=None))["udvikling"] == UNKNOWN


def test_a_change_is_not_judged_where_other_schools_are_in_the_figure_than_the_year_before() -> None:
    assert shown(row(samme_skoler=0))["udvikling"] == "ikke de samme skoler"
    assert said(row(samme_skoler=0), row())["udvikling_linje"] == (
        "1 tal bygger ikke på de samme skoler som året før."
    )
    assert said(row(samme_skoler=0))["udvikling_overskrift"] == "Kan ikke afgøres"


def test_an_interval_cut_at_the_end_of_its_scale_does_not_make_a_change_surer() -> None:
    """99.0 ± 2.0 is cut at 100; by half of what is left, 1.5, it would be another figure than 97.3 ± 0.4."""
    cut = row(vaerdi=99.0, nedre=97.0, oevre=100.0, forrige=97.3, forrige_nedre=96.9, forrige_oevre=97.7)
    assert shown(cut)["udvikling"] == WITHIN


def test_what_schools_swing_by_from_year_to_year_makes_a_change_less_sure() -> None:
    """0.4 is more than √(0.2² + 0.2²) = 0.28, and less than that with a swing of 0.3 beside: 0.41."""
    assert shown(row())["udvikling"] == BETTER
    assert shown(row(udsving=0.25))["udvikling"] == BETTER
    assert shown(row(udsving=0.3))["udvikling"] == WITHIN


def test_what_is_neither_good_nor_bad_is_not_judged() -> None:
    background = texts.say("fields.retning.ingen")
    assert shown(row(retning=background))["udvikling"] is None
    assert shown(official(retning=background))["udvikling"] is None


def unit(key: str, value: float | None, **given: Any) -> dict[str, Any]:
    return {
        "noegle": key, "vaerdi": value, "nedre": None, "oevre": None, "aar": None, "forrige": None,
        "bemaerkning": "Elevtal ukendt.",
    } | given  # fmt: skip


def units(page: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = with_shown(fields(page, pejlemaerke_tal=rows), "fortrolig")[
        "pejlemaerke_tal"
    ]
    return found


def test_the_official_figure_stands_in_the_municipalitys_own_row_and_is_what_schools_are_seen_against() -> (
    None
):
    rows = [unit("karakter|kommune", None), unit("karakter|101", 7.0), unit("karakter|102", 8.0)]
    found = units([official()], rows)
    first, second, third = found
    assert (first["vaerdi"], first["aar"], first["forrige"]) == (7.5, "2025/2026", 7.7)
    assert first["bemaerkning"] == "Officielt tal. Elevtal ukendt."
    assert second["billede"] == "●" + " " * 19 + "│"
    assert third["billede"] == " " * 20 + "│" + " " * 19 + "●"
    assert second["vaerdi"] == 7.0


def test_a_municipality_without_any_figure_keeps_its_reason() -> None:
    rows = [unit("karakter|kommune", None), unit("karakter|101", 7.0)]
    page = [official(officiel=None, officiel_aar=None, skoler_median=None)]
    first, school = units(page, rows)
    assert (first["vaerdi"], first["bemaerkning"], first["billede"]) == (None, "Elevtal ukendt.", None)
    assert school["billede"] == " " * 20 + "●"


def district(key: str, value: float | None, **given: Any) -> dict[str, Any]:
    name = key.partition("|")[0]
    return (
        unit(key, value) | {"omraade": name, "omraade_vist": None, "officiel": None, "daekning": None} | given
    )


def districts(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = with_shown(fields([row()], omraader=list(rows)), "fortrolig")["omraader"]
    return found


def test_districts_are_seen_against_the_municipality_an_indicator_on_one_scale() -> None:
    north, other, south = districts(
        district("Nord|karakter", 7.0), district("Nord|fravaer", 3.0), district("Syd|karakter", 7.8)
    )
    assert north["billede"] == "●" + " " * 19 + "│"
    assert south["billede"] == " " * 20 + "│" + " " * 19 + "●"
    assert other["billede"] == " " * 20 + "●"
    assert [one["omraade_vist"] for one in (north, other, south)] == ["Nord", None, "Syd"]


def test_an_indicator_no_district_has_is_left_out_and_an_official_figure_stands_as_one() -> None:
    found = districts(
        district("Nord|fravaer", None),
        district("Nord|karakter", None, officiel=7.1, officiel_aar="2024/2025"),
        district("Syd|fravaer", None), district("Syd|karakter", None),
    )  # fmt: skip
    assert [(one["noegle"], one["vaerdi"], one["omraade_vist"]) for one in found] == [
        ("Nord|karakter", 7.1, "Nord"), ("Syd|karakter", None, "Syd"),
    ]  # fmt: skip
    assert (found[0]["aar"], found[0]["daekning"]) == ("2024/2025", "Officielt tal")


def test_a_sum_is_not_drawn_on_a_scale_with_its_parts() -> None:
    total = row(noegle="elevtal", maade=texts.say("municipality.maade.sum"))
    rows = [unit("elevtal|kommune", 900.0), unit("elevtal|101", 40.0), unit("elevtal|102", 80.0)]
    assert [one["billede"] for one in units([total], rows)] == [" " * 20 + "●", "●", " " * 40 + "●"]
    assert shown(total)["p_seneste"] == -1


# --- The conclusions ---------------------------------------------------------------------------
def test_goals_reached_are_told_with_how_many_are_settled_and_sure() -> None:
    counts = {"opgjort": 16, "sikkert_naaet": 2, "sikkert_ikke_naaet": 4}
    goals = {"maal_opgjort": 16, "maal_naaet": 9, "maal_aftalt": 19, "maal_opgoerelse": [counts]}
    found = said(row(), **goals)
    assert found["maal_overskrift"] == "9 af 16 nået"
    # Sure that they were missed is no sure success: the two never stand as one number.
    assert found["maal_kort"] == (
        "16 af 19 aftalte mål er gjort op: 2 sikkert nået, 4 sikkert ikke, 10 uafgjort."
    )
    (one,) = with_shown(fields([row()], **goals), "bestyrelse")["maal_opgoerelse"]
    assert one["usikkert"] == 10


def test_without_settled_goals_it_says_so() -> None:
    assert (said(row())["maal_overskrift"], said(row())["maal_kort"]) == (
        "Ingen gjort op",
        "Ingen aftalte mål.",
    )


def test_changes_are_counted_as_the_page_shows_them() -> None:
    better, within, unknown = row(), row(vaerdi=7.1, nedre=6.9, oevre=7.3), row(nedre=None, oevre=None)
    found = said(better, better, within, unknown)
    assert found["udvikling_overskrift"] == "2 bedre · 0 dårligere"
    assert found["udvikling_linje"] == (
        "1 tal inden for usikkerheden; 1 tal kan ikke vurderes: usikkerheden er ikke oplyst."
    )
    assert said(within)["udvikling_overskrift"] == "Ingen sikre ændringer"
    assert said(unknown)["udvikling_overskrift"] == "Kan ikke afgøres"
    assert said(better)["udvikling_linje"] is None


def test_pupils_are_written_in_thousands() -> None:
    assert said(row())["skoler_linje"] == "15.137 elever, 6 områder"
    assert said(row(), antal_omraader=0)["skoler_linje"] == "15.137 elever"
    assert said(row(), antal_elever=None)["skoler_linje"] is None


def test_the_reservation_tells_what_the_page_cannot() -> None:
    middle = official(officiel=None, officiel_aar=None)
    assert said(row())["forbehold_linje"] == "Intervallet er på 95 %."
    assert said(row(), official(), middle)["forbehold_linje"] == (
        "Intervallet er på 95 %. 1 af 3 tal er officielle, uden oplyst usikkerhed. 1 kan ikke lægges sammen: "
        "der står skolernes midte, og hvor den midterste halvdel ligger."
    )
    assert said(official())["forbehold_linje"] == "1 af 1 tal er officielle, uden oplyst usikkerhed."
