"""What `check` says of a municipality's template that gathers its schools' answers."""

from __future__ import annotations

from pathlib import Path

from support.answer_templates import school_template
from xlsxwriter import Workbook

from xl_beregner.batch.card import template_faults
from xl_beregner.batch.check_gathered import gathered_faults
from xl_beregner.errors import Fault


def municipal(folder: Path, *names: str) -> Path:
    """Make a municipality's template with these names, each on cells of its own."""
    path = folder / "aar.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Ark")
        sheet.protect()
        for key, value in {"xb_skabelon": "aar", "xb_version": "1", "xb_enhed": "kommune"}.items():
            book.set_custom_property(key, value)
        for column, name in enumerate(names):
            letter = chr(ord("A") + column)
            cells = f"${letter}$3:${letter}$4" if "__" in name else f"${letter}$1"
            book.define_name(name, f"='Ark'!{cells}")
    return path


def told(path: Path) -> list[tuple[str, str, object]]:
    return [(fault.key, fault.severity, fault.facts.get("mente")) for fault in gathered_faults(path)]


def test_an_answer_of_a_template_on_the_shelf_is_told_nothing_of(tmp_path: Path) -> None:
    names = (
        "felt_skolernes_linje",
        "felt_skolernes_forpligtelser__vad",
        "felt_skolernes_forpligtelser__skole_vist",
        "felt_skolernes_sidste_forpligtelser_ved_faelles_1__utfall",
        "felt_skolernes_svar__rapport_slutsats",
        "felt_skolernes_svar_ved_rapport__slutsats",
        "felt_indsendt__navn",
        "felt_kommune_navn",
    )
    assert told(municipal(tmp_path, *names)) == []


def test_a_slip_of_the_pen_is_told_with_what_was_meant(tmp_path: Path) -> None:
    meant = {
        "felt_skolernes_forpligtelser__varfr": "felt_skolernes_forpligtelser__varfor",
        "felt_skolernes_forpligtelser_ved_egen__varfr": "felt_skolernes_forpligtelser_ved_egen__varfor",
        "felt_skolernes_forpligtelse__varfor": "felt_skolernes_forpligtelser__varfor",
        "felt_skolernes_svar__rapport_slutsat": "felt_skolernes_svar__rapport_slutsats",
    }
    found = told(municipal(tmp_path, *meant))
    assert sorted(found) == sorted(("check_skolernes_mente", "warning", name) for name in meant.values())


def test_an_answer_found_nowhere_may_be_another_template_s(tmp_path: Path) -> None:
    path = municipal(tmp_path, "felt_skolernes_svar__helt_andet_navn")
    assert told(path) == [("check_skolernes_andetsteds", "warning", None)]
    (tmp_path / "skolens.xlsx").write_bytes(school_template())
    assert told(municipal(tmp_path, "felt_skolernes_aftale__tiltag")) == []
    assert told(municipal(tmp_path, "felt_skolernes_svar__leder")) == []


def test_a_single_cell_cannot_hold_all_schools_answers(tmp_path: Path) -> None:
    path = municipal(tmp_path, "felt_skolernes_rapport_slutsats", "felt_kommune_navn")
    assert told(path) == [
        ("check_skolernes_uden_liste", "error", "felt_skolernes_svar__rapport_slutsats"),
    ]
    found: list[Fault] = template_faults(path)
    assert found[0].key == "check_skolernes_uden_liste"
