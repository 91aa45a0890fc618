"""The list of a class: a row a pupil, by name, each with the key that answers are found by."""

from __future__ import annotations

from typing import Any

from xl_beregner.fields.class_list import MOST_PUPILS, ClassList
from xl_beregner.fields.roster import ClassGroup


class Names:
    """Stands for the roster: it names every pupil but one."""

    def name(self, pupil: str) -> str:
        return "" if pupil == "u2" else f"Elev {pupil}"


def listed(pupils: tuple[str, ...]) -> list[dict[str, Any]]:
    group = ClassGroup("1/4A", "1", "Skole 1", "4A", 4, pupils)
    rows: list[dict[str, Any]] = ClassList(Names(), None).fields(group)["klasseliste"]  # type: ignore[arg-type]
    return rows


def test_every_pupil_has_a_key_and_a_name_where_one_is_known() -> None:
    assert listed(("u1", "u2")) == [{"noegle": "u1", "navn": "Elev u1"}, {"noegle": "u2", "navn": None}]


def test_no_more_pupils_than_the_sheet_has_rows() -> None:
    assert len(listed(tuple(f"u{number}" for number in range(45)))) == MOST_PUPILS
