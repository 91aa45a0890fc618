"""The figures of a dialogue: those a setting names in its order, else those that may be goals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.agreed import CATALOGUE, SOUTH, small_dataset
from support.datasets import Rows

from xl_beregner import texts
from xl_beregner.dataset.settings import Setting
from xl_beregner.fields import known_fields, school_fields
from xl_beregner.fields.chosen_figures import chosen, line
from xl_beregner.fields.known.dialogue import RESULTS, SCALARS, STAFF, TABLES

YEAR = "2026/2027"
OTHER_SETTINGS: Rows = [["noegle", "vaerdi", "kilde"]]


def fields(folder: Path, catalogue: Rows = CATALOGUE, edition: str = "fortrolig", **named: str) -> Any:
    rows: Rows = [*OTHER_SETTINGS, *[[key, value, "Nævnden"] for key, value in named.items()]]
    dataset = small_dataset(folder, katalog=catalogue, indstillinger=rows)
    return school_fields(dataset, YEAR, edition, frozenset({"tal", "tal__spoergsmaal", *TABLES, *SCALARS}))


def names(rows: Any) -> list[str]:
    return [row["noegle"] for row in rows]


def test_a_setting_names_the_figures_and_their_order(tmp_path):
    found = fields(tmp_path, dialog_resultat="fravaer; karakter", dialog_personale="fravaer").fields(SOUTH)
    assert names(found["dialog_resultat_tal"]) == ["fravaer", "karakter"]
    assert names(found["dialog_personale_tal"]) == ["fravaer"]
    assert found["dialog_resultat_linje"] == "2 tal er valgt til samtalen. Kilde til valget: Nævnden."
    assert found["dialog_personale_linje"] == "Ét tal er valgt til samtalen. Kilde til valget: Nævnden."


def test_a_row_is_the_one_of_all_figures_with_its_question(tmp_path):
    found = fields(tmp_path, dialog_resultat="fravaer; karakter").fields(SOUTH)
    of = {row["noegle"]: row for row in found["tal"]}
    for row in found["dialog_resultat_tal"]:
        assert row["spoergsmaal"]
        headings = {key: value for key, value in row.items() if key.endswith("_vist")}
        assert row == {**of[row["noegle"]], **headings}


def test_where_nobody_chose_results_are_what_may_be_a_goal_and_staff_has_none(tmp_path):
    catalogue: Rows = [
        [*row, "kan_aftales" if not at else "nej" if row[0] == "fravaer" else "ja"]
        for at, row in enumerate(CATALOGUE)
    ]
    found = fields(tmp_path, catalogue).fields(SOUTH)
    assert names(found["dialog_resultat_tal"]) == ["karakter", "laesetest"]
    assert "Ingen har valgt" in found["dialog_resultat_linje"]
    assert found["dialog_personale_tal"] == []
    assert found["dialog_personale_linje"].startswith("Ingen tal: forvaltningen har ikke valgt")


def test_a_group_s_heading_follows_the_new_order():
    rows = [{"noegle": name, "pejlemaerke": of} for name, of in (("a", "A"), ("b", "B"), ("c", "A"))]
    found = chosen(rows, ["c", "b", "a", "elsewhere"])
    assert [(row["noegle"], row["pejlemaerke_vist"]) for row in found] == [("c", "A"), ("b", "B"), ("a", "A")]
    assert "pejlemaerke_vist" not in rows[0]


def test_an_indicator_no_sheet_shows_is_told_and_left_out(tmp_path):
    catalogue: Rows = [
        [*row, "vises" if not at else "nej" if row[0] == "fravaer" else "ja"]
        for at, row in enumerate(CATALOGUE)
    ]
    source = fields(tmp_path, catalogue, dialog_personale="fravaer")
    found = source.fields(SOUTH)
    assert found["dialog_personale_tal"] == []
    assert "indstillingen dialog_personale" in found["dialog_personale_linje"]
    assert any("fravaer" in str(note) for note in source.notes())


def test_tests_stay_hidden_from_a_board_in_a_dialogue_too(tmp_path):
    found = fields(tmp_path, edition="bestyrelse", dialog_resultat="laesetest").fields(SOUTH)
    (row,) = found["dialog_resultat_tal"]
    assert row["seneste"] is None
    assert row["bemaerkning"]


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("dialogue", [RESULTS, STAFF])
@pytest.mark.parametrize("rows", [[], [{}], [{}, {}]])
@pytest.mark.parametrize("value", ["", "a"])
def test_every_line_is_said_in_every_language(language, dialogue, rows, value):
    with texts.speaking(language):
        said = line(dialogue, Setting(value, "Kilde"), rows)
    assert said
    assert "{" not in said


def test_the_lists_are_known_as_columns_of_all_figures():
    known = known_fields("sv")
    assert known["dialog_resultat_tal__seneste"] == known["tal__seneste"]
    assert set(SCALARS) <= set(known)
