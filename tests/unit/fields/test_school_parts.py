"""A school's fields are computed as far as a template asks for them: what is made is what is asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbooks.build.examples import eksempelby as eksempel_eksempelby
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.errors import BeregnerError
from xl_beregner.fields import unit_fields
from xl_beregner.fields.known import LISTS, SCALARS
from xl_beregner.fields.known import earlier as known_earlier
from xl_beregner.fields.known.similar import COLUMNS as SIMILAR
from xl_beregner.fields.rows import SAID
from xl_beregner.fields.school_parts import REGISTRY, Entry, Part
from xl_beregner.fields.wanted import Wanted

ROOT = Path(__file__).resolve().parents[3]
YEAR = "2026/2027"
GIVEN = [name for entry in REGISTRY for name in entry.gives]
ALWAYS = {*SCALARS} - {*GIVEN}


@pytest.fixture(scope="module")
def invented() -> Dataset:
    return load_dataset(eksempel_eksempelby.TARGET)


@pytest.fixture(scope="module")
def school(invented) -> str:
    return str(invented.schools["skole_nr"].iloc[0])


@pytest.fixture(scope="module")
def everything(invented, school) -> Any:
    return of(invented, None).fields(school)


def of(dataset: Dataset, wanted: list[str] | None, edition: str = "fortrolig") -> Any:
    return unit_fields(dataset, YEAR, edition, "skole", wanted, "proeve")


def ends_of(entry: Entry) -> tuple[str, str]:
    """Name the first and last of a part's fields."""
    names = [name for name in entry.gives if name not in known_earlier.PATTERNS]
    return names[0], names[-1]


def test_every_known_field_is_given_by_one_part_or_stands_in_every_workbook():
    assert len(GIVEN) == len(set(GIVEN))
    assert set(GIVEN) - {*known_earlier.PATTERNS} == {*SCALARS, *LISTS} - ALWAYS
    assert {"skole_navn", "skoleaar", "kilde_linje", "eksempel"} <= ALWAYS


@pytest.mark.prove
@pytest.mark.parametrize("name", sorted({one for entry in REGISTRY for one in ends_of(entry)}))
def test_one_field_alone_is_made_alone_and_says_the_same(name, invented, school, everything):
    found = of(invented, [name]).fields(school)
    assert set(found) == {name, *ALWAYS}
    assert found[name] == everything[name]


def test_nothing_wanted_leaves_what_stands_in_every_workbook(invented, school, everything):
    source = of(invented, [])
    assert source.fields(school) == {name: everything[name] for name in ALWAYS}
    assert source.notes() == source.warnings(school) == source.suppressed(school) == []


def test_a_part_is_made_only_if_wanted(monkeypatch, invented, school):
    made: list[str] = []

    def spied(entry: Entry) -> Entry:
        def make(run: Any) -> Part:
            made.append(entry.gives[0])
            return entry.make(run)

        return entry._replace(make=make)

    monkeypatch.setattr("xl_beregner.fields.source.REGISTRY", tuple(map(spied, REGISTRY)))
    of(invented, ["skole_navn", "aarshjul", "aarshjul__fra", "forrige_indsats", "tal__v1"])
    assert made == ["tal", "forrige_skoleaar", "aarshjul_linje"]


@pytest.mark.parametrize("wanted", [["tal", "tal__v1"], ["aarshjul"], ["progression"], ["tema_foraeldre"]])
def test_baselines_are_estimated_only_for_lists_that_rest_on_them(monkeypatch, wanted, invented):
    def refuse(*args: Any, **named: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("xl_beregner.fields.school_run.propose", refuse)
    of(invented, wanted)
    with pytest.raises(AssertionError):
        of(invented, [*wanted, "forslag"])


def test_what_is_said_of_a_figure_is_made_where_a_column_asks_for_it(invented, school, everything):
    (plain, said) = (of(invented, ["tal", f"tal__{name}"]).fields(school)["tal"] for name in ("v1", "nedre"))

    def without(*names: str) -> list[dict[str, Any]]:
        return [{key: row[key] for key in row if key not in names} for row in everything["tal"]]

    assert said == without(*SIMILAR)
    assert plain == without(*SIMILAR, *SAID)


def test_pejlemaerker_say_what_their_figures_show_though_the_list_of_all_does_not(
    invented, school, everything
):
    wanted = ["tal", "tal__v1", "pejlemaerke_1", "pejlemaerke_1_tal"]
    found = of(invented, wanted).fields(school)
    assert found["pejlemaerke_1"] == everything["pejlemaerke_1"]
    assert found["pejlemaerke_1_tal"] == everything["pejlemaerke_1_tal"]


@pytest.mark.parametrize("unknown", ["tall", "tal__spoergsmal", "hest__navn"])
def test_beside_a_name_nobody_knows_stands_all_it_may_have_meant(unknown, invented, school, everything):
    found = of(invented, ["skole_navn", unknown]).fields(school)
    assert found == {name: everything[name] for name in everything if name not in known_earlier.SCALARS}


def test_names_are_known_whatever_their_capitals(invented, school):
    assert "aftale" in of(invented, ["Aftale", "AFTALE__navn"]).fields(school)


# --- What is told ------------------------------------------------------------------------------
def without_a_figure(dataset: Dataset, school: str) -> Dataset:
    return replace(dataset, indicators=dataset.indicators[dataset.indicators["enhed"] != school])


@pytest.mark.parametrize("name", ["tal", "ingen_tal", "gaeldende_maal", "tema_foraeldre"])
def test_missing_figures_are_told_where_figures_are_shown(name, invented, school):
    (told,) = of(without_a_figure(invented, school), [name]).warnings(school)
    assert told.key == "fields_ingen_tal"


@pytest.mark.parametrize("name", ["aarshjul", "elevtal", "progression", "sidste_aftale"])
def test_missing_figures_are_not_told_where_no_figure_is_shown(name, invented, school):
    assert of(without_a_figure(invented, school), [name]).warnings(school) == []


def hidden_in(dataset: Dataset, wanted: list[str] | None) -> Iterator[str]:
    source = of(dataset, wanted, "offentlig")
    return (line for unit in source.units for line in source.suppressed(unit.number))


def test_what_is_not_shown_is_told_of_what_is_asked_for_alone(invented):
    told = list(hidden_in(invented, None))
    figures = list(hidden_in(invented, ["tal"]))
    assert figures
    assert set(figures) < set(told)
    assert not list(hidden_in(invented, ["aarshjul", "skole_navn"]))
    assert of(invented, ["tal"], "offentlig").notes()
    assert not of(invented, ["aarshjul"], "offentlig").notes()
    parts = [list(hidden_in(invented, [name])) for name in ("tal", "elevtal", "progression", "sidste_aftale")]
    parts += [list(hidden_in(invented, ["tema_foraeldre"]))]
    assert set(told) == {line for lines in parts for line in lines}


def test_a_school_nobody_knows_is_refused_whatever_is_asked_for(invented):
    source = of(invented, [])
    for ask in (source.fields, source.warnings, source.suppressed):
        with pytest.raises(BeregnerError) as told:
            ask("999")
        assert told.value.key == "fields_ukendt_skole"


def test_a_list_without_columns_is_asked_for_whole():
    assert Wanted(["tal"]).any_column("tal", SAID)
    assert not Wanted(["tal", "tal__v1"]).any_column("tal", SAID)
    assert not Wanted(["forslag"]).any_column("tal", SAID)
    assert Wanted(None).any_column("tal", SAID)


def test_a_school_s_figures_load_no_library_that_takes_longer_than_its_workbook():
    code = (
        "import sys, xl_beregner.fields.source, xl_beregner.fields.goals.in_force;"
        "print('scipy.stats' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
