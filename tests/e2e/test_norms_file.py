"""The example municipality's norms: fitted by the command, saved again by LibreOffice, the same norms."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from e2e.command import run
from support.engines import audit_all, libreoffice_convert

from xl_beregner.dataset import load_dataset
from xl_beregner.fields.norm_run import NormRun, norm_run
from xl_beregner.fields.norms import Norms
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows

pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eksempel") / "kommune"
    done = run("new", str(folder), "--example")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def fitted(example: Path) -> NormRun:
    return norm_run(load_dataset(example))


@pytest.fixture(scope="module")
def book(example: Path) -> Path:
    path = example.parent / "normer.xlsx"
    done = run("norms", str(example), "--out", str(path))
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def test_the_file_is_sound(book: Path) -> None:
    assert audit_all([book]) == []


@pytest.mark.parametrize("saved_by", ["XlsxWriter", "LibreOffice"])
def test_every_norm_is_the_same_whichever_program_saved_it(
    saved_by: str, book: Path, example: Path, fitted: NormRun, tmp_path: Path
) -> None:
    file = book if saved_by == "XlsxWriter" else libreoffice_convert([book], "xlsx", tmp_path / "gemt")[0]
    folder = tmp_path / "datasaet"
    folder.mkdir()
    shutil.copy(example / "indstillinger.csv", folder)
    head, first, *_ = (example / "elever.csv").read_text("utf-8-sig").splitlines()
    (folder / "elever.csv").write_text(f"{head}\n{first}\n", "utf-8")
    shutil.copy(file, folder / "normer.xlsx")
    norms = Norms(load_dataset(folder))
    assert len(norms) == len(fitted.fitted) > 25
    for fit in fitted.fitted:
        pair, norm = fit.pair, fit.norm
        asked = (pair.before.test, pair.before.grade, pair.after.test, pair.after.grade)
        found = norms.find(pair.subject, pair.profile, *asked)
        assert found is not None
        assert norm is not None
        assert found.norm.rows() == norm.rows()
        between = np.linspace(norm.least, norm.greatest, 50)
        before = np.linspace(norm.priors[0].least, norm.priors[0].greatest, 50)[:, None]
        once, again = (growth_percentile_rows(between, before, one.rows()) for one in (norm, found.norm))
        np.testing.assert_array_equal(once.percentile, again.percentile)


def test_every_norm_is_proved_and_breaks_are_marked(fitted: NormRun) -> None:
    for fit in fitted.fitted:
        assert fit.check is not None
        assert fit.check.proved == 100
        assert fit.check.imbalance < 1e-9
        assert fit.pair.is_break == (fit.pair.before.test != fit.pair.after.test)
    assert any(fit.pair.is_break for fit in fitted.fitted)
    assert any(not fit.pair.is_break for fit in fitted.fitted)
    assert {fit.reason for fit in fitted.norms if fit.norm is None} == {"too_few"}


def test_no_pupil_stands_in_the_file(book: Path, example: Path) -> None:
    from support.parts import read_parts

    header, *rows = (example / "elever.csv").read_text("utf-8-sig").splitlines()
    place = header.replace('"', "").split(";").index("elev_id")
    pupils = {row.split(";")[place].strip('"') for row in rows[::50]}
    text = b"".join(read_parts(book).values()).decode("utf-8", "ignore")
    assert not [pupil for pupil in pupils if f">{pupil}<" in text or f'"{pupil}"' in text]
