"""The school's own edition: it sees its own few pupils, and of other schools' nothing shows anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.datasets import Rows, tables, write_csv

from xl_beregner.dataset import load_dataset
from xl_beregner.fields import unit_fields
from xl_beregner.fields.known import LISTS

CATALOGUE: Rows = [
    ["indikator", "navn", "maaleenhed", "retning", "kilde", "kan_aftales", "offentliggjort"],
    ["trivsel", "Trivsel", "point", "op", "X", "ja", "nej"],
]
WANTED = [
    "tal_linje",
    *(
        name
        for table in ("tal", "forslag", "aftale")
        for name in (table, *(f"{table}__{c}" for c in LISTS[table]))
    ),
]
YEARS = ("2022/2023", "2023/2024", "2024/2025", "2025/2026")
SCHOOLS = 8
SMALL = "S0"


def fields_of_all(folder: Path, small: tuple[float, ...], edition: str) -> dict[str, Any]:
    rows: Rows = [["enhed", "skoleaar", "indikator", "vaerdi", "antal"]]
    for place in range(SCHOOLS):
        for at, year in enumerate(YEARS):
            value = small[at] if not place else 50 + 3 * place + (7 * place * (at + 1)) % 5
            rows.append([f"S{place}", year, "trivsel", value, 3 if not place else 40])
    schools: Rows = [["skole_nr", "skole"], *([f"S{place}", f"Skole {place}"] for place in range(SCHOOLS))]
    data = load_dataset(write_csv(folder, tables(skoler=schools, katalog=CATALOGUE, indikatorer=rows)))
    source = unit_fields(data, "2026/2027", edition, "skole", WANTED, "x")
    return {f"S{place}": source.fields(f"S{place}") for place in range(SCHOOLS)}


@pytest.mark.parametrize("edition", ["intern", "fortrolig"])
def test_no_other_school_s_workbook_changes_with_a_small_school_s_figures(
    tmp_path: Path, edition: str
) -> None:
    """No middle, no scale of a strip, no uncertainty, baseline or target."""
    calm, wild = ((50.0, 51.0, 50.0, 51.0), (0.0, 100.0, 5.0, 95.0))
    seen = [fields_of_all(tmp_path / str(at), small, edition) for at, small in enumerate((calm, wild))]
    own = [found.pop(SMALL) for found in seen]
    assert seen[0] == seen[1]
    assert seen[0]["S1"]["forslag"][0]["strip_midte"] is not None
    assert (own[0] == own[1]) == (edition == "fortrolig")


def test_the_small_school_sees_its_own_figures_with_a_proposal(tmp_path: Path) -> None:
    own = fields_of_all(tmp_path, (50.0, 51.0, 50.0, 51.0), "intern")[SMALL]
    assert own["tal"][0]["seneste"] == 51.0
    assert own["forslag"][0]["maal_2"] is not None
