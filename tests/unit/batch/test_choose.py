"""What ``--unit`` means: a school, a class, a pupil."""

from __future__ import annotations

import pytest

from xl_beregner.batch.choose import chosen
from xl_beregner.batch.refused import RefusedError
from xl_beregner.fields import Unit

SCHOOLS = [Unit("101001", "A"), Unit("101003", "B"), Unit("1/2", "C"), Unit("1", "D")]
CLASSES = [
    Unit(f"{school}/{name}", "A", school, name) for school in ("101", "102") for name in ("4A", "4.B", "5/6")
]
PUPILS = [
    Unit(f"101/{name}/{pupil}", "A", "101", name, pupil)
    for name in ("4A", "4.B")
    for pupil in ("E1", "E2", "4A")
]


@pytest.mark.parametrize(
    ("everyone", "only", "found"),
    [
        (SCHOOLS, (), ["101001", "101003", "1/2", "1"]),
        (SCHOOLS, ("101003", "101001"), ["101001", "101003"]),
        (SCHOOLS, ("1",), ["1"]),
        (CLASSES, ("101",), ["101/4A", "101/4.B", "101/5/6"]),
        (CLASSES, ("102/5/6", "101/4A"), ["101/4A", "102/5/6"]),
        (PUPILS, ("101/4A",), ["101/4A/E1", "101/4A/E2", "101/4A/4A"]),
        (PUPILS, ("101/4.B/E2",), ["101/4.B/E2"]),
        (PUPILS, ("101",), [pupil.number for pupil in PUPILS]),
    ],
)
def test_a_number_means_all_below_it(everyone: list[Unit], only: tuple[str, ...], found: list[str]) -> None:
    assert [unit.number for unit in chosen(everyone, only)] == found


@pytest.mark.parametrize(
    ("everyone", "wanted", "near"),
    [
        (SCHOOLS, "10100", ["101001", "101003"]),
        (CLASSES, "101/4b", ["101/4.B"]),
        (CLASSES, "101/4C", ["101/4A"]),
        (CLASSES, "103", ["101", "102"]),
        (CLASSES, "xyz", []),
    ],
)
def test_what_was_probably_meant_is_suggested(everyone: list[Unit], wanted: str, near: list[str]) -> None:
    with pytest.raises(RefusedError) as caught:
        chosen(everyone, (everyone[0].number, wanted))
    assert caught.value.facts["enheder"] == [wanted]
    assert set(near) <= set(caught.value.facts["forslag"])
    assert bool(near) == bool(caught.value.facts["forslag"])
