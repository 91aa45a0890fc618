"""A grant by need: the formula in force, whom it is shown for, and what may not be worked out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.datasets import write_csv
from support.municipality import municipality

from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields.known.allocation import LISTS, SCALARS
from xl_beregner.fields.municipality.allocation import Allocation
from xl_beregner.fields.municipality.allocation_units import TOGETHER
from xl_beregner.measures.tools.resources import resource_rows

YEAR = 2025
POOL, BASE = 3_000_001, 60_000
SCHOOLS: dict[str, tuple[int | str, float | str, float | str]] = {
    "1": (400, 4, 50), "2": (300, 12, 30), "3": (250, 8, 45), "4": (500, 6, 55), "5": (350, 10, 35),
    "6": (60, 2, 60), "7": (200, "", 40), "8": (280, 9, 42),
}  # fmt: skip
FORMULA = "soc_nyanlanda_pct 0,4; soc_lang_uddannelse_pct -0,6"


def dataset(folder: Path, formula: str = FORMULA, schools: dict[str, Any] = SCHOOLS, **more: Any) -> Dataset:
    tables = municipality(1, schools=len(schools), official=False)
    numbers = [row[0] for row in tables["skoler"][1:]]
    tables["skoler"] = [
        ["skole_nr", "skole", "omraade", "elevtal", "soc_nyanlanda_pct", "soc_lang_uddannelse_pct"],
        *(
            [number, f"Skole {key}", "", *facts]
            for number, (key, facts) in zip(numbers, schools.items(), strict=True)
        ),
    ]
    for key, value in {
        "ressource_faktorer": formula,
        "ressource_grundbeloeb": BASE,
        "ressource_pulje": POOL,
        **more,
    }.items():
        if value != "":
            tables["indstillinger"].append([key, value, "Byrådet"])
    return load_dataset(write_csv(folder, tables))


def rows(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["navn"]: row for row in found["ressource_skoler"]}


def test_it_gives_what_is_known(tmp_path: Path) -> None:
    found = Allocation(dataset(tmp_path), YEAR, "fortrolig").fields()
    assert set(found) == {*SCALARS, *LISTS}
    for table, names in LISTS.items():
        assert all(set(row) == set(names) for row in found[table]), table


def test_the_money_is_ressourcer_s_and_adds_up_to_the_pool(tmp_path: Path) -> None:
    found = Allocation(dataset(tmp_path), YEAR, "fortrolig").fields()
    shown = found["ressource_skoler"]
    index = np.array([row["indeks"] if row["indeks"] is not None else np.nan for row in shown])
    exact = resource_rows(np.array([float(row["elevtal"]) for row in shown]), index, BASE, POOL)
    for row, base, structural in zip(shown, exact.base, exact.structural, strict=True):
        if row["indeks"] is not None:
            assert row["grund"] == base
            assert abs(row["struktur"] - structural) < 1
            assert row["i_alt"] == row["grund"] + row["struktur"]
    assert sum(row["struktur"] or 0 for row in shown) == POOL


def test_a_school_without_a_factor_gets_its_base_and_is_told(tmp_path: Path) -> None:
    found = Allocation(dataset(tmp_path), YEAR, "fortrolig").fields()
    school = rows(found)["Skole 7"]
    assert school["struktur"] is None
    assert school["grund"] == 200 * BASE
    assert "ingen del af puljen" in school["bemaerkning"]
    assert "7 af 8" in found["ressource_med_linje"]
    assert "Skole 7" in found["ressource_med_linje"]


def test_few_pupils_are_warned_of_with_an_interval(tmp_path: Path) -> None:
    school = rows(Allocation(dataset(tmp_path), YEAR, "fortrolig").fields())["Skole 6"]
    assert school["bemaerkning"].startswith("60 elever")
    assert school["indeks_nedre"] < school["indeks"] < school["indeks_oevre"]


def test_a_factor_s_weight_is_its_part_of_the_pool(tmp_path: Path) -> None:
    factors = Allocation(dataset(tmp_path), YEAR, "fortrolig").fields()["ressource_faktorer"]
    assert [row["vaegt_andel"] for row in factors] == pytest.approx([0.4, 0.6])
    assert [row["kr"] for row in factors] == pytest.approx([0.4 * POOL, 0.6 * POOL])
    assert all(0 < row["flytter"] < row["kr"] for row in factors)


def test_nobody_s_formula_is_shipped(tmp_path: Path) -> None:
    found = Allocation(dataset(tmp_path, formula=""), YEAR, "fortrolig").fields()
    assert "Ingen vægte er besluttet" in found["ressource_formel_linje"]
    assert all(row["indeks"] is None and row["i_alt"] is None for row in found["ressource_skoler"])


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    found = Allocation(dataset(tmp_path, formula=f"{FORMULA}; soc_findes_ikke 1"), YEAR, "fortrolig").fields()
    assert "soc_findes_ikke" in found["ressource_formel_linje"]


# --- Who may be seen ---------------------------------------------------------------------------
def test_outside_the_administration_few_pupils_stand_together(tmp_path: Path) -> None:
    inside = Allocation(dataset(tmp_path), YEAR, "fortrolig").fields()
    outside = Allocation(dataset(tmp_path), YEAR, "bestyrelse").fields()
    found = rows(outside)
    # 2 % of 60 pupils is one pupil.
    assert "Skole 6" not in found
    together = next(row for row in outside["ressource_skoler"] if row["noegle"] == TOGETHER)
    assert together["navn"] == "Øvrige skoler (4)"
    hidden = [row for name, row in rows(inside).items() if name not in found]
    assert len(hidden) == 4
    assert together["elevtal"] == sum(row["elevtal"] for row in hidden)
    # Together they get what they get one by one, but for the rounding.
    assert together["struktur"] == pytest.approx(sum(row["struktur"] for row in hidden), abs=4)
    assert sum(row["struktur"] or 0 for row in outside["ressource_skoler"]) == POOL
    assert "4 skoler står samlet" in outside["ressource_vist_linje"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_too_few_schools_to_stand_together_show_no_background_outside(tmp_path: Path, number: int) -> None:
    # Skole 6 has one such pupil: alone, or beside two who know their own, it would be read.
    schools = {key: SCHOOLS[key] for key in ("6", "1", "2")[:number]}
    for edition in ("bestyrelse", "offentlig"):
        found = Allocation(dataset(tmp_path / edition, schools=schools), YEAR, edition).fields()
        for row in found["ressource_skoler"]:
            assert [row[key] for key in ("faktor_1", "faktor_2", "indeks", "struktur")] == [None] * 4
            assert "for få skoler" in row["bemaerkning"]
        assert {row["middel"] for row in found["ressource_faktorer"]} == {None}


def test_schools_together_have_no_few_pupils_either(tmp_path: Path) -> None:
    # Four schools with a newly arrived pupil or none: the row of them would tell of two pupils.
    few = {str(place): (60, share, 50) for place, share in ((11, 0), (12, 1.7), (13, 0), (14, 1.7))}
    outside = Allocation(dataset(tmp_path, schools={**SCHOOLS, **few}), YEAR, "bestyrelse").fields()
    row = next(row for row in outside["ressource_skoler"] if row["noegle"] == TOGETHER)
    assert row["elevtal"] * row["faktor_1"] / 100 >= 5


def test_no_share_of_a_school_that_lacks_one_goes_out(tmp_path: Path) -> None:
    found = rows(Allocation(dataset(tmp_path), YEAR, "offentlig").fields())["Skole 7"]
    assert [found[f"faktor_{place}"] for place in (1, 2)] == [None, None]


def test_a_school_on_fewer_pupils_than_may_be_shown_is_not(tmp_path: Path) -> None:
    schools = {**SCHOOLS, "9": (4, 25, 50)}
    school = rows(Allocation(dataset(tmp_path, schools=schools), YEAR, "fortrolig").fields())["Skole 9"]
    assert school["elevtal"] is None
    assert school["faktor_1"] is None
    assert school["i_alt"] is None
    assert "Færre end 5 elever" in school["bemaerkning"]


def test_without_background_columns_the_list_says_so_in_its_own_row(tmp_path: Path) -> None:
    whole = dataset(tmp_path)
    columns = [key for key in whole.schools.columns if str(key).startswith("soc_")]
    found = Allocation(
        replace(whole, schools=whole.schools.drop(columns=columns)), YEAR, "fortrolig"
    ).fields()
    assert [row["navn"] for row in found["ressource_faktorer"]] == [found["ressource_formel_linje"]]
    assert set(found["ressource_faktorer"][0]) == set(LISTS["ressource_faktorer"])
    assert all(row["indeks"] is None for row in found["ressource_skoler"])
