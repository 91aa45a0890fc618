"""Nothing hidden can be worked out from what is shown: an attack on random municipalities, and mutations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support import disclosure_attack as attack
from support.datasets import write_csv
from support.municipality import municipality

from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields import unit_fields
from xl_beregner.fields.municipality import complement
from xl_beregner.fields.municipality.complement import Layer, is_safe, patterns

YEAR = 2026
LEAST = 5  # the default of mindst_antal
SUMS = ("elevtal",)
ADDED = ("karakter", "dansk", "proeve", "trivsel", "elevtal")


# --- The attack --------------------------------------------------------------------------------
def truth_of(dataset: Dataset) -> attack.Truth:
    """What nobody may find, read from the tables with pandas alone."""
    table = dataset.indicators
    whole = table[(table["gruppe"] == "alle") & table["indikator"].isin(ADDED)]
    grades = table[table["gruppe"].str.startswith("trin:") & (table["indikator"] == "trivsel")]
    key = ["indikator", "aar", "enhed"]
    parted = grades.assign(those=grades["vaerdi"] * grades["antal"]).groupby(key)[["those", "antal"]].sum()
    value: dict[tuple[str, str, str], float] = {}
    pupils: dict[tuple[str, str, str], float] = {}
    for row in whole.to_dict("records"):
        name = (row["indikator"], school_year(row["aar"]), row["enhed"])
        value[name] = row["vaerdi"]
        pupils[name] = row["vaerdi"] if row["indikator"] in SUMS else row["antal"]
    for (indicator, year, school), row in parted.iterrows():
        name = (indicator, school_year(year), school)
        if name not in value:
            value[name], pupils[name] = row["those"] / row["antal"], row["antal"]
    known = dataset.schools["skole_nr"].tolist()
    return attack.Truth(
        {name: one for name, one in value.items() if name[2] in known},
        {name: one for name, one in pupils.items() if name[2] in known},
    )


def about(dataset: Dataset) -> dict[str, attack.Indicator]:
    return {
        row["indikator"]: attack.Indicator(
            row["sammenlaegning"] == "sum",
            -np.inf if np.isnan(row["mindste"]) else row["mindste"],
            np.inf if np.isnan(row["stoerste"]) else row["stoerste"],
        )
        for row in dataset.catalogue.to_dict("records")
    }


def breaches(dataset: Dataset, edition: str, insiders: bool = True) -> list[str]:
    """List every hidden figure on few pupils that can be told, or told too closely."""
    source = unit_fields(dataset, YEAR, edition, "kommune")
    sheets = [source.fields(unit.number) for unit in source.units]
    tables = [
        table
        for table in attack.read(sheets, source.suppressed("kommune")).values()
        if table.indicator in ADDED and table.hidden
    ]
    truth, knowledge = truth_of(dataset), about(dataset)
    district_of = dict(zip(dataset.schools["skole_nr"], dataset.schools["omraade"], strict=True))
    few = {name for name, pupils in truth.pupils.items() if pupils < LEAST}
    found = [
        f"shown: {name}"
        for table in tables
        for school in table.schools
        if (name := (table.indicator, table.year, school)) in few
    ]
    counts = attack.counts_in_reach(tables, truth, district_of, few)
    values = attack.values_in_reach(tables, truth, district_of, knowledge, few)
    for name in few & set(counts):
        low, high = counts[name]
        # "Fewer than five" is told; no more than that may be.
        if high - low < LEAST - 1:
            found.append(f"count {name}: {low}–{high}")
    for name in few & set(values):
        low, high = values[name]
        scale = knowledge[name[0]].high - knowledge[name[0]].low
        if high - low < (complement.LEAST_WIDTH * scale if np.isfinite(scale) else 1e-6):
            found.append(f"value {name}: {low}–{high}")
    for insider in {school for table in tables for school in table.hidden} if insiders else ():
        inside = attack.values_in_reach(tables, truth, district_of, knowledge, few, insider)
        found += [
            f"value {name} known to {insider}"
            for name in few & set(inside)
            if name[2] != insider and inside[name][1] - inside[name][0] < 1e-6
        ]
        counted = attack.counts_in_reach(tables, truth, district_of, few, insider)
        found += [
            f"count {name} known to {insider}"
            for name in few & set(counted)
            if name[2] != insider and counted[name][1] - counted[name][0] < 1
        ]
    return found


def made(tmp_path, seed: int, **how) -> Dataset:
    return load_dataset(write_csv(tmp_path / str(seed), municipality(seed, **how)))


@pytest.mark.parametrize("seed", range(3))
def test_no_hidden_figure_can_be_worked_out_of_a_municipalitys_workbook(tmp_path, seed):
    assert breaches(made(tmp_path, seed, schools=9 + seed, districts=1 + seed), "fortrolig") == []


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_nor_in_the_editions_for_others(tmp_path, edition):
    assert breaches(made(tmp_path, 5), edition, insiders=False) == []


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 140))
def test_no_hidden_figure_can_be_worked_out_of_many_municipalities(tmp_path, seed):
    chance = np.random.default_rng(seed)
    how = {
        "schools": int(chance.integers(3, 22)),
        "districts": int(chance.integers(1, 7)),
        "small": float(chance.uniform(0.05, 0.5)),
        "missing": float(chance.choice([0.0, 0.05, 0.3])),
        "grouped": float(chance.choice([0.0, 0.3])),
        "official": bool(chance.integers(0, 2)),
    }
    dataset = made(tmp_path, seed, **how)
    edition = str(chance.choice(["fortrolig", "fortrolig", "bestyrelse", "offentlig"]))
    assert breaches(dataset, edition, insiders=how["schools"] < 14) == []


def _mutated(tmp_path, insiders: bool = False) -> list[str]:
    """What the attack finds in two municipalities where the rule is not what it should be."""
    how = {"schools": 10, "districts": 3, "missing": 0.0, "grouped": 0.0}
    return [
        one
        for seed in range(2)
        for one in breaches(made(tmp_path, seed, **how), "fortrolig", insiders=insiders)
    ]


def test_the_attack_finds_figures_where_nothing_is_hidden_for_others_sake(tmp_path, monkeypatch):
    monkeypatch.setattr(complement, "is_safe", lambda layer, together: True)
    found = _mutated(tmp_path)
    assert any(one.startswith("count") for one in found)
    assert any(one.startswith("value") for one in found)


def test_the_attack_finds_figures_where_districts_tell(tmp_path, monkeypatch):
    monkeypatch.setattr(complement, "_districts_that_tell", lambda layer, hidden, also: also.districts)
    assert _mutated(tmp_path)


def test_the_attack_finds_figures_where_two_are_thought_enough(tmp_path, monkeypatch):
    monkeypatch.setattr(complement, "is_safe", lambda layer, together: together.sum() in (0, 2))
    assert any("known to" in one for one in _mutated(tmp_path, insiders=True))


def test_what_the_attack_subtracts_is_what_is_shown(tmp_path):
    """The sums the attack takes from the truth are those a reader gets from totals less shown schools."""
    dataset = made(tmp_path, 1, missing=0.0)
    source = unit_fields(dataset, YEAR, "fortrolig", "kommune")
    sheets = [source.fields(unit.number) for unit in source.units]
    truth = truth_of(dataset)
    checked = 0
    for table in attack.read(sheets, source.suppressed("kommune")).values():
        value, pupils = table.municipality
        if table.indicator not in ("karakter", "trivsel") or pupils is None or not table.hidden:
            continue
        told = sum(one[0] * one[1] for one in table.schools.values() if None not in one)
        kept = sum(
            truth.value[table.indicator, table.year, school]
            * truth.pupils[table.indicator, table.year, school]
            for school in table.hidden
        )
        assert value * pupils - told == pytest.approx(kept, rel=1e-9)
        checked += 1
    assert checked >= 2


# --- What is hidden has no part in anything else that is shown ----------------------------------
def of_eight_schools(tmp_path, name: str, change: bool) -> Dataset:
    """Eight schools over four years, one small; ``change`` what is hidden and nothing it adds up to."""
    chance = np.random.default_rng(7)
    count = {
        "900001": 3,
        "900002": 10,
        "900003": 12,
        **{f"90000{number}": 20 + number for number in range(4, 9)},
    }
    rows = [["enhed", "skoleaar", "indikator", "vaerdi", "antal"]]
    for year in range(2022, 2026):
        value = {school: round(float(chance.normal(7, 1)), 2) for school in count}
        pupils = dict(count)
        if change:
            # One pupil moves to the next school, the small school's mean falls by 1.5, the third's rises.
            total = sum(value[school] * pupils[school] for school in ("900001", "900002", "900003"))
            pupils |= {"900001": 2, "900002": 11}
            value["900001"] -= 1.5
            value["900002"] += 0.3
            rest = total - value["900001"] * 2 - value["900002"] * 11
            value["900003"] = rest / 12
        for indicator in ("karakter", "fravaer"):
            rows += [
                [school, f"{year}/{year + 1}", indicator, value[school], pupils[school]] for school in count
            ]
    tables = {
        "skoler": [
            ["skole_nr", "skole", "omraade"],
            *([school, f"Skole {school}", "Nord"] for school in count),
        ],
        "katalog": [
            ["indikator", "navn", "maaleenhed", "retning", "sammenlaegning", "kilde"],
            ["karakter", "Karakterer", "karakter", "op", "vaegtet_middel", "Syntetisk"],
            ["fravaer", "Fravær", "pct", "ned", "andel", "Syntetisk"],
        ],
        "indikatorer": rows,
        "maal": [
            ["niveau", "enhed", "skoleaar", "indikator", "maaltype", "vaerdi"],
            ["kommune", "kommune", "2025/2026", "karakter", "niveau", "7,2"],
        ],
    }
    return load_dataset(write_csv(tmp_path / name, tables))


def test_two_municipalities_that_differ_in_hidden_figures_alone_look_the_same(tmp_path):
    """Intervals, middles, trends, statuses: nothing shown may depend on what is hidden but for its sum."""
    looks = []
    for change in (False, True):
        source = unit_fields(of_eight_schools(tmp_path, str(change), change), YEAR, "fortrolig", "kommune")
        hidden = source.suppressed("kommune")
        assert {line.split()[2].rstrip(":") for line in hidden} == {"900001", "900002", "900003"}
        looks.append([_rounded(source.fields(unit.number)) for unit in source.units])
    assert looks[0] == looks[1]
    assert looks[0][0]["samlet"][0]["nedre"] is not None


def _rounded(fields: dict) -> dict:
    def plain(value):
        return f"{value:.6g}" if isinstance(value, float) else value

    return {
        name: [{key: plain(one) for key, one in row.items()} for row in value]
        if isinstance(value, list)
        else plain(value)
        for name, value in fields.items()
    }


# --- One year's workbook beside the next ---------------------------------------------------------
@pytest.mark.parametrize(("seed", "schools"), [(110, 24), (116, 16)])
def test_next_years_workbook_hides_of_a_year_what_this_years_did(tmp_path, seed, schools):
    """Two that hide different schools for others' sake show together what each of them kept."""
    small = 0.08 + 0.02 * (seed % 5)
    rows = municipality(seed, schools, 2 + seed % 3, small=small)
    dataset = load_dataset(write_csv(tmp_path, rows))
    hidden = []
    for year in (2024, 2025):
        lines = unit_fields(dataset, year, "fortrolig", "kommune").suppressed("kommune")
        hidden.append({line.partition(":")[0] for line in lines if " 2024/2025 " in line})
    assert hidden[0]
    assert hidden[0] == hidden[1]


# --- The rule itself ---------------------------------------------------------------------------
def layer(value, count, primary, district=None, **how) -> Layer:
    district = np.zeros(len(value), np.intp) if district is None else np.array(district, np.intp)
    how = {"low": 0.0, "high": 100.0, **how}
    shown = np.ones(int(district.max()) + 1, bool)
    return Layer(
        np.array(value, float), np.array(count, float), np.array(primary, bool), district, shown, 5.0, **how
    )


def test_nothing_more_is_hidden_where_nothing_is():
    (found,) = patterns([layer([50, 60, 70], [10, 20, 30], [0, 0, 0])])
    assert not found.schools.any()
    assert not found.districts.any()
    assert not found.municipality


def test_the_two_smallest_others_are_hidden_with_one_that_must_be():
    (found,) = patterns([layer([50, 60, 70, 40, 55], [3, 40, 20, 60, 30], [1, 0, 0, 0, 0])])
    assert found.schools.tolist() == [True, False, True, False, True]
    assert not found.districts.any()


def test_three_small_ones_of_three_districts_hide_their_districts_and_no_other_school():
    (found,) = patterns(
        [layer([50, 60, 70] * 3, [4, 40, 30] * 3, [1, 0, 0] * 3, [0, 0, 0, 1, 1, 1, 2, 2, 2])]
    )
    assert found.schools.sum() == 3
    assert found.districts.all()
    assert not found.municipality


def test_where_no_other_school_is_left_the_municipality_is_hidden():
    (found,) = patterns([layer([50, 60], [3, 40], [1, 0])])
    assert found.municipality
    assert found.districts.all()


def test_a_district_of_one_small_school_is_hidden_itself():
    (found,) = patterns([layer([50, 60, 70, 40], [3, 40, 20, 60], [1, 0, 0, 0], [0, 1, 1, 1])])
    assert found.districts[0]


def test_few_pupils_left_without_one_school_are_not_safe():
    # Without the third school its own figure taken away leaves three pupils of two schools.
    one = layer([50, 60, 70], [1, 2, 40], [1, 1, 0])
    assert not is_safe(one, np.ones(3, bool))
    assert is_safe(layer([50, 60, 70], [4, 4, 40], [1, 1, 0]), np.ones(3, bool))


def test_a_sum_at_the_end_of_the_scale_tells_every_part_of_it():
    # Nobody of 66: each school has nobody. One of them with some leaves them all in doubt.
    assert not is_safe(layer([0, 0, 0], [4, 30, 32], [1, 0, 0]), np.ones(3, bool))
    assert is_safe(layer([25, 10, 25], [4, 30, 32], [1, 0, 0]), np.ones(3, bool))


def test_one_of_them_may_not_know_anothers_from_its_own():
    # Both others know that all of the rest is theirs: without the second school nobody is left with any.
    assert not is_safe(layer([0, 50, 0], [4, 30, 32], [1, 0, 0]), np.ones(3, bool))


def test_tables_of_the_same_pupils_hide_the_same_schools():
    count = [3, 20, 20, 20, 50]
    one = layer([50, 60, 70, 40, 55], count, [1, 0, 0, 0, 0])
    # Another scale: here the two smallest alone would tell, and more are hidden.
    other = layer([0, 0, 0, 0, 60], count, [1, 0, 0, 0, 0])
    found, tied = patterns([one, other])
    assert found.schools.tolist() == tied.schools.tolist()
    assert patterns([one])[0].schools.sum() < found.schools.sum()


def test_a_school_hidden_in_one_table_is_hidden_in_the_next_before_others():
    first = layer([50, 60, 70, 40], [3, 10, 12, 40], [1, 0, 0, 0])
    later = layer([50, 60, 70, 40], [3, 12, 14, 8], [1, 0, 0, 0])
    before, after = patterns([first, later])
    assert before.schools.tolist() == after.schools.tolist() == [True, True, True, False]


def test_an_official_figure_stands_beside_no_or_three_uncounted_schools():
    flags = pd.Series([True, True, False]).to_numpy()
    assert not complement.unknown_is_safe(flags)
    assert complement.unknown_is_safe(np.ones(3, bool))
    assert complement.unknown_is_safe(np.zeros(3, bool))


def test_what_may_not_be_named_in_one_table_is_not_hidden_in_others_of_the_same_pupils():
    count = [3, 20, 25, 30, 50]
    named = layer([50, 60, 70, 40, 55], count, [1, 0, 0, 0, 0])
    unnamed = layer([50, 60, 70, 40, 55], count, [1, 1, 1, 1, 1])
    alone = patterns([named])[0]
    beside, _ = patterns([named, unnamed])
    assert beside.is_as(alone)
    assert beside.schools.sum() == 3


def test_a_table_that_shows_nothing_hides_nothing_elsewhere():
    count = [3, 20, 25, 30, 50]
    named = layer([50, 60, 70, 40, 55], count, [0, 0, 0, 0, 0])
    confidential = layer([50, 60, 70, 40, 55], count, [1, 1, 1, 1, 1], totals=False, adds=False)
    assert not patterns([named, confidential])[0].schools.any()


def test_a_table_without_the_small_school_shows_no_totals_beside_one_with_it():
    count = [3, 20, 25, 30, 50]
    with_it = layer([50, 60, 70, 40, 55], count, [1, 0, 0, 0, 0])
    without = layer([np.nan, 60, 70, 40, 55], count, [0, 0, 0, 0, 0])
    again = layer([40, 61, 72, 43, 54], count, [1, 0, 0, 0, 0])
    found = patterns([with_it, without, again])
    assert [one.municipality for one in found] == [False, True, False]
    # The two hidden for its sake are hidden there too, for their counts are the same pupils.
    assert found[1].schools.tolist() == [False, True, True, False, False]
