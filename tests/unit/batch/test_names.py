"""File names from hostile school names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.batch.names import file_names, slug


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Skolen på Duevej", "skolen-paa-duevej"),
        ("Ærø Øst/Vest & Søn <A>", "aeroe-oest-vest-soen-a"),
        ("Åsö Grundskola", "aasoe-grundskola"),
        ("A\u030asebro", "aasebro"),
        ("Skole 🎉", "skole"),
        ("🎉", ""),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
    ],
)
def test_a_name_is_spelled_with_plain_letters(name: str, spelled: str) -> None:
    assert slug(name) == spelled


def test_a_name_of_200_characters_is_cut_between_words() -> None:
    cut = slug("Den selvejende skole " * 10)
    assert len(cut) <= 60
    assert cut.endswith(("-skole", "-selvejende", "-den"))


def test_a_unit_has_its_number_first() -> None:
    assert file_names([("101001", "Amager Fælled Skole")]) == {"101001": "101001_amager-faelled-skole.xlsx"}


def test_numbers_that_spell_alike_get_files_of_their_own() -> None:
    names = file_names([("1/2", "A"), ("1-2", "A"), ("a1", "B"), ("A1", "B")])
    assert len({name.casefold() for name in names.values()}) == 4


def test_a_name_does_not_depend_on_the_other_units() -> None:
    everyone = [(str(number), "Skole") for number in range(30)]
    assert file_names(everyone)["7"] == file_names(everyone[7:8])["7"]


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=300), max_size=20))
def test_every_name_is_safe_and_unlike_all_others(units: dict[str, str]) -> None:
    names = file_names(units.items())
    assert len({name.casefold() for name in names.values()}) == len(units)
    for name in names.values():
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,115}\.xlsx", name), name
