"""How schools' commitments went, counted: every word of theirs once, and nothing told of few outside."""

from __future__ import annotations

from typing import Any

import pytest
from support.agreed import agreed, said, small_dataset

from xl_beregner.fields import unit_fields
from xl_beregner.fields.municipality.duties import Duties
from xl_beregner.fields.municipality.schools_answers import SchoolsAnswers
from xl_beregner.fields.municipality.year_told import year_told
from xl_beregner.texts import say, speaking

YEAR = 2025
Row = dict[str, Any]
SCHOOLS = [f"90{number}" for number in range(1, 8)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return small_dataset(
        tmp_path_factory.mktemp("duties"),
        indstillinger=[
            ["noegle", "vaerdi", "kilde"],
            ["faelles_forpligtelse_1", "Alla läser", "Beslut 1"],
            ["faelles_forpligtelse_3", "Alla räknar", "Beslut 3"],
        ],
        skoler=[["skole_nr", "skole"], ["101001", "Søndre Skole"], ["0123", "Æblehaven"],
                *[[number, f"Skola {number}"] for number in SCHOOLS]],
    )  # fmt: skip


def reported(verdicts: dict[str, str], key: str = "faelles_1") -> list[Row]:
    return [
        {**row, "skabelon": "atagande_kvalitetsrapport"}
        for school, verdict in verdicts.items()
        for row in said(school, YEAR, {"sidste_forpligtelser": {key: {"nadd": verdict}}})
    ]


def fields(dataset: Any, answers: list[Row], edition: str = "fortrolig") -> Row:
    known = agreed(dataset, answers)
    return Duties(known, edition, SchoolsAnswers(known, YEAR, edition)).fields()


def test_each_common_commitment_has_a_row_with_its_counts(plain: Any) -> None:
    verdicts = dict(zip(SCHOOLS, ["Ja", "Ja", "Delvis", "Nej", "Går inte att säga", "ja"], strict=False))
    first, other = fields(plain, reported(verdicts))["faelles_forpligtelser"]
    assert (first["navn"], first["ramme"], first["skoler"], first["af"]) == ("Alla läser", "Beslut 1", 6, 9)
    assert [first[key] for key in ("naaet", "delvist", "ikke_naaet", "uafgjort")] == [3, 1, 1, 1]
    assert (first["billede"], first["tekst"]) == (
        "●●●◐○?",
        "3 nået, 1 delvis, 1 ikke, 1 uvist (6 af 9 skoler)",
    )
    assert (other["noegle"], other["antal"], other["naaet"]) == ("faelles_3", 0, None)
    assert other["tekst"] == "Ingen skole har fulgt op endnu."


def test_the_schools_own_stand_in_one_row_and_every_row_has_its_place(plain: Any) -> None:
    answers = reported({SCHOOLS[0]: "Ja"}, "egen_1") + reported({SCHOOLS[0]: "Nej"}, "egen_2")
    found = fields(plain, answers)
    own = found["faelles_forpligtelser"][-1]
    assert (own["noegle"], own["skoler"], own["antal"], own["naaet"], own["ikke_naaet"]) == (
        "egen",
        1,
        2,
        1,
        1,
    )
    assert found["forpligtelse_2_navn"] == "Alla räknar"
    assert found["forpligtelse_3_navn"] == own["navn"]
    assert found["forpligtelse_4_navn"] is None


def test_very_many_marks_keep_their_shares(plain: Any) -> None:
    answers = [
        row for number in range(1, 7) for row in reported(dict.fromkeys(SCHOOLS, "Ja"), f"egen_{number}")
    ]
    answers += [
        row for number in range(7, 9) for row in reported(dict.fromkeys(SCHOOLS, "Nej"), f"egen_{number}")
    ]
    picture = fields(plain, answers)["faelles_forpligtelser"][-1]["billede"]
    assert picture == "●" * 18 + "○" * 6


@pytest.mark.parametrize(("schools", "counted"), [(4, None), (5, 5)])
def test_outside_few_schools_are_not_counted(plain: Any, schools: int, counted: int | None) -> None:
    answers = reported(dict.fromkeys(SCHOOLS[:schools], "Nej"))
    assert fields(plain, answers)["faelles_forpligtelser"][0]["ikke_naaet"] == schools
    row = fields(plain, answers, "bestyrelse")["faelles_forpligtelser"][0]
    assert (row["ikke_naaet"], bool(row["billede"])) == (counted, counted is not None)
    told = row["tekst"].partition("(")[0]
    assert told.startswith(f"{schools} ")
    assert ("ikke" in told) == (counted is not None)


def test_a_template_that_asks_for_none_of_it_gets_none(plain: Any) -> None:
    found = unit_fields(plain, YEAR, "offentlig", "kommune", ["samlet"]).fields("kommune")
    assert found["faelles_forpligtelser"] == []


# --- The year in words ---------------------------------------------------------------------------
def _row(name: str, change: str | None = None, goal: float | None = None, status: str = "") -> Row:
    said = say(f"aggregate.udvikling.{change}") if change else None
    shown = {"navn": name, "vist": 1.0, "retning": say("fields.retning.op"), "udvikling": said}
    return {**shown, "maal": goal, "maal_status": status}


def test_the_year_is_told_by_name_as_the_rows_say_it() -> None:
    page = [
        _row("A", "bedre", 1.0, "● nået"),
        _row("B", "daarligere", 1.0, "○ ikke nået"),
        _row("C, 9. klasse", "inden_for", 1.0, "◑ uafgjort"),
        _row("D", "uvis", 1.0, "… mål for 2026/2027"),
        _row("E", None, 1.0),
        {**_row("F"), "vist": None},
        # Neither more nor less is better of it: nothing to tell, though there was a figure the year before.
        {**_row("G"), "retning": say("fields.retning.ingen")},
    ]
    assert list(year_told(page).values()) == [
        "1 af 4 sikkert nået",
        "Sikkert nået: A. Sikkert ikke nået: B. Ikke sikkert: C, 9. klasse; E. Gælder et senere år: D.",
        "Bedre: A. Dårligere: B.",
        "3 af 5 tal",
        "Inden for usikkerheden: C, 9. klasse. Usikkerheden er ikke kendt: D. Intet tal året før: E.",
    ]


def test_many_that_cannot_be_told_are_counted() -> None:
    with speaking("sv"):
        told = year_told([_row(str(number), "inden_for") for number in range(5)])
    assert told["aarets_uvisse_linje"] == "Inom osäkerheten: 5 siffror."
    assert told["aarets_udvikling_linje"] is None
    assert told["aarets_maal_overskrift"] == "Inga mål avstämda"
