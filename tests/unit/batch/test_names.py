"""File names from hostile school names."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.batch.names import class_files, file_names, pupil_files, slug


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


class Pupil(NamedTuple):
    number: str
    name: str
    school: str
    class_group: str
    pupil: str = ""


def of(school: str, class_group: str, pupil: str = "") -> Pupil:
    number = "/".join(filter(None, (school, class_group, pupil)))
    return Pupil(number, "Nyboder Skole", school, class_group, pupil)


@pytest.mark.parametrize(
    ("class_group", "spelled"),
    [("4A", "4a"), ("4.A", "4a"), ("4 a", "4a"), ("10.Å", "10-aa"), ("Hold 3/4", "hold-3-4"), ("0", "0")],
)
def test_a_class_is_named_with_its_school_and_itself(class_group: str, spelled: str) -> None:
    one = of("101003", class_group)
    assert class_files([one]) == {one.number: f"101003_nyboder-skole_{spelled}.xlsx"}


def test_two_classes_spelled_alike_get_files_of_their_own() -> None:
    names = class_files([of("1", "4.A"), of("1", "4 a"), of("2", "4.A")])
    assert names["2/4.A"] == "2_nyboder-skole_4a.xlsx"
    assert len({name.casefold() for name in names.values()}) == 3
    assert names["1/4.A"] != "1_nyboder-skole_4a.xlsx"


def test_a_pupils_file_lies_with_the_class_under_the_id() -> None:
    assert pupil_files([of("101003", "4A", "E17")]) == {"101003/4A/E17": "101003/4a/E17.pdf"}


def test_two_classes_spelled_alike_never_share_a_folder() -> None:
    names = pupil_files([of("1", "4.A", "E1"), of("1", "4 a", "E2"), of("1", "4.A", "E3")])
    folders = {number: name.rpartition("/")[0] for number, name in names.items()}
    assert folders["1/4.A/E1"] == folders["1/4.A/E3"] != folders["1/4 a/E2"]


@given(
    st.lists(
        st.builds(
            of,
            st.sampled_from(["1", "1/4", "S-1", "æ"]),
            st.sampled_from(["4A", "4.a", "🎉", "con", "../x", "4", "4/4A"]),
            st.text(min_size=1, max_size=8),
        ),
        unique_by=lambda one: one.number,
        max_size=20,
    )
)
def test_every_pupils_file_is_safe_and_unlike_all_others(pupils: list[Pupil]) -> None:
    names = pupil_files(pupils)
    assert len({name.casefold() for name in names.values()}) == len(pupils)
    for name in names.values():
        assert re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9-]{0,60}/){2}[A-Za-z0-9][A-Za-z0-9-]{0,60}\.pdf", name), (
            name
        )
        assert not re.search(r"(?i)(^|/)(con|nul|aux|prn)(/|\.)", name)
