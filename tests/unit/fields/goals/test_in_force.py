"""The goals in force in a school year: which they are, from which template, and what an edition tells."""

from __future__ import annotations

from support.agreed import ABSENCE, GRADE, SOUTH, agreed, based_on, goal, in_template, small_dataset

from xl_beregner.fields import school_fields

YEAR = "2026/2027"


def fields(dataset, edition="fortrolig", year=YEAR):
    return school_fields(dataset, year, edition).fields(SOUTH)


def with_goals(folder):
    """A goal of the year, one of an earlier year still to be reached, one that was due."""
    rows = [
        *goal(SOUTH, 2026, "karakter", 7.6, maaltype="Niveau", senest=YEAR, tiltag="Læsebånd"),
        *goal(SOUTH, 2025, "fravaer", -0.8, maaltype="Progression", senest="2027/2028", tiltag="Kontakt",
              evaluated={"justeret": 6.4, "begrundelse": "Sygdom"}),
        *goal(SOUTH, 2025, "laesetest", 55, senest="2025/2026", tiltag="Bånd"),
    ]  # fmt: skip
    basis = [*based_on(SOUTH, 2026, karakter=GRADE), *based_on(SOUTH, 2025, fravaer=ABSENCE)]
    return agreed(small_dataset(folder), rows, basis)


def test_a_goal_counts_in_the_year_it_is_for_and_until_it_is_due(tmp_path):
    found = fields(with_goals(tmp_path))
    assert [row["noegle"] for row in found["gaeldende_maal"]] == ["karakter", "fravaer"]
    assert found["maal_linje"] == "2 mål gælder i 2026/2027. Heraf aftalt tidligere: 1."


def test_a_goal_stands_with_its_level_its_latest_figure_and_what_to_mind(tmp_path):
    grade, absence = fields(with_goals(tmp_path))["gaeldende_maal"]
    assert (grade["maal"], grade["niveau"], grade["baseline"], grade["tiltag"]) == (7.6, 7.6, 7.1, "Læsebånd")
    assert (grade["seneste"], grade["aar_seneste"], grade["senest"]) == (7.6, "2025/2026", YEAR)
    assert 0 < grade["chance"] < 0.5
    # 7.0 − 0.8 = 6.2, adjusted to 6.4 on the way.
    assert (absence["maal"], absence["niveau"], absence["chance"]) == (-0.8, 6.4, None)
    assert absence["bemaerkning"] == "Aftalt for 2025/2026. Justeret; aftalt var 6,2."


def test_a_goal_of_another_template_counts_as_well(tmp_path):
    rows = in_template("maalformulering", goal(SOUTH, 2026, "karakter", 7.6, senest=YEAR))
    found = fields(agreed(small_dataset(tmp_path), rows))
    assert [row["noegle"] for row in found["gaeldende_maal"]] == ["karakter"]
    assert found["maal_linje"] == "Ét mål gælder i 2026/2027."


def test_no_goal_is_said_to_be_none(tmp_path):
    found = fields(small_dataset(tmp_path))
    assert (found["gaeldende_maal"], found["maal_linje"]) == (
        [], "Der er ingen aftalte mål for 2026/2027 endnu.",
    )  # fmt: skip


def test_a_board_gets_the_figures_and_not_the_school_s_words(tmp_path):
    grade, absence = fields(with_goals(tmp_path), "offentlig")["gaeldende_maal"]
    assert (grade["niveau"], grade["tiltag"]) == (7.6, None)
    # The absence is not published by its source: nothing may be told of what it rests on.
    assert {absence[key] for key in ("tiltag", "seneste")} >= {None}
    assert "Kontakt" not in str(absence)
