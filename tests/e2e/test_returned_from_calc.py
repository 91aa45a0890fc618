"""What LibreOffice makes of a workbook comes home too: saved unseen, and edited as a school does.

It rewrites every part: names without quotes, all texts shared, number formats, formulas, attributes in an
order of its own. The quick reader must know that form, or a thousand workbooks take ten times as long.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from e2e.command import run
from support.calc_runner import steps
from support.engines import libreoffice_convert
from support.parts import read_parts
from support.returned_files import Typed, type_answers

from xl_beregner.filling.collect import answers_of, read_returned
from xl_beregner.filling.returned import Held, Returned
from xl_beregner.ooxml import scan

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

SAVED_AS = "xlsx:Calc MS Excel 2007 XML"
TEXTS = (
    "Læsebånd & makkerlæsning",
    "to\nlinjer",
    "<ikke & opmærkning>",
    "  luft  ",
    "=ikke en formel",
    "🙂 æøå",
)


def read(path: Path) -> Returned:
    return read_returned(path.read_bytes(), path.name)


def answers_for(book: Path) -> dict[tuple[str, str], Typed]:
    """Answer every cell of a workbook that waits for one: figures where a number belongs, else texts."""
    found: dict[tuple[str, str], Typed] = {}
    for at, held in enumerate(held for held in read(book).asked if held.value is None):
        found[held.sheet, held.cell] = (
            0.1 + at if held.field == "maal" and held.table else TEXTS[at % len(TEXTS)]
        )
        if held.field.endswith("_dato"):
            found[held.sheet, held.cell] = date(2027, 5, 1 + at % 28)
    return found


def without_places(held: tuple[Held, ...]) -> dict[tuple[str, str, str, int], Any]:
    return {(each.scope, each.name, each.key, each.row): each.value for each in held}


def by_key(held: tuple[Held, ...]) -> dict[tuple[str, str], Any]:
    return {(each.name, each.key): each.value for each in held}


def assert_same(found: dict[Any, Any], wanted: dict[Any, Any]) -> None:
    """Compare figures: LibreOffice writes numbers with 15 to 17 digits."""
    assert found.keys() == wanted.keys()
    differing = [place for place in wanted if found[place] != wanted[place]]
    assert [found[place] for place in differing] == pytest.approx(
        [wanted[place] for place in differing], rel=1e-12
    )


def is_read_quickly(book: Path) -> bool:
    sheets = (content for name, content in read_parts(book).items() if name.startswith("xl/worksheets/sheet"))
    return all(scan._cells_quickly(scan._letters(sheet)) is not None for sheet in sheets)


@pytest.fixture(scope="module")
def class_books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One class's workbook of results and one with a sheet a pupil, of the synthetic municipality."""
    folder = tmp_path_factory.mktemp("klasser")
    made = run("new", str(folder / "data"), "--example")
    assert made.returncode == 0, made.stdout + made.stderr
    for template in ("lus", "skole_hjem"):
        unit = (
            "--template",
            template,
            "--year",
            "2026/2027",
            "--unit",
            "S01/2A",
            "--out",
            str(folder / template),
        )
        run("fill", str(folder / "data"), *unit)
    books = [next((folder / template / "skoler").glob("*.xlsx")) for template in ("lus", "skole_hjem")]
    return books


def test_all_answers_survive_being_saved_by_libreoffice(
    workbooks: list[Path], class_books: list[Path], tmp_path: Path, needs_libreoffice: str
) -> None:
    books = [*workbooks[:3], *class_books]
    typed = []
    for number, book in enumerate(books):
        typed.append(tmp_path / f"{number}.xlsx")
        typed[-1].write_bytes(type_answers(book.read_bytes(), answers_for(book)))
    for before, after in zip(typed, libreoffice_convert(typed, SAVED_AS, tmp_path / "saved"), strict=True):
        sent, returned = read(before), read(after)
        assert len(sent.answers) >= 50
        assert without_places(returned.asked) == without_places(sent.asked), before.name
        assert dict(answers_of(returned)) == dict(answers_of(sent))
        assert returned.properties == sent.properties
        assert returned.faults == sent.faults == ()
        assert_same(without_places(returned.figures), without_places(sent.figures))
        assert is_read_quickly(after), before.name


def test_answers_typed_in_libreoffice_come_home_from_moved_rows_and_a_renamed_sheet(
    workbooks: list[Path], tmp_path: Path, needs_libreoffice: str
) -> None:
    sent = read(workbooks[0])
    rows = {held.key: held for held in sent.asked if held.name == "svar_aftale__maal"}
    first, _, third, *_ = rows.values()
    saved = tmp_path / "retur.xlsx"
    # Two rows between the first and the third of the list, three above it all; then answers typed.
    above, inside = int(first.cell[1:]), int(third.cell[1:])
    steps(
        {"do": "open", "url": workbooks[0].as_uri()},
        {"do": "insert rows", "sheet": "Aftale", "above": inside, "count": 2},
        {"do": "insert rows", "sheet": "Aftale", "above": above - 5, "count": 3},
        {"do": "insert rows", "sheet": "Om tallene", "above": 2, "count": 4},
        {"do": "rename", "sheet": "Aftale", "to": "Vores 'aftale' & plan"},
        {
            "do": "type",
            "cells": [
                ["Vores 'aftale' & plan", f"F{above + 3}", 7.25],
                ["Vores 'aftale' & plan", f"F{inside + 5}", 93.5],
                ["Vores 'aftale' & plan", f"K{inside + 5}", TEXTS[0]],
                ["Vores 'aftale' & plan", f"K{inside + 3}", "vores egen række"],
                ["Forside", "B15", {"date": 46300}],
            ],
        },
        {"do": "save", "url": saved.as_uri(), "filter": "Calc MS Excel 2007 XML"},
        {"do": "close"},
    )
    returned = read(saved)
    assert dict(answers_of(returned)) == {
        "aftale_dato": date(2026, 10, 5),
        "aftale": [
            {"noegle": first.key, "maal": 7.25},
            {"noegle": None, "tiltag": "vores egen række"},
            {"noegle": third.key, "maal": 93.5, "tiltag": TEXTS[0]},
        ],
    }
    moved = next(held for held in returned.answers if held.value == 93.5)
    assert (moved.sheet, moved.cell) == ("Vores 'aftale' & plan", f"F{inside + 5}")
    assert returned.properties == sent.properties
    assert returned.faults == ()
    assert_same(by_key(returned.figures), by_key(sent.figures))
    assert is_read_quickly(saved)
