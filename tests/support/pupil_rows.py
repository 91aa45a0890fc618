"""Small invented tables of pupils' results for the tests."""

from __future__ import annotations

from typing import Any

HEADINGS = [
    "skole_nr", "klasse", "elev_id", "elev_navn", "fag", "profil", "test", "frivillig", "klassetrin",
    "dato", "score", "maks", "skala", "maalefejl",
]  # fmt: skip
_USUAL: dict[str, Any] = {
    "skole_nr": "101001", "klasse": "4.A", "elev_navn": "", "fag": "Dansk, læsning", "profil": "Afkodning",
    "test": "EKS", "frivillig": "nej", "klassetrin": "4", "dato": "14-09-2026", "score": "47", "maks": "",
    "skala": "skalascore", "maalefejl": "",
}  # fmt: skip


def row(pupil: str = "u1", /, **changed: Any) -> list[Any]:
    """Give one result of a pupil, some cells changed."""
    return [{**_USUAL, "elev_id": pupil, **changed}[key] for key in HEADINGS]


def results(*rows: list[Any]) -> list[list[Any]]:
    """Give a table of results with its headings."""
    return [HEADINGS, *(list(line) for line in rows or [row()])]
