"""The municipality's volume of eight invented schools' reports, from their own hands to the committee's copy.

Six schools write in a real LibreOffice or into the file's XML, one is silent, one sends nothing back; the
administration writes on the sheets that are bound, and the volume is made again.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e.command import PROJECT, run
from support import engines
from support.calc_runner import steps
from support.school_pen import Edits, Places, write_in_office, write_in_xml
from support.typing_in import all_text
from support.values import cached_values, compare_values, error_cells, quiet

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

DATASET = PROJECT / "workbooks" / "eksempel" / "eksempelby"
YEAR = "2026/2027"
SILENT, AWAY = 1, 7  # which of the schools write nothing, send nothing


@dataclass(frozen=True)
class Volume:
    """What was made, and the school's words by school, pejlemærke and field."""

    words: dict[tuple[str, str, str], str]
    confidential: Path
    committee: Path
    page: Path
    said: str


def _report(workbook: Path, school: str) -> dict[Any, str]:
    places = Places(workbook)
    found = {}
    for number in range(1, 9):
        table = f"pejlemaerke_{number}"
        if f"svar_{table}__vurdering" not in places._names:
            break
        for theme in places.keys(table):
            found[table, theme, "vurdering"] = f"{school} vurderer {theme}: <roligt> & uden hast"
            found[table, theme, "indsatser"] = f"{school} gør noget ved {theme}"
    return found


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> Volume:
    base = tmp_path_factory.mktemp("bind")
    done = run(
        "fill", str(DATASET), "--template", "skolerapport", "--year", YEAR, "--out", str(base / "sendt")
    )
    assert done.returncode == 0, done.stderr
    home = base / "hjem"
    home.mkdir()
    words, office = {}, []
    for place, sent in enumerate(sorted((base / "sendt" / "skoler").glob("*.xlsx"))):
        school = sent.stem.partition("_")[2].upper()
        typed = {} if place == SILENT else _report(sent, school)
        if place == AWAY:
            continue
        words |= {(school, theme, field): text for (_, theme, field), text in typed.items()}
        if place < 2:
            office.append((sent, home / sent.name, Edits(typed)))
        else:
            write_in_xml(sent, home / sent.name, Edits(typed))
    write_in_office(office)
    run("collect", str(home), "--sent", str(base / "sendt"), "--out", str(base / "samlet.xlsx"))

    def aggregate(name: str, template: str, *more: str) -> tuple[Path, str]:
        out = base / name
        made = run(
            "aggregate", str(DATASET), "--template", template, "--year", YEAR, "--out", str(out),
            "--agreements", str(base / "samlet.xlsx"), *more,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        return out, made.stdout

    confidential, _ = aggregate("fortrolig.xlsx", "skolerapport_kommune", "--edition", "fortrolig")
    _administration_writes(confidential)
    confidential, said = aggregate("fortrolig.xlsx", "skolerapport_kommune", "--edition", "fortrolig")
    committee, _ = aggregate("udvalg.xlsx", "skolerapport_kommune")
    page, _ = aggregate("side.xlsx", "fire_spoergsmaal_kommune")
    return Volume(words, confidential, committee, page, said)


def _cell(sheet: Any, name: str) -> str:
    """Find the first cell of a name on a bound sheet; blank where its cells stand on the sheet beside it."""
    if name not in sheet.defined_names:
        return ""
    where, at = next(sheet.defined_names[name].destinations)
    return str(at).replace("$", "").partition(":")[0] if where == sheet.title else ""


def _administration_writes(workbook: Path) -> None:
    """Write on the sheet of every pejlemærke and on the front, in LibreOffice."""
    with quiet():
        book = openpyxl.load_workbook(workbook)
    cells = []
    for sheet in book.worksheets:
        if at := _cell(sheet, "svar_forvaltningens_vurdering"):
            cells.append([sheet.title, at, f"Forvaltningen om {sheet.title}"])
    where, at = next(book.defined_names["svar_samlet_vurdering"].destinations)
    cells.append([where, at.replace("$", ""), "Samlet set"])
    steps(
        {"do": "open", "url": workbook.as_uri()},
        {"do": "type", "cells": cells},
        {"do": "save", "url": workbook.as_uri(), "filter": "Calc MS Excel 2007 XML"},
        {"do": "close"},
        seconds=300,
    )


def test_every_word_of_every_school_stands_on_its_pejlemaerkes_sheet(volume: Volume) -> None:
    with quiet():
        book = openpyxl.load_workbook(volume.confidential)
    found = {}
    for sheet in book.worksheets:
        if _cell(sheet, "felt_pejlemaerke_ord__skole"):
            for row in sheet.iter_rows(min_row=9, max_col=3, values_only=True):
                found |= {(sheet["A1"].value or "", text): row[0] for text in row[1:] if text}
    assert sorted(text for _, text in found) == sorted(volume.words.values())
    assert len({school for school, _, _ in volume.words}) == 6


def test_the_committees_copy_holds_no_word_of_any_school(volume: Volume) -> None:
    for path in (volume.committee, volume.page):
        inside = all_text(path)
        assert not [text for text in volume.words.values() if text in inside]
        assert "vurderer" not in inside
    with quiet():
        assert not [
            name for name in openpyxl.load_workbook(volume.committee).sheetnames if name.endswith("ord")
        ]


def test_what_the_administration_wrote_in_libreoffice_is_in_the_volume_made_again(volume: Volume) -> None:
    with quiet():
        book = openpyxl.load_workbook(volume.confidential)
    cells = {sheet: _cell(sheet, "svar_forvaltningens_vurdering") for sheet in book.worksheets}
    written = {sheet.title: sheet[at].value for sheet, at in cells.items() if at}
    assert len(written) == 6  # five pejlemærker, one of them on two sheets
    assert written == {title: f"Forvaltningen om {title}" for title in written}
    assert "7 svar fra filen, der lå der i forvejen, er taget med." in volume.said
    kept = volume.confidential.with_name("fortrolig.tidligere.xlsx")
    assert "Samlet set" in all_text(kept)


def test_no_other_program_finds_a_fault_and_libreoffice_computes_the_same(volume: Volume) -> None:
    paths = [volume.confidential, volume.committee, volume.page]
    assert engines.audit_all(paths) == []
    for path, theirs in zip(paths, engines.libreoffice_values(paths), strict=True):
        ours = cached_values(path)
        assert error_cells(ours) == error_cells(theirs) == [], path.name
        assert [str(found) for found in compare_values(ours, theirs)] == [], path.name


def test_the_schools_of_the_example_are_all_there() -> None:
    with (DATASET / "skoler.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file, delimiter=";"))) == 8
