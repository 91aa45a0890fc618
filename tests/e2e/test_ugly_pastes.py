"""Five ugly pastes: every row is understood or refused with the right reason, and nothing is changed.

The cells and what they must become stand in ``support.ugly_pastes``.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support import ugly_pastes

from xl_beregner.dataset import check_dataset, load_dataset, readers
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.pupil_tables import read_pupil_tables
from xl_beregner.errors import DatasetError


@pytest.fixture(params=ugly_pastes.NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(folder: Path) -> tuple[pd.DataFrame, Faults, str]:
    faults = Faults()
    tables = readers.read_tables(folder, faults)
    pupils = read_pupil_tables(tables, False, faults)["pupils"]
    return pupils, faults, tables["elever"].file


def plain(value: Any) -> Any:
    """Give a value as ``expected`` writes it."""
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if isinstance(value, float) and math.isnan(value) else value


def test_every_row_that_is_understood_means_what_its_cells_say(tmp_path: Path, name: str) -> None:
    pupils, _, _ = read(ugly_pastes.write(name, tmp_path / name))
    wanted = {found.row: dict(found.result) for found in ugly_pastes.expected(name) if found.result}
    found = {
        row.pop("raekke"): {key: plain(value) for key, value in row.items()}
        for row in pupils.to_dict("records")
    }
    assert found == wanted


def test_every_other_row_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    _, faults, file = read(ugly_pastes.write(name, tmp_path / name))
    wanted = {found.row: found.reason for found in ugly_pastes.expected(name) if found.kind == "afvist"}
    found = {row: keys[0].removeprefix("dataset_") for row, keys in faults.refused(file).items()}
    assert found == wanted


def test_check_tells_each_refused_row_with_file_column_and_cell(tmp_path: Path, name: str) -> None:
    folder = ugly_pastes.write(name, tmp_path / name)
    told = [fault for fault in check_dataset(folder) if fault.severity == "error"]
    rows: set[int] = set()
    for fault in told:
        at = fault.facts["raekke"]
        rows |= set(at if isinstance(at, list) else [at])
        assert "elever" in str(fault).lower()
        assert "…" not in str(fault)  # no blank left unfilled
    assert rows == {found.row for found in ugly_pastes.expected(name) if found.kind == "afvist"}


def test_a_paste_with_a_refused_row_stops_the_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError):
        load_dataset(ugly_pastes.write(name, tmp_path / name))


def test_each_paste_has_rows_of_both_kinds() -> None:
    for name in ugly_pastes.NAMES:
        kinds = [found.kind for found in ugly_pastes.expected(name)]
        assert kinds.count("forstaaet") >= 4
        assert kinds.count("afvist") >= 4
