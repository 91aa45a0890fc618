"""A folder against its manifest."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.batch.batch_fakes import fake_fill, many, plan_of

from xl_beregner.batch.run import fill_all
from xl_beregner.batch.verify import is_output_folder, verify_folder
from xl_beregner.errors import OutputError


@pytest.fixture
def made(tmp_path: Path) -> Path:
    fill_all(plan_of(many(4)), tmp_path, jobs=1, work=fake_fill)
    return tmp_path


def found(folder: Path) -> list[tuple[str, str]]:
    return [(fault.key, fault.facts["fil"]) for fault in verify_folder(folder)[1]]


def test_a_missing_file_is_found(made: Path) -> None:
    (made / "skoler/u01_skole-u01.xlsx").unlink()
    assert found(made) == [("batch_fil_mangler", "skoler/u01_skole-u01.xlsx")]


def test_one_changed_byte_is_found(made: Path) -> None:
    file = made / "skoler/u02_skole-u02.xlsx"
    data = bytearray(file.read_bytes())
    data[60] ^= 1
    file.write_bytes(data)
    assert found(made) == [("batch_fil_beskadiget", "skoler/u02_skole-u02.xlsx")]


def test_a_workbook_saved_anew_is_changed_not_damaged(made: Path) -> None:
    other = made / "skoler/u03_skole-u03.xlsx"
    (made / "skoler/u02_skole-u02.xlsx").write_bytes(other.read_bytes())
    assert found(made) == [("batch_fil_ikke_som_skrevet", "skoler/u02_skole-u02.xlsx")]


def test_half_a_file_is_damaged(made: Path) -> None:
    file = made / "skoler/u02_skole-u02.xlsx"
    file.write_bytes(file.read_bytes()[:50])
    assert found(made) == [("batch_fil_beskadiget", "skoler/u02_skole-u02.xlsx")]


def test_a_spare_file_is_found_but_not_the_owner_file_of_an_open_one(made: Path) -> None:
    (made / "skoler/kopi.xlsx").touch()
    (made / "skoler/~$u01_skole-u01.xlsx").touch()
    assert found(made) == [("batch_fil_ekstra", "skoler/kopi.xlsx")]


def test_a_folder_in_place_of_a_file_cannot_be_read(made: Path) -> None:
    file = made / "skoler/u01_skole-u01.xlsx"
    file.unlink()
    file.mkdir()
    assert found(made) == [("batch_fil_ulaeselig", "skoler/u01_skole-u01.xlsx")]


def test_a_changed_overview_is_found(made: Path) -> None:
    (made / "forvaltning/oversigt.xlsx").unlink()
    assert found(made) == [("batch_fil_mangler", "forvaltning/oversigt.xlsx")]


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    assert not is_output_folder(tmp_path)
    with pytest.raises(OutputError) as caught:
        verify_folder(tmp_path)
    assert caught.value.key == "batch_intet_manifest"


def test_verify_writes_nothing(made: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    verify_folder(made)
    assert before == {path: path.stat().st_mtime_ns for path in made.rglob("*")}
