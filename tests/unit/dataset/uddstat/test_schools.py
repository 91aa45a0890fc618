"""Which schools there are: no pupil twice, no school of another kind or municipality."""

from __future__ import annotations

from typing import Any

import pytest
from support.uddstat_server import AFD, INST, KIND, KOMMUNE, MAIN, NAME, YEAR

from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.uddstat.query import Query, Request
from xl_beregner.dataset.uddstat.schools import schools
from xl_beregner.errors import SourceError

QUERY = Query(
    "skoler.toml", "skoler", Request("GS", "ELEV", "ELEVEX", (AFD,), ()), AFD, YEAR, "Antal elever",
    columns={"nummer": AFD, "navn": NAME, "hovednummer": INST, "hovednavn": MAIN, "type": KIND,
             "kommune": KOMMUNE},
    types=("Folkeskoler",),
)  # fmt: skip


def row(number: str, pupils: Any, main: str = "", year: str = "2025/2026", **other: str) -> dict[str, Any]:
    return {
        AFD: number, NAME: f"Skole {number}", INST: main or number, MAIN: f"Hoved {main or number}",
        KIND: "Folkeskoler", KOMMUNE: "Køge", YEAR: year, "Antal elever": pupils, **other,
    }  # fmt: skip


def read(*rows: dict[str, Any]) -> tuple[dict[str, int], list[str]]:
    faults = Faults()
    found = schools(QUERY, rows, "Køge", faults)
    return {school.number: school.pupils for school in found}, [fault.key for fault in faults.all()]


def test_a_school_without_departments_is_a_school() -> None:
    assert read(row("2", "1.020"), row("1", "99")) == ({"1": 99, "2": 1020}, [])


def test_a_main_school_that_is_the_sum_of_its_departments_is_left_out() -> None:
    found, told = read(row("10", "300"), row("11", "100", "10"), row("12", "200", "10"))
    assert (found, told) == ({"11": 100, "12": 200}, ["fetch_hovedskole"])


def test_a_main_school_with_pupils_of_its_own_stays() -> None:
    found, told = read(row("10", "250"), row("11", "100", "10"), row("12", "200", "10"))
    assert (sum(found.values()), told) == (550, ["fetch_afdelinger"])


def test_one_department_alone_that_repeats_its_main_school_counts_once() -> None:
    assert read(row("10", "100"), row("11", "100", "10"))[0] == {"11": 100}


def test_the_main_schools_line_without_a_department_is_no_school() -> None:
    assert read(row("", "300", "10"), row("11", "300", "10"))[0] == {"11": 300}


def test_a_school_with_older_pupils_only_is_told_and_left_out() -> None:
    found, told = read(row("1", "99"), row("2", "99", year="2012/2013"))
    assert (found, told) == ({"1": 99}, ["fetch_lukkede"])


@pytest.mark.parametrize("pupils", ["-", "", None, "mange", "0"])
def test_a_school_whose_pupils_are_not_published_is_left_out(pupils: Any) -> None:
    assert read(row("1", "99"), row("2", pupils))[0] == {"1": 99}


def test_other_kinds_are_left_out() -> None:
    assert read(row("1", "99"), row("2", "50", **{KIND: "Efterskoler"}))[0] == {"1": 99}


@pytest.mark.parametrize("number", ["../../etc", "12 34", "1" * 13, "=1+1", "æ"])
def test_a_number_that_is_no_file_name_is_told_and_left_out(number: str) -> None:
    found, told = read(row("1", "99"), row(number, "50"))
    assert (found, told) == ({"1": 99}, ["fetch_skole_nr"])


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([], "fetch_ingen_skoler"),
        ([row("1", "99", **{KIND: "Efterskoler"})], "fetch_ingen_af_typen"),
        ([row("1", "99"), row("2", "99", **{KOMMUNE: "Greve"})], "fetch_anden_kommune"),
        ([{NAME: "x"}], "fetch_kolonne"),
    ],
)
def test_an_answer_without_the_municipalitys_schools_is_refused(rows: list[dict[str, Any]], key: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(*rows)
    assert caught.value.key == key
    assert str(caught.value) != key


def test_the_kinds_there_are_are_told_where_none_is_the_one_asked_for() -> None:
    with pytest.raises(SourceError, match="Den har: Efterskoler"):
        read(row("1", "99", **{KIND: "Efterskoler"}))
