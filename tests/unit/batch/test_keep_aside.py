"""A workbook written over an older one loses neither."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xl_beregner.batch.keep_aside import write_keeping
from xl_beregner.errors import OutputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written_in_a_folder_made_for_it(tmp_path: Path) -> None:
    target = tmp_path / "ny" / "kommunen.xlsx"
    assert write_keeping(target, b"1") is None
    assert target.read_bytes() == b"1"
    assert names(target.parent) == ["kommunen.xlsx"]


def test_every_older_file_is_kept_under_a_name_of_its_own_that_excel_opens(tmp_path: Path) -> None:
    target = tmp_path / "kommunen.xlsx"
    kept = [write_keeping(target, data) for data in (b"1", b"2", b"3")]
    assert kept == [None, tmp_path / "kommunen.tidligere.xlsx", tmp_path / "kommunen.tidligere-2.xlsx"]
    assert [path.read_bytes() for path in (kept[1], kept[2], target) if path] == [b"1", b"2", b"3"]
    assert len(names(tmp_path)) == 3


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "kommunen.xlsx"
    write_keeping(target, b"1")
    os.utime(target, (1, 1))
    assert write_keeping(target, b"1") is None
    assert target.stat().st_mtime == 1
    assert names(tmp_path) == ["kommunen.xlsx"]


def test_where_files_cannot_be_linked_the_older_one_is_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    target = tmp_path / "kommunen.xlsx"
    write_keeping(target, b"1")
    monkeypatch.setattr(os, "link", refuse)
    kept = write_keeping(target, b"2")
    assert kept is not None
    assert (kept.read_bytes(), target.read_bytes()) == (b"1", b"2")


def test_a_file_that_cannot_be_put_in_place_leaves_the_older_one_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "kommunen.xlsx"
    write_keeping(target, b"1")
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError) as caught:
        write_keeping(target, b"2")
    assert caught.value.key == "batch_kan_ikke_skrive"
    assert target.read_bytes() == b"1"
    assert not [name for name in names(tmp_path) if name.endswith(".tmp")]
