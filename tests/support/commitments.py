"""A school's plans and reports over the years: filled, written in, collected, laid into the dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.agreed import APPLE, CATALOGUE, INDICATORS, SOUTH
from support.datasets import Rows, tables, write_csv
from support.school_pen import Edits, Key, Places, Value, write_in_xml

from workbooks.build import TEMPLATES
from xl_beregner.batch.collect.collected import Collected
from xl_beregner.batch.collect.run import collect_folder
from xl_beregner.batch.collect.tables import text_files
from xl_beregner.batch.plan import plan_run
from xl_beregner.batch.run import fill_all
from xl_beregner.batch.shelf import Shelved, find_template
from xl_beregner.fields.known.commitments import LAST, PLAN, PLAN_TEMPLATE, REPORT_TEMPLATE

SETTINGS: Rows = [
    ["noegle", "vaerdi", "kilde"],
    ["faelles_forpligtelse_1", "Alla läser varje dag", "Nämnden 2025"],
]
Writes = Callable[[Path, Path, Edits], None]
Rows_ = Mapping[str, Mapping[str, Value]]  # by key and name


@dataclass
class Years:
    """A small municipality's folder, and the dataset its schools' answers are laid into."""

    base: Path
    write: Writes = write_in_xml

    def __post_init__(self) -> None:
        """Write the dataset of the first year."""
        found = tables(katalog=CATALOGUE, indikatorer=INDICATORS, indstillinger=SETTINGS)
        self.dataset = write_csv(self.base / "data", found)

    def fill(self, template: str, year: int, school: str = SOUTH) -> Path:
        """Make a school's workbook of a year."""
        out = self._folder(template, year)
        shelved: Shelved = find_template(str(TEMPLATES / "sv" / f"{template}.xlsx"))
        plan, _ = plan_run(self.dataset, shelved, f"{year}/{year + 1}", None, [school])
        assert not fill_all(plan, out, jobs=1).needs_a_person
        (made,) = (out / "skoler").glob(f"{school}_*.xlsx")
        return made

    def answer(self, template: str, year: int, rows: Rows_, change: Any = None, **single: Value) -> Collected:
        """Let the school write in its workbook, and bring its answers home into the dataset."""
        table = PLAN if template == PLAN_TEMPLATE else LAST
        answers: dict[Key, Value] = {
            (table, key, name): value for key, row in rows.items() for name, value in row.items()
        }
        answers |= {("", "", name): value for name, value in single.items()}
        sent = self.fill(template, year)
        home = self.base / f"hem {template} {year}"
        home.mkdir()
        self.write(sent, home / "svar.xlsx", Edits(answers))
        if change is not None:
            change(home / "svar.xlsx")
        collected = collect_folder(home, self._folder(template, year), jobs=1)
        self._lay_in(collected)
        return collected

    def _lay_in(self, collected: Collected) -> None:
        known = self.dataset / "aftaler.csv"
        new = text_files(collected)["aftaler.csv"].decode("utf-8-sig")
        if known.exists():
            new = known.read_text("utf-8-sig") + new.partition("\n")[2]
        known.write_text(new, "utf-8-sig", newline="")

    def _folder(self, template: str, year: int) -> Path:
        return self.base / f"{template} {year}"


def table(workbook: Path, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """Read columns of a list as they stand in a workbook."""
    places = Places(workbook)
    return list(zip(*(places.column(f"felt_{name}__{column}") for column in columns), strict=True))


__all__ = ["APPLE", "PLAN_TEMPLATE", "REPORT_TEMPLATE", "SOUTH", "Years", "table"]
