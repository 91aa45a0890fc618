"""Makes the tables ``skoler`` and ``indikatorer`` of workbooks/eksempel/koebenhavn from the raw figures.

The catalogue and the settings beside them are written by hand: they hold the choices. Which raw series
are used follows from the catalogue. No figure is changed; the decimal point becomes a comma.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from workbooks.build.examples import written

EXAMPLES = Path(__file__).resolve().parents[2] / "eksempel"
SOURCE = EXAMPLES / "kilde_koebenhavn"
TARGET = EXAMPLES / "koebenhavn"

UNITS = {"København": "kommune", "_national": "land"}
UNDATED = "uden år"


def tables() -> dict[str, bytes]:
    """Make both tables, as the bytes of their files."""
    used = {row["indikator"] for row in _read(TARGET / "katalog.csv", ";")}
    schools = (
        [row["institutionsnummer"], row["skole"], row["by"], "Folkeskole", row["elevtal"]]
        for row in _read(SOURCE / "kbh_skoler.csv")
    )
    return {
        "skoler.csv": written.table(["skole_nr", "skole", "omraade", "type", "elevtal"], schools),
        "indikatorer.csv": written.table(["enhed", "skoleaar", "indikator", "vaerdi"], _figures(used)),
    }


def _figures(used: set[str]) -> Iterator[list[str]]:
    sources = (
        ("kbh_indikatorer.csv", "institutionsnummer"),
        ("kbh_seneste_uden_aar.csv", "institutionsnummer"),
        ("kbh_kommune_land.csv", "enhed"),
    )
    for name, unit in sources:
        for row in _read(SOURCE / name):
            if row["indikator"] in used:
                enhed = UNITS.get(row[unit], row[unit])
                year = row.get("skoleaar", UNDATED)
                yield [enhed, year, row["indikator"], row["vaerdi"].replace(".", ",")]


def _read(path: Path, separator: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def main() -> None:
    """Write both tables."""
    for name, data in tables().items():
        (TARGET / name).write_bytes(data)


if __name__ == "__main__":
    main()
