"""The municipalities: each found as people write it, none taken for another."""

from __future__ import annotations

import pytest

from xl_beregner.dataset.uddstat.municipalities import NAMES, close_to, find_municipality


def test_there_are_98_and_none_twice() -> None:
    assert len(NAMES) == len(set(NAMES)) == 98  # the number since the reform of 2007


@pytest.mark.parametrize("name", NAMES)
def test_each_is_found_as_it_stands_and_with_kommune_behind_it(name: str) -> None:
    genitive = name if name.endswith("s") else f"{name}s"
    for written in (name, name.upper(), f"{name} Kommune", f"{genitive} kommune", f" {name.lower()} "):
        assert find_municipality(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Koebenhavn", "København"),
        ("hoeje taastrup", "Høje-Taastrup"),
        ("Bornholms Regionskommune", "Bornholm"),
    ],
)
def test_other_spellings_are_the_same(written: str, name: str) -> None:
    assert find_municipality(written) == name


@pytest.mark.parametrize("written", ["", "Danmark", "Malmö", "Køben", "101"])
def test_what_is_no_municipality_is_none(written: str) -> None:
    assert find_municipality(written) is None


def test_a_misspelt_one_is_suggested() -> None:
    assert close_to("Kjøbenhavn")[0] == "København"
    assert "Frederiksberg" in close_to("Fredriksberg")
    assert close_to("qqqq") == []
