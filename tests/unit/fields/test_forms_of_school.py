"""A unit's figures by school form: goals first, the form it lacks left out, last year's judgement beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.agreed import SOUTH, agreed, in_template, said, small_dataset
from support.datasets import Rows

from xl_beregner.dataset import Dataset
from xl_beregner.fields import unit_fields
from xl_beregner.fields.forms_of_school import form_fields, goals_first
from xl_beregner.fields.known.forms import form_lists
from xl_beregner.fields.standing_out import in_words

YEAR = "2026/2027"
CATALOGUE: Rows = [
    [
        "indikator",
        "navn",
        "pejlemaerke",
        "skolform",
        "roll",
        "maaleenhed",
        "retning",
        "kilde",
        "offentliggjort",
    ],
    ["tryg", "Tryghed", "Trivsel", "Grundskole", "medel", "pct", "op", "X", "ja"],
    ["laesning", "Læsning", "Viden", "Grundskole", "mål", "pct", "op", "X", "ja"],
    ["fritid", "Fritid", "Trivsel", "Fritidshjem", "medel", "pct", "op", "X", "ja"],
    ["syge", "Sygefravær", "Personale", "", "", "pct", "ned", "X", "ja"],
]
FIGURES: Rows = [
    ["enhed", "skoleaar", "indikator", "vaerdi", "antal"],
    *[[SOUTH, "2025/2026", name, "50", "40"] for name in ("tryg", "laesning", "syge")],
    ["0123", "2025/2026", "fritid", "60", "30"],
]


def source(data: Dataset, edition: str = "fortrolig") -> Any:
    return unit_fields(data, YEAR, edition, "skole", [*form_lists(())], "x")


def fields_of(folder: Path, number: str, edition: str = "fortrolig", written: Any = ()) -> dict[str, Any]:
    data = small_dataset(folder, katalog=CATALOGUE, indikatorer=FIGURES)
    return dict(source(agreed(data, written) if written else data, edition).fields(number))


def test_a_form_has_its_list_at_its_place_with_goals_before_means(tmp_path: Path) -> None:
    found = fields_of(tmp_path, SOUTH)
    rows = found["skoleform_1_tal"]
    assert [(row["noegle"], row["rolle"]) for row in rows] == [("laesning", "Mål"), ("tryg", "Middel")]
    assert [row["pejlemaerke_vist"] for row in rows] == ["Viden", "Trivsel"]
    assert found["skoleform_1"][0]["navn"] == "Grundskole"


def test_a_form_the_unit_has_no_figure_of_is_blank_and_the_others_keep_their_places(tmp_path: Path) -> None:
    found = fields_of(tmp_path, SOUTH)
    assert found["skoleform_2"] == found["skoleform_2_tal"] == []
    assert found["skoleform_3"][0]["navn"] == "Hele skolen"
    together = [tuple(row[key] for key in ("noegle", "skoleform_vist", "skoleform_nr"))
                for row in found["skoleformer_tal"]]  # fmt: skip
    assert together == [("laesning", "Grundskole", 1), ("tryg", None, None), ("syge", "Hele skolen", 3)]
    other = fields_of(tmp_path, "0123")
    assert [bool(other[f"skoleform_{place}"]) for place in (1, 2, 3)] == [False, True, False]


def test_a_hidden_figure_is_a_figure_of_the_form() -> None:
    rows = [{"skoleform": "A", "rolle": None, "noegle": "a", "navn": "a", "pejlemaerke": None,
             "viser_tallet": None, "bemaerkning": "Færre end 5 elever."}]  # fmt: skip
    found = form_fields(rows, lambda key: False, {})
    assert found["skoleform_1"][0]["viser_tallene"] == "• a: Færre end 5 elever."
    assert form_fields(rows, lambda key: True, {})["skoleform_1"] == []


def test_the_same_area_is_shown_again_where_goals_become_means() -> None:
    rows = [{"noegle": key, "pejlemaerke": "Viden", "rolle": role} for key, role in
            (("a", None), ("b", "Middel"), ("c", "Mål"), ("d", "Middel"))]  # fmt: skip
    ordered = goals_first(rows)
    assert [row["noegle"] for row in ordered] == ["c", "b", "d", "a"]
    assert [row["pejlemaerke_vist"] for row in ordered] == ["Viden", "Viden", None, "Viden"]


def test_the_seventh_form_stands_with_the_sixth_and_the_run_is_told(tmp_path: Path) -> None:
    catalogue: Rows = [CATALOGUE[0]]
    catalogue += [
        [f"i{at}", f"Tal {at}", "P", f"Form {at}", "", "pct", "op", "X", "ja"] for at in range(1, 8)
    ]
    figures: Rows = [FIGURES[0], *([SOUTH, "2025/2026", f"i{at}", "50", "40"] for at in range(1, 8))]
    data = small_dataset(tmp_path, katalog=catalogue, indikatorer=figures)
    run = source(data)
    last = run.fields(SOUTH)
    assert [row["noegle"] for row in last["skoleform_6_tal"]] == ["i6", "i7"]
    assert any(fault.key == "fields_mange_skoleformer" for fault in run.notes())


@pytest.mark.parametrize(("edition", "shown"), [("fortrolig", "Vi læser mere"), ("offentlig", None)])
def test_last_years_judgement_follows_the_figure_and_not_its_sheet(
    tmp_path: Path, edition: str, shown: str | None
) -> None:
    judged = {"skoleform_4_tal": {"laesning": {"rektors_bedomning": "Vi læser mere"}}}
    written = in_template("uppfoljningsplan", said(SOUTH, 2025, judged))
    rows = fields_of(tmp_path, SOUTH, edition, written)["skoleform_1_tal"]
    assert [row["forrige_rektors_bedomning"] for row in rows] == [shown, None]


# --- What stands out, in words -----------------------------------------------------------------
def row(name: str, change: str | None, apart: str | None = None, form: str | None = None) -> dict[str, Any]:
    return {"navn": name, "udvikling": change, "mod_lignende": apart, "skoleform": form}


def test_the_words_name_what_moved_and_count_the_rest() -> None:
    rows = [row("Ro", "▲ bedre", form="Grundskole"), row("Fravær", "▼ dårligere"),
            row("Læsning", "≈ inden for usikkerheden"), row("Elevtal", None)]  # fmt: skip
    said_of = in_words(rows)
    assert said_of["udvikling_i_ord"] == (
        "▲ bedre: Ro (Grundskole).\n▼ dårligere: Fravær.\n"
        "De øvrige 1 af 3 tal har ikke bevæget sig mere end usikkerheden."
    )
    assert said_of["lignende_i_ord"] == "Intet tal kan sammenlignes med lignende skoler."


def test_what_cannot_be_told_is_not_counted_as_unmoved() -> None:
    assert in_words([row("Ro", "kan ikke afgøres")])["udvikling_i_ord"] == (
        "Intet tal kan sammenlignes med året før."
    )
