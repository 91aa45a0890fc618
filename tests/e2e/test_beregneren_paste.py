"""Five ugly pastes in both editions of `beregneren`, calculated by LibreOffice without the add-in.

Every row is understood as what it means, or refused; nothing is changed in silence. The sheet may refuse
what the dataset's reader understands (a month in words), never read it as something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support import ugly_pastes
from support.beregneren_class import Values, column_of, fields, result, template
from support.beregneren_pastes import pasted, rows_of
from support.engines import libreoffice_convert

from workbooks.build import others

pytestmark = pytest.mark.prove

EDITIONS = ("beregneren.xlsx", "beregneren_funktioner.xlsx")
# What a person chooses above the columns, where the paste does not say it.
ABOVE: Mapping[str, Mapping[str, str]] = {"lus_sv": {"skala": "lus"}, "fno_fnf": {"skala": "point"}}
OK, REFUSED, SKIPPED = "✓ forstået", "✕ afvist", "– springes over"
# The sheet knows a pupil by name where the number is missing, takes a hyphen beside a slash for one date,
# and reads percentile 0 as half a place: each is said beside the row.
MORE_THAN_THE_READER = {"tom_celle", "celle_ikke_dato", "percentil_udenfor"}
# And it refuses what it cannot read for certain: these are dates, units and marks in words.
LESS_THAN_THE_READER = ("datoen kan ikke læses", "scoren er ikke et tal", "kriterievisningen")


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Values]:
    """Paste everything into both editions and let LibreOffice calculate."""
    folder = tmp_path_factory.mktemp("indtast")
    places = []
    for edition in EDITIONS:
        empty = others()[edition]()
        for name in ugly_pastes.NAMES:
            rows = rows_of(name, ugly_pastes.rows(name))
            path = folder / f"{edition}_{name}.xlsx"
            path.write_bytes(pasted(empty, rows, ABOVE.get(name, {})))
            places.append((edition, name, path))
    made = libreoffice_convert([path for *_, path in places], "xlsx", folder / "calculated")
    return {
        (edition, name): Values(path.read_bytes())
        for (edition, name, _), path in zip(places, made, strict=True)
    }


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", ugly_pastes.NAMES)
def test_every_row_is_understood_as_what_it_means_or_refused(
    sheets: dict[tuple[str, str], Values], edition: str, name: str
) -> None:
    found = sheets[edition, name]
    said = {key: found.column(f"i_{key}") for key in ("status", "grund", "elev", "dato", "tal", "kode")}
    for outcome in ugly_pastes.expected(name):
        row = {key: column[outcome.row - 1] for key, column in said.items()}
        told = f"{name}, row {outcome.row}: {row}"
        if outcome.kind == "intet":
            assert row["status"] in (None, SKIPPED) or row["grund"], told
        elif outcome.kind == "afvist":
            assert row["status"] == REFUSED or outcome.reason in MORE_THAN_THE_READER, told
            assert row["status"] != REFUSED or row["grund"], told
        elif row["status"] == OK:
            _means_the_same(row, outcome.result, told)
        else:
            assert row["grund"].startswith(LESS_THAN_THE_READER), told


def _means_the_same(row: Mapping[str, Any], meant: Mapping[str, Any], told: str) -> None:
    assert row["elev"] == meant["elev_id"], told
    assert _day(row["dato"]) == meant["dato"], told
    if meant["score"] is not None:
        assert row["tal"] == pytest.approx(meant["score"]), told
    elif not meant["ord"]:
        assert "ikke taget" in row["grund"], told


def _day(cell: Any) -> date:
    return cell if isinstance(cell, date) else date(1899, 12, 30) + timedelta(days=int(cell))


@pytest.mark.parametrize("edition", EDITIONS)
def test_fno_beside_fnf_cannot_yet_be_told(sheets: dict[tuple[str, str], Values], edition: str) -> None:
    found = sheets[edition, "fno_fnf"]
    states = dict(zip(found.column("e_id"), found.column("e_status"), strict=True))
    reasons = dict(zip(found.column("e_id"), found.column("e_grund"), strict=True))
    assert states["u501"] == "brud i serien"
    assert reasons["u501"] == "Progression kan endnu ikke opgøres: brud i serien"
    assert set(found.column("e_fremgang")) <= {None}


def test_libreoffice_calculates_a_class_to_the_values_it_was_sent_with(tmp_path: Path) -> None:
    days = [date(year, 9, 14) for year in range(2021, 2027)]
    rows = [
        result(f"p{pupil}", fag=subject, dato=day, klassetrin=1 + at, score=400.0 + 37 * at + 11.3 * pupil)
        for pupil in range(24)
        for subject in ("dansk", "matematik")
        for at, day in enumerate(days)
    ]
    made = template().fill(fields(rows), functions="native").data
    path = tmp_path / "klasse.xlsx"
    path.write_bytes(made)
    (calculated,) = libreoffice_convert([path], "xlsx", tmp_path / "calculated")
    sent, found = Values(made), Values(calculated.read_bytes())
    for name in sent.names("i_", "e_", "t_", "x_", "s_", "par_"):
        assert column_of(found, name) == pytest.approx(column_of(sent, name), abs=1e-9), name


def test_a_target_has_a_chance_between_the_deciles_and_words_beyond_them(tmp_path: Path) -> None:
    deciles = {f"q{decile}": 400.0 + 2 * decile for decile in range(10, 100, 10)}
    figures = {
        "noegle": "{}|dansk|", "fag": "dansk", "foer_test": "EKS", "foer_trin": 5, "foer": 420.0,
        "efter_test": "EKS", "efter_trin": 6, "efter": 520.0, "percentil": 71.0, "naeste": "EKS 7", **deciles,
    }  # fmt: skip
    pupils = {"a": 500.0, "b": 505.0, "c": 420.0, "d": 580.0, "e": 419.0, "f": 420.5, "g": None}
    rows = [
        result(pupil, score=score, dato=day, klassetrin=grade)
        for pupil in pupils
        for score, day, grade in ((420.0, date(2025, 9, 14), 5), (520.0, date(2026, 9, 14), 6))
    ]
    model = [{**figures, "noegle": f"{pupil}|dansk|", "elev_id": pupil} for pupil in pupils]
    path = tmp_path / "maal.xlsx"
    made = template().fill(fields(rows, modeltal=model), functions="native").data
    path.write_bytes(pasted(made, [], {}, targets=list(pupils.values())))
    (calculated,) = libreoffice_convert([path], "xlsx", tmp_path / "calculated")
    chance = Values(calculated.read_bytes()).column("e_chance", len(pupils))
    assert chance[:2] == pytest.approx([0.5, 0.475])
    assert chance[2:5] == ["over 90 %", "under 10 %", "over 90 %"]
    assert chance[5] == pytest.approx(0.8975)
    assert chance[6] is None
