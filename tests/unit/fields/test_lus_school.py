"""A school's LUS results by date, grade and class: what is counted, what is hidden, who is listed."""

from __future__ import annotations

import random
from typing import Any

import pytest
from support.pupils import dataset, result

from xl_beregner import texts
from xl_beregner.fields.known.lus_school import COUNTS, LISTS
from xl_beregner.fields.lus_school import SchoolLus
from xl_beregner.measures.measurement.lus import POINTS, distribution, step_rows

DAYS = {0: "2026-05-25", 1: "2026-09-15", 2: "2026-12-05", 3: "2027-02-15", 4: "2027-05-25"}
EXPECTED = {f"lus_forventning_3_{date}": point for date, point in ((1, "10"), (2, "12"), (4, "15"))}
EVERYBODY = {"lus_skole": 4}
RESULTS = [name for name in LISTS if name != "lus_forpligtelser"]


def point(pupil: str, date: int, word: str | None, klasse: str = "3A", **changed: Any) -> dict[str, Any]:
    told = {"test": "LUS", "skala": "lus", "profil": "LUS", "klassetrin": 3.0, "klasse": klasse}
    return result(pupil, DAYS[date], word, **{**told, **changed})


def class_of(klasse: str, date: int, words: list[str | None], **changed: Any) -> list[dict[str, Any]]:
    return [point(f"{klasse}-{place}", date, word, klasse, **changed) for place, word in enumerate(words)]


def fields(
    rows: list[Any], edition: str = "intern", settings: dict[str, Any] | None = None
) -> dict[str, Any]:
    return SchoolLus(dataset(rows, settings=settings), 2026, edition).fields("101005")


def one(found: dict[str, Any], table: str, key: str) -> dict[str, Any]:
    return next(row for row in found[table] if row["noegle"] == key)


# --- What is counted -----------------------------------------------------------------------------
def test_a_group_s_figures_are_those_of_lusfordeling_and_lusfremgang() -> None:
    chosen = random.Random(4)
    before = [POINTS[chosen.randint(6, 15)] for _ in range(23)]
    now = [POINTS[chosen.randint(6, 17)] for _ in range(23)]
    rows = [*class_of("3A", 1, before), *class_of("3A", 2, now)]
    row = one(fields(rows, settings=EXPECTED), "lus_skole", "2")
    told = distribution(now, ["12"] * 23)
    assert [row["median"], row["nedre_kvartil"], row["oevre_kvartil"]] == told.point[:3]
    share = [row["andel"], row["nedre"], row["oevre"]]
    assert share == pytest.approx([told.proportion[3], told.lower[3], told.upper[3]])
    assert (row["naaet"], row["med_forventning"]) == (told.pupils[3], 23)
    moved = step_rows(before, now).text
    counted = [moved.count(key) for key in ("forward", "unchanged", "back")]
    assert [row["frem"], row["uaendret"], row["tilbage"]] == counted
    spread = one(fields(rows, settings=EXPECTED), "lus_fordeling", "klasse:3A")
    assert [spread[key] for key in COUNTS] == told.pupils[4:].tolist()
    assert spread["plads"] == POINTS.index("12") + 1


def test_how_many_of_the_class_are_judged_is_told_with_those_who_are_not() -> None:
    rows = [*class_of("3A", 1, ["9"] * 6), *class_of("3A", 2, ["9"] * 5), point("3A-9", 2, None)]
    row = one(fields(rows), "lus_klasser", "3A|2")
    assert (row["elever"], row["bedoemte"], row["ikke_bedoemte"]) == (7, 5, 2)


def test_a_class_that_does_not_use_lus_is_no_part_of_it() -> None:
    rows = [*class_of("3A", 1, ["9"] * 6), *(result(f"z{n}", DAYS[1], 50, klasse="8A") for n in range(9))]
    found = fields(rows)
    assert one(found, "lus_skole", "1")["elever"] == 6
    assert {row["navn"] for row in found["lus_klasser"]} == {"3A"}


def test_a_class_without_a_point_is_named_where_others_of_its_grade_have_one() -> None:
    judged = class_of("3A", 1, ["9"] * 6)
    older = [result(f"z{n}", DAYS[1], 50, klasse="8A", klassetrin=8.0) for n in range(9)]
    named = texts.say("fields.lus_skole.uden", klasser="3B")
    assert named not in fields([*judged, *older])["lus_linje"]
    found = fields([*judged, *older, *class_of("3B", 1, [None] * 7)])
    assert found["lus_linje"].endswith(named)
    assert one(found, "lus_skole", "1")["elever"] == 6


def test_a_pupil_is_held_against_the_own_grade_s_point_and_steps_go_from_the_nearest_before() -> None:
    rows = [
        point("a", 0, "8"), point("a", 3, "10"), point("b", 2, "12", klassetrin=4.0),
        *(point(f"c{n}", 2, "12") for n in range(5)),
    ]  # fmt: skip
    found = fields(rows, settings=EXPECTED)
    at_2, at_3 = (one(found, "lus_skole", str(date)) for date in (2, 3))
    assert (at_2["med_forventning"], at_2["naaet"]) == (5, 5)
    assert (at_3["frem"], at_3["andel"]) == (1, None)


def test_grades_stand_at_their_latest_date_and_the_report_has_every_date() -> None:
    rows = [
        *class_of("3A", 1, ["9"] * 6), *class_of("3A", 2, ["10"] * 6),
        *class_of("2A", 1, ["6"] * 6, klassetrin=2.0),
    ]  # fmt: skip
    found = fields(rows)
    assert {row["noegle"]: row["tidspunkt"] for row in found["lus_trin"]} == {"2": "15/9", "3": "5/12"}
    keys = [row["noegle"] for row in found["lus_rapport"]]
    assert keys == ["2|1", "2|2", "3|1", "3|2", "1", "2"]
    assert one(found, "lus_rapport", "2|2")["bedoemte"] == 0
    assert found["lus_seneste"] == 2


# --- What is hidden ------------------------------------------------------------------------------
def test_few_pupils_are_shown_to_the_school_itself_alone() -> None:
    rows = [
        *class_of("3A", 1, ["9"] * 20), *class_of("3B", 1, ["9"] * 3), *class_of("3C", 1, ["10"] * 18),
        *class_of("3D", 1, ["12"] * 17), *class_of("2A", 1, ["5"] * 22, klassetrin=2.0),
    ]  # fmt: skip
    assert one(fields(rows), "lus_klasser", "3B|1")["bedoemte"] == 3
    found = fields(rows, "fortrolig")
    hidden = one(found, "lus_klasser", "3B|1")
    assert hidden["bemaerkning"] == texts.say("fields.grund.few", antal=5)
    assert [hidden[key] for key in ("elever", "bedoemte", "median", "andel", "frem")] == [None] * 5
    spread = one(found, "lus_fordeling", "klasse:3B")
    assert {spread[key] for key in COUNTS} == {None}
    # What the grade leaves over of its other classes must not be the three.
    others = [one(found, "lus_klasser", f"{name}|1")["bedoemte"] for name in ("3A", "3C", "3D")]
    assert None in others
    assert not any(str(one.get("bedoemte")) == "3" for one in found["lus_klasser"])


@pytest.mark.parametrize("few", [1, 3, 4])
def test_a_school_s_share_is_not_that_of_its_few_with_an_expected_point(few: int) -> None:
    # Grade 4 has no expected point: the school's share would be grade 3's, which is hidden.
    rows = [*class_of("3A", 1, ["9"] * few), *class_of("4A", 1, ["14"] * 20, klassetrin=4.0)]
    of_share = ("med_forventning", "naaet", "andel", "nedre", "oevre")
    for row in (
        one(fields(rows, "fortrolig", EXPECTED), "lus_skole", "1"),
        one(fields(rows, "fortrolig", EXPECTED), "lus_rapport", "1"),
    ):
        assert [row[key] for key in of_share] == [None] * len(of_share)
        assert row["bedoemte"] == few + 20
    assert one(fields(rows, settings=EXPECTED), "lus_skole", "1")["med_forventning"] == few


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_class_is_what_its_grade_or_school_leaves_over(seed: int) -> None:
    chosen = random.Random(seed)
    rows: list[Any] = []
    for grade in range(1, chosen.randint(2, 4)):
        for letter in "ABCD"[: chosen.randint(1, 4)]:
            size = chosen.choice([3, 4, 12, 20, 22])
            words = [POINTS[chosen.randint(3, 15)] for _ in range(size)]
            rows += class_of(f"{grade}{letter}", 1, words, klassetrin=float(grade))
    found = fields(rows, "fortrolig")
    whole = one(found, "lus_skole", "1")["bedoemte"]
    grades = {row["klassetrin"]: row["bedoemte"] for row in found["lus_trin"]}
    left_of_school = 0 if whole is None else whole
    hidden_somewhere = 0
    for grade, judged in grades.items():
        classes = [row["bedoemte"] for row in found["lus_klasser"] if row["klassetrin"] == grade]
        shown = [count for count in classes if count is not None]
        hidden = len(classes) - len(shown)
        if judged is not None and hidden:
            assert judged - sum(shown) >= 5
            assert hidden >= 3
        left_of_school -= judged if judged is not None else sum(shown)
        hidden_somewhere += 0 if judged is not None else hidden
    if whole is not None and hidden_somewhere:
        assert left_of_school >= 5
        assert hidden_somewhere >= 3


def test_a_class_of_several_grades_is_shown_in_the_schools_own_edition_alone() -> None:
    rows = [point(f"p{n}", 1, "9", "1-3", klassetrin=float(1 + n % 3)) for n in range(30)]
    assert one(fields(rows), "lus_klasser", "1-3|1")["bedoemte"] == 30
    hidden = one(fields(rows, "fortrolig"), "lus_klasser", "1-3|1")
    assert (hidden["bedoemte"], hidden["bemaerkning"]) == (None, texts.say("fields.lus_skole.blandet"))


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_a_public_edition_has_the_commitments_and_no_result(edition: str) -> None:
    settings = {**EXPECTED, "lus_forpligtelse_3": 0.9}
    rows = class_of("3A", 1, ["9"] * 20)
    found = fields(rows, edition, settings)
    assert {name: found[name] for name in RESULTS} == {name: [] for name in RESULTS}
    assert found["lus_linje"] == texts.say("fields.lus_skole.udgave")
    assert found["lus_seneste"] is None
    assert "3A" not in str(found)
    duty = found["lus_forpligtelser"][0]
    assert (duty["klassetrin"], duty["punkt"], duty["andel"]) == (3, "15", 0.9)
    lus = SchoolLus(dataset(rows, settings=settings), 2026, edition)
    assert lus.suppressed("101005") == [texts.say("fields.lus_skole.udgave")]


def test_a_school_without_points_says_so() -> None:
    found = fields([result("a", DAYS[1], 50)])
    assert found["lus_linje"] == texts.say("fields.lus_skole.ingen")
    assert {name: found[name] for name in LISTS} == {name: [] for name in LISTS}


# --- The pupils ----------------------------------------------------------------------------------
def test_pupils_below_the_expected_are_listed_by_id_those_who_are_so_now_first() -> None:
    rows = [
        point("late", 1, "8", "3A"), point("late", 2, "12", "3A"),
        point("below", 1, "10", "3B"), point("below", 2, "10", "3B"),
        point("fine", 1, "10", "3A"), point("fine", 2, "13", "3A"),
    ]  # fmt: skip
    found = fields(rows, "fortrolig", EXPECTED)["lus_elever"]
    assert [row["noegle"] for row in found] == ["below", "late"]
    below, late = found
    assert (below["klasse"], below["p1"], below["seneste"], below["forventet"]) == ("3B", "10", "10", "12")
    assert (below["kvar"], below["steg"]) == (2, 0)
    assert (late["kvar"], late["steg"]) == (0, 4)
    assert "navn" not in below  # what is called so is told to the administration as a row's name


def test_without_an_expectation_nobody_is_below_it() -> None:
    assert fields(class_of("3A", 1, ["1"] * 9))["lus_elever"] == []
