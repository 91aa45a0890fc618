"""A plan and a report written in a real LibreOffice: its figure computed there, its words in the report."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries
from support.commitments import PLAN_TEMPLATE, REPORT_TEMPLATE, Years, table
from support.school_pen import Edits, Places, write_in_office

pytestmark = [pytest.mark.prove, pytest.mark.e2e, pytest.mark.filterwarnings("ignore:Sparkline Group")]

OWN = {"vad": "Alla får lugn", "varfor": "Enkäten", "hur": "Två vuxna\ni åk 3", "nar": "=1+1 gång",
       "vem": "Arbetslag 3", "uppfoljning": "Besök", "matetal": "Fravær"}  # fmt: skip


def in_office(sent: Path, returned: Path, edits: Edits) -> None:
    write_in_office([(sent, returned, edits)])


def beside(workbook: Path, name: str, columns: int) -> list[tuple[object, ...]]:
    """Read what a program computed in the columns right of a name."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    (sheet, at), *_ = book.defined_names[name].destinations
    left, top, _, bottom = range_boundaries(at.replace("$", ""))
    rows = book[sheet].iter_rows(top, bottom, left + 1, left + columns, values_only=True)
    return [tuple(row) for row in rows]


def test_what_is_planned_in_libreoffice_is_reported_on_next_year(tmp_path: Path) -> None:
    years = Years(tmp_path, in_office)
    years.answer(PLAN_TEMPLATE, 2025, {"egen_2": OWN})
    # The chosen indicator's figure then, and half the width of its uncertainty, beside the choice.
    figures = beside(tmp_path / f"hem {PLAN_TEMPLATE} 2025" / "svar.xlsx", "svar_forpligtelser__matetal", 2)
    assert [row for row in figures if row[0]] == [(7.2, pytest.approx(0.98, abs=0.01))]
    report = years.fill(REPORT_TEMPLATE, 2026)
    assert table(report, "sidste_forpligtelser", "noegle", "navn", "plan", "forrige", "seneste")[1:] == [
        ("egen_2", "Alla får lugn",
         "Hur: Två vuxna\ni åk 3\nNär: =1+1 gång\nVem: Arbetslag 3\nUppföljning: Besök", 7.2, 5.4),
    ]  # fmt: skip
    done = {"gjort": "Mycket", "utfall": "Lugnare", "nadd": "Ja", "analys": "Tid", "vidare": "Fortsätter"}
    collected = years.answer(REPORT_TEMPLATE, 2026, {"egen_2": done}, rapport_slutsats="Lugn hjälper")
    (home,) = collected.homes
    assert (home.changes, home.missing) == ((), ())
    assert Places(years.fill(PLAN_TEMPLATE, 2026)).column("felt_rapport_slutsats") == ["Lugn hjälper"]
