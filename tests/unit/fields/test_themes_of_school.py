"""A school's pejlemærker, one by one: their order, their words, and what does not fit on eight sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.agreed import SOUTH, agreed, in_template, said, small_dataset
from support.datasets import Rows

from xl_beregner.fields import school_fields
from xl_beregner.fields.themes_of_school import paragraph, theme_fields, too_many

YEAR = "2026/2027"


def row(theme: str | None, name: str, **more: Any) -> dict[str, Any]:
    return {"pejlemaerke": theme, "navn": name, "noegle": name, "viser_tallet": f"{name} viser.", **more}


def test_a_pejlemaerke_has_its_own_list_in_the_order_it_first_appears() -> None:
    found = theme_fields([row("Trivsel", "a"), row("Faglighed", "b"), row("Trivsel", "c")], {})
    assert [found[f"pejlemaerke_{at}"][0]["noegle"] for at in (1, 2)] == ["Trivsel", "Faglighed"]
    assert [one["navn"] for one in found["pejlemaerke_1_tal"]] == ["a", "c"]
    assert [one["pejlemaerke_vist"] for one in found["pejlemaerke_1_tal"]] == ["Trivsel", None]
    assert found["pejlemaerke_3"] == found["pejlemaerke_8_tal"] == []


def test_figures_without_a_pejlemaerke_stand_together() -> None:
    found = theme_fields([row(None, "a"), row("Trivsel", "b"), row(None, "c")], {})
    assert found["pejlemaerke_1"][0]["navn"] == "Andet"
    assert len(found["pejlemaerke_1_tal"]) == 2


def test_the_ninth_stands_on_the_eighth_sheet_and_the_run_is_told() -> None:
    names = [f"Nr. {at}" for at in range(1, 11)]
    found = theme_fields([row(name, name) for name in names], {})
    assert found["pejlemaerke_7"][0]["navn"] == "Nr. 7"
    last = found["pejlemaerke_8"][0]
    assert (last["noegle"], last["navn"]) == ("oevrige", "Øvrige: Nr. 8, Nr. 9, Nr. 10")
    assert [one["navn"] for one in found["pejlemaerke_8_tal"]] == names[7:]
    assert "10 pejlemærker" in str(too_many(names))
    assert "Nr. 8; Nr. 9; Nr. 10" in str(too_many(names))
    assert too_many(names[:8]) is None


def test_the_paragraph_says_every_figure_and_why_one_is_not_shown() -> None:
    rows = [
        row("A", "Fravær", bemaerkning=None),
        row("A", "Test", viser_tallet=None, bemaerkning="Færre end 5 elever."),
        row("A", "Elever", viser_tallet=None, bemaerkning=None),
    ]
    assert paragraph(rows) == "• Fravær: Fravær viser.\n• Test: Færre end 5 elever.\n• Elever: intet tal."
    assert paragraph([]) is None


# --- What the school wrote before --------------------------------------------------------------
def report(year: int, place: int, theme: str, **words: str) -> list[dict[str, Any]]:
    return in_template("skolerapport", said(SOUTH, year, {f"pejlemaerke_{place}": {theme: words}}))


@pytest.mark.parametrize(("edition", "shown"), [("fortrolig", "Læsebånd"), ("bestyrelse", None)])
def test_last_years_words_follow_the_name_and_not_the_place(
    tmp_path: Path, edition: str, shown: str | None
) -> None:
    written = [
        *report(2025, 4, "Faglighed", vurdering="Godt", indsatser="Læsebånd"),
        *report(2024, 1, "Faglighed", indsatser="Ældre ord"),
        *report(2026, 1, "Faglighed", indsatser="Årets egne ord"),
    ]
    dataset = agreed(small_dataset(tmp_path), written)
    fields = school_fields(dataset, YEAR, edition).fields(SOUTH)
    here = next(
        fields[f"pejlemaerke_{at}"][0]
        for at in (1, 2)
        if fields[f"pejlemaerke_{at}"][0]["navn"] == "Faglighed"
    )
    assert here["forrige_indsatser"] == shown


def test_a_dataset_with_nine_pejlemaerker_loses_none(tmp_path: Path) -> None:
    head = ["indikator", "navn", "pejlemaerke", "maaleenhed", "retning", "kilde", "offentliggjort"]
    catalogue: Rows = [
        head,
        *([f"i{at}", f"Tal {at}", f"P{at}", "pct", "op", "X", "ja"] for at in range(1, 10)),
    ]
    figures: Rows = [["enhed", "skoleaar", "indikator", "vaerdi"], [SOUTH, "2025/2026", "i1", "50"]]
    source = school_fields(small_dataset(tmp_path, katalog=catalogue, indikatorer=figures), YEAR, "fortrolig")
    fields = source.fields(SOUTH)
    shown = [one["noegle"] for at in range(1, 9) for one in fields[f"pejlemaerke_{at}_tal"]]
    assert shown == [f"i{at}" for at in range(1, 10)]
    assert any(fault.key == "fields_mange_pejlemaerker" for fault in source.notes())
