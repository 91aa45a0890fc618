"""The table ``aarshjul``: what is read, what is refused and where it is said; what is shipped without it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.datasets import tables, write_csv, write_workbook

from xl_beregner import texts
from xl_beregner.dataset import check_dataset, load_dataset
from xl_beregner.dataset.calendar.rules import parse_rule
from xl_beregner.dataset.calendar.schema import CALENDAR, WHO
from xl_beregner.dataset.calendar.shipped import shipped_calendar
from xl_beregner.errors import Fault

HEADINGS = ["noegle", "trin", "hvem", "fra", "til", "kilde"]
STEP = ["moede", "Møde", "skole", "15/9", "", "Os"]
CHECKED = ("noegle", "trin", "fra", "kilde")


def faults(tmp_path: Path, *steps: list[Any], headings: list[str] = HEADINGS) -> list[Fault]:
    found = check_dataset(write_csv(tmp_path / "data", tables(aarshjul=[headings, *steps])))
    return [fault for fault in found if "aarshjul" in str(fault.facts.get("fil", ""))]


def with_(**changed: str) -> list[Any]:
    return [changed.get(key, value) for key, value in zip(HEADINGS, STEP, strict=True)]


def test_a_step_is_kept_as_it_was_written(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "data", tables(aarshjul=[HEADINGS, with_(fra=" Uge  36 ", hvem="Nämnd")]))
    (row,) = load_dataset(path).calendar.to_dict("records")
    assert (row["fra"], row["til"], row["hvem"], row["hvornaar"]) == ("Uge 36", "", "politik", "")


def test_swedish_headings_are_read(tmp_path: Path) -> None:
    headings = ["Nyckel", "Steg", "Vem", "Från", "Till", "Källa"]
    step = with_(fra="måndag i vecka 36", hvem="förvaltning")
    path = write_csv(tmp_path / "data", tables(aarshjul=[headings, step]))
    (row,) = load_dataset(path).calendar.to_dict("records")
    assert (row["fra"], row["hvem"]) == ("måndag i vecka 36", "forvaltning")


def test_a_date_of_a_workbook_is_one_year_s(tmp_path: Path) -> None:
    step = ["moede", "Møde", "skole", date(2026, 9, 15), None, "Os"]
    path = write_workbook(tmp_path / "data.xlsx", tables(aarshjul=[HEADINGS, step]))
    assert load_dataset(path).calendar["fra"].tolist() == ["2026-09-15"]


def test_a_bad_rule_tells_file_row_column_what_was_found_and_what_is_allowed(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, STEP, with_(noegle="to", fra="femte fredag i maj"))
    assert fault.key == "dataset_celle_ikke_kalenderregel"
    assert fault.severity == "error"
    for word in ("aarshjul.csv", "række 3", "fra (D)", "femte fredag i maj", "uge 36", "15/9"):
        assert word in str(fault)


@pytest.mark.parametrize(
    ("fra", "til", "year"),
    [
        ("1/6", "1/9", "2020/2021"),  # September is the first year's
        ("uge 36", "1/9", "2021/2022"),  # begins on 6 September; in 2020/2021 on 31 August
        ("15/9", "15/8", "2020/2021"),
    ],
)
def test_a_step_that_ends_before_it_begins_in_some_year_is_refused(
    tmp_path: Path, fra: str, til: str, year: str
) -> None:
    (fault,) = faults(tmp_path, with_(fra=fra, til=til))
    assert fault.key == "dataset_aarshjul_orden"
    assert f"skoleåret {year}" in str(fault)
    begins = int(year[:4])
    begin, end = parse_rule(fra), parse_rule(til)
    assert begin is not None
    assert end is not None
    assert end.days(begins).last < begin.days(begins).first


@pytest.mark.parametrize(("fra", "til"), [("1/9", "1/9"), ("uge 51", "uge 2"), ("januar", "marts")])
def test_a_step_may_last(tmp_path: Path, fra: str, til: str) -> None:
    assert faults(tmp_path, with_(fra=fra, til=til)) == []


def test_the_same_key_twice_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, STEP, STEP)
    assert fault.key == "dataset_dobbelt_noegle"


@pytest.mark.parametrize("key", CHECKED)
def test_what_a_step_must_have_is_missed(tmp_path: Path, key: str) -> None:
    (fault,) = faults(tmp_path, STEP, with_(**{"noegle": "to", key: ""}))
    assert (fault.key, fault.facts["raekke"]) == ("dataset_tom_celle", 3)


def test_an_unknown_party_is_refused_with_those_there_are(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, with_(hvem="bestyrelsen"))
    assert "skole, forvaltning, politik" in str(fault)


def test_the_sum_of_a_dataset_without_steps_is_as_before_and_steps_change_it(tmp_path: Path) -> None:
    plain = load_dataset(write_csv(tmp_path / "a", tables()))
    stepped = load_dataset(write_csv(tmp_path / "b", tables(aarshjul=[HEADINGS, STEP])))
    again = load_dataset(write_csv(tmp_path / "c", tables(aarshjul=[HEADINGS, STEP])))
    assert plain.hash != stepped.hash == again.hash
    assert plain.calendar.empty


@pytest.mark.parametrize("lang", ["da", "sv"])
def test_every_shipped_step_has_its_source_and_days_in_every_year(lang: str) -> None:
    table = shipped_calendar(lang)
    assert list(table.columns) == [column.key for column in CALENDAR.columns]
    assert table["noegle"].is_unique
    assert set(table["hvem"]) == {"skole", "forvaltning", "politik"}
    assert set(table["hvem"]) <= set(WHO.values())
    assert set(table["eksempel"]) == {"ja", "nej"}
    assert (table["kilde"].str.len() > 5).all()
    for first, last in zip(table["fra"], table["til"], strict=True):
        begin, end = parse_rule(first), parse_rule(last or first)
        assert begin is not None
        assert end is not None
        for year in range(2020, 2048):
            assert begin.days(year).first <= end.days(year).last
            assert not begin.days(year).moved


def test_a_shipped_day_no_source_names_is_marked_as_an_example() -> None:
    for lang, word in (("da", "ingen dato"), ("sv", "nämner ingen dag")):
        table = shipped_calendar(lang)
        unknown = table["kilde"].str.contains(word) | table["kilde"].str.startswith(("Eksempel", "Exempel"))
        assert set(table.loc[unknown, "eksempel"]) == {"ja"}
        assert set(table.loc[~unknown, "eksempel"]) == {"nej"}


def test_a_municipality_can_take_the_shipped_steps_over(tmp_path: Path) -> None:
    for lang in ("da", "sv"):
        table = shipped_calendar(lang)
        rows = [list(table.columns), *table.to_numpy().tolist()]
        with texts.speaking("da"):
            path = write_csv(tmp_path / lang, tables(aarshjul=rows))
            assert load_dataset(path).calendar.to_dict("records") == table.to_dict("records")
