"""What was begun and not finished: told with its cell; what nobody began is not missed."""

from __future__ import annotations

import pytest

from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.missing import find_missing
from xl_beregner.batch.collect.typed import Place

GOAL = ("maaltype", "maal", "senest", "tiltag")
EVALUATED = ("gennemfoert", "justeret", "begrundelse", "leder", "chef", "vurdering")
OWN = ("maal", "tegn", "resultat", "senest", "tiltag", "gennemfoert", "vurdering", "bemaerkning")
PARTIES = ("skoleleder", "omraadechef", "aftale_dato", "evaluering_dato")


def asked() -> list[tuple[str, str, str]]:
    """List what the agreement of a school with two figures asks for."""
    lists = [("aftale", key, field) for key in ("karakter", "fravaer") for field in GOAL]
    lists += [("evaluering", key, field) for key in ("karakter", "fravaer") for field in EVALUATED]
    own = [("", "", f"{goal}_{field}") for goal in ("egen_1", "sygefravaer") for field in OWN]
    return [*lists, *own, *(("", "", field) for field in PARTIES)]


def missing(*given: str, template: str = "resultataftale") -> list[str]:
    """Tell what is missing beside answers named ``aftale.karakter.maal`` or ``skoleleder``."""
    told = {tuple(name.split(".")) if "." in name else ("", "", name): name for name in given}
    places = asked()
    assert set(told) <= set(places)
    answers = [
        Answer(
            "101", "101", "", table, key, "", field, "2026/2027" if "senest" in field else "x", "Ark", str(n)
        )
        for n, (table, key, field) in enumerate(places)
        if (table, key, field) in told
    ]
    blank = [
        Place("", table, key, "", field, "Ark", str(n))
        for n, (table, key, field) in enumerate(places)
        if (table, key, field) not in told
    ]
    faults = find_missing(answers, blank, template, 2026)
    assert all(fault.facts["ark"] == "Ark" for fault in faults)
    return [".".join(part for part in places[int(fault.facts["celle"])] if part) for fault in faults]


WHOLE = ("aftale.karakter.maal", "aftale.karakter.senest", "aftale.karakter.tiltag", *PARTIES[:3])


def test_nothing_is_missing_of_a_workbook_nobody_wrote_in() -> None:
    assert missing() == []


def test_a_whole_agreement_lacks_nothing_though_most_cells_are_blank() -> None:
    assert missing(*WHOLE) == []


@pytest.mark.parametrize("left_out", WHOLE)
def test_each_part_of_an_agreement_is_missed(left_out: str) -> None:
    given = [name for name in WHOLE if name != left_out]
    expected = {left_out}
    if left_out == "aftale.karakter.maal":  # then there is no agreement, and no parties to it yet
        assert missing(*given) == ["aftale.karakter.maal"]
        return
    assert set(missing(*given)) == expected


def test_an_agreement_without_a_goal_says_so() -> None:
    assert missing("skoleleder") == ["aftale.karakter.maal"]


def test_an_own_goal_is_a_goal_and_its_line_must_be_whole() -> None:
    assert missing("egen_1_maal", *PARTIES[:3]) == ["egen_1_senest", "egen_1_tiltag"]


def test_lines_do_not_lend_each_other_answers() -> None:
    given = ("egen_1_maal", "sygefravaer_senest", "sygefravaer_tiltag", *PARTIES[:3])
    assert missing(*given) == ["egen_1_senest", "egen_1_tiltag", "sygefravaer_maal"]


def test_an_adjusted_target_needs_its_reason() -> None:
    told = missing(*WHOLE, "evaluering.karakter.justeret", "evaluering.karakter.gennemfoert",
                   "evaluering.karakter.vurdering")  # fmt: skip
    assert told == ["evaluering.karakter.begrundelse"]


def test_once_one_goal_is_judged_every_other_that_is_due_is_missed() -> None:
    second = ("aftale.fravaer.maal", "aftale.fravaer.senest", "aftale.fravaer.tiltag")
    judged = ("evaluering.karakter.gennemfoert", "evaluering.karakter.vurdering")
    assert missing(*WHOLE, *second) == []
    assert missing(*WHOLE, *second, *judged) == [
        "evaluering.fravaer.gennemfoert",
        "evaluering.fravaer.vurdering",
    ]


def test_of_a_template_of_ones_own_every_single_answer_is_expected() -> None:
    told = missing("skoleleder", template="vores_skema")
    assert {"omraadechef", "aftale_dato", "evaluering_dato"} <= set(told)
    assert "evaluering.karakter.leder" not in told


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        ("indsats_1_omraade", "maal goer hvem hvornaar"),
        ("indsats_1_hvorfor", "omraade maal goer hvem hvornaar"),
        ("kommunens_emne_1_goer", "ord"),
        ("samtaleaftale_1_hvad", "hvem hvornaar"),
        ("smtte_2_tegn_4_iagttagelse_5_ser", "dato grad"),
        ("smtte_2_maal", ""),
    ],
)
def test_a_line_of_a_form_that_is_begun_must_be_whole(given: str, lacks: str) -> None:
    stem, _, field = given.rpartition("_")
    fields = [
        "omraade",
        "hvorfor",
        "maal",
        "goer",
        "hvem",
        "hvornaar",
        "ser",
        "navn",
        "ord",
        "hvad",
        "opfoelgning",
        "dato",
        "grad",
    ]
    places = [f"{stem}_{each}" for each in fields if each != field]
    told = [Answer("101", "101", "", "", "", "", given, "x", "Ark", "A1")]
    blank = [Place("", "", "", "", name, "Ark", f"B{row}") for row, name in enumerate(places)]
    found = find_missing(told, blank, "skoleudviklingssamtale", 2026)
    assert {fault.facts["felt"].name for fault in found} == {f"{stem}_{each}" for each in lacks.split()}


@pytest.mark.parametrize(
    ("table", "given", "lacks"),
    [
        ("kvalificering", "skaerpes", "konsulent kvalificeret"),
        ("kvalificering", "kvalificeret", "konsulent"),
        ("indsatsplan", "tegn", "indsats ansvarlig slut"),
        ("indsatsplan", "indsats", "ansvarlig slut"),
    ],
)
def test_what_is_said_of_a_goal_or_planned_for_it_must_be_whole(table: str, given: str, lacks: str) -> None:
    fields = ["konsulent", "dato", "skaerpes", "kvalificeret"]
    fields += ["indsats", "ansvarlig", "start", "slut", "ressourcer", "tegn", "status"]
    told = [Answer("101", "101", "", table, "fravaer", "", given, "x", "Ark", "A1")]
    # The row of another goal is blank, and nobody has begun it.
    blank = [
        Place("", table, key, "", name, "Ark", f"{row}{key}")
        for row, name in enumerate(fields)
        for key in ("fravaer", "karakter")
        if (name, key) != (given, "fravaer")
    ]
    found = find_missing(told, blank, "maalformulering", 2026)
    assert {(fault.facts["felt"].name, fault.facts["celle"].lstrip("0123456789")) for fault in found} == {
        (name, "fravaer") for name in lacks.split()
    }
