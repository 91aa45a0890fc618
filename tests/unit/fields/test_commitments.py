"""A school's commitments: common and own, and last year's beside the figure they were tied to."""

from __future__ import annotations

from typing import Any

import pytest
from support.agreed import APPLE, SOUTH, agreed, in_template, said, small_dataset
from support.datasets import Rows

from xl_beregner.fields import unit_fields
from xl_beregner.fields.commitments import Commitments
from xl_beregner.fields.known.commitments import LAST, LINE, PLAN, PLAN_TEMPLATE, REPORT_TEMPLATE

SETTINGS: Rows = [
    ["noegle", "vaerdi", "kilde"],
    ["faelles_forpligtelse_1", "Alle læser", "Udvalget 2026"],
    ["faelles_forpligtelse_3", "Alle er der", "Udvalget 2024"],
    ["sidste_faelles_forpligtelse_1", "Alle læste", "Udvalget 2025"],
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return small_dataset(tmp_path_factory.mktemp("commitments"), indstillinger=SETTINGS)


def planned(year: int, school: str = SOUTH, **rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of a plan that came home, by key."""
    return in_template(PLAN_TEMPLATE, said(school, year, {PLAN: rows}))


def reported(year: int, **single: Any) -> list[dict[str, Any]]:
    return in_template(REPORT_TEMPLATE, said(SOUTH, year, {LAST: {"egen_1": {"gjort": "Meget"}}}, **single))


def fields(dataset: Any, *names: str, edition: str = "fortrolig", template: str = REPORT_TEMPLATE) -> Any:
    wanted = [*names] or [LAST, LINE, PLAN, f"{LAST}__usikkerhed"]
    return unit_fields(dataset, 2026, edition, "skole", wanted, template).fields(SOUTH)


def test_the_plan_has_the_common_ones_that_are_set_and_six_of_its_own(plain: Any) -> None:
    rows = fields(plain, PLAN)[PLAN]
    keys = ["faelles_1", "faelles_3", *(f"egen_{number}" for number in range(1, 7))]
    assert [row["noegle"] for row in rows] == keys
    assert rows[0] == {
        "noegle": "faelles_1", "nr": 1, "navn": "Alle læser", "ramme": "Udvalget 2026", "slags": "Fælles 1",
    }  # fmt: skip
    assert rows[2] == {"noegle": "egen_1", "nr": 1, "navn": None, "ramme": None, "slags": "Egen 1"}


def test_last_year_s_own_stand_with_their_plan_and_their_figure_as_it_is_now(plain: Any) -> None:
    last = {"vad": "Ro", "hur": "To voksne", "vem": "Alle", "matetal": "Fravær", "varfor": "Derfor"}
    found = fields(agreed(plain, planned(2025, egen_4=last)))
    rows = {row["noegle"]: row for row in found[LAST]}
    assert list(rows) == ["faelles_1", "faelles_3", "egen_4"]
    own = rows["egen_4"]
    assert (own["navn"], own["plan"]) == ("Ro", "Hvordan: To voksne\nHvem: Alle")
    assert (own["indikator"], own["forrige"], own["seneste"]) == ("Fravær", 7.2, 5.4)
    assert own["aar_seneste"] == "2025/2026"
    assert own["usikkerhed"] > 0
    assert "2025/2026" in found[LINE]


def test_a_common_one_is_named_as_it_was_in_the_plan_that_is_reported_on(plain: Any) -> None:
    found = fields(agreed(plain, planned(2025, faelles_1={"vad": "Ti minutter", "hur": "Hver dag"})))
    first, second = found[LAST]
    assert (first["navn"], first["ramme"]) == ("Alle læste", "Udvalget 2025")
    assert first["plan"] == "Hos os: Ti minutter\nHvordan: Hver dag"
    assert (second["navn"], second["plan"]) == ("Alle er der", None)


def test_a_school_without_a_plan_has_rows_to_write_in(plain: Any) -> None:
    found = fields(agreed(plain, planned(2025, school=APPLE, egen_1={"vad": "en anden skoles"})))
    keys = [row["noegle"] for row in found[LAST]]
    assert keys == ["faelles_1", "faelles_3", "egen_1", "egen_2", "egen_3"]
    assert found[LAST][2]["plan"] == "Ingen plan sidste år."
    assert found[LINE].startswith("Der er ingen plan")


def test_a_plan_that_has_been_reported_on_does_not_come_again(plain: Any) -> None:
    answers = planned(2024, egen_1={"vad": "Gammelt"}) + reported(2025, rapport_slutsats="Sidste års")
    assert [row["navn"] for row in fields(agreed(plain, answers))[LAST]][2:] == [None, None, None]


def test_a_plan_shown_again_names_its_rows(plain: Any) -> None:
    answers = planned(2025, egen_2={"vad": "Ro"}, faelles_1={"vad": "Ti minutter"})
    found = fields(agreed(plain, answers), "forrige_forpligtelser__vad", template=PLAN_TEMPLATE)
    rows = found["forrige_forpligtelser"]
    assert [(row["navn"], row["vad"]) for row in rows] == [("Alle læste", "Ti minutter"), ("Egen 2", "Ro")]


def test_the_conclusion_of_this_year_s_report_stands_in_the_plan(plain: Any) -> None:
    names = ("rapport_slutsats", "rapport_utvecklingsbehov")
    answers = reported(2025, rapport_slutsats="sidste") + reported(2026, rapport_slutsats="Vi læser bedre")
    found = fields(agreed(plain, answers), *names)
    assert [found[name] for name in names] == ["Vi læser bedre", None]
    assert fields(agreed(plain, answers), *names, edition="offentlig")["rapport_slutsats"] is None


def test_a_school_s_plan_stays_in_the_administration(plain: Any) -> None:
    dataset = agreed(plain, planned(2025, egen_1={"vad": "Fortroligt"}))
    source = unit_fields(dataset, 2026, "offentlig", "skole", [LAST, LINE], REPORT_TEMPLATE)
    found = source.fields(SOUTH)
    assert [row["navn"] for row in found[LAST]] == ["Alle læste", "Alle er der"]
    assert found[LINE] is None
    assert "sidste plan: skolens ord bliver hos skole og forvaltning" in source.suppressed(SOUTH)
    assert not any("plan" in line for line in source.suppressed(APPLE))


def test_what_is_reported_on_is_named_for_the_municipality(plain: Any) -> None:
    answers = planned(2025, egen_2={"vad": "Ro"}) + planned(2026, egen_2={"vad": "Læsning"})
    of = Commitments(agreed(plain, answers), 2026, "fortrolig", (), REPORT_TEMPLATE)
    assert of.names_of_last(SOUTH) == {"faelles_1": "Alle læste", "faelles_3": "Alle er der", "egen_2": "Ro"}
