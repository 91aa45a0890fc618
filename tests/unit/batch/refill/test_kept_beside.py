"""An older file beside the new one: never lost, never in the way, found again after a kill."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from xl_beregner.batch.refill.kept_beside import keep_beside, kept_files, original_of, orphans, put_back
from xl_beregner.errors import OutputError


def write(path: Path, text: str) -> str:
    path.write_text(text)
    return hashlib.sha256(text.encode()).hexdigest()


def test_files_kept_one_after_the_other_get_numbers(tmp_path: Path) -> None:
    file = tmp_path / "101_skole.xlsx"
    names = [keep_beside(file, [write(file, text)]).name for text in ("en", "to", "tre")]
    assert names == ["101_skole.xlsx.tidligere", "101_skole.xlsx.tidligere-2", "101_skole.xlsx.tidligere-3"]
    assert [path.read_text() for path in kept_files(tmp_path)] == ["en", "to", "tre"]
    assert not file.exists()


def test_a_file_saved_since_it_was_read_keeps_its_name_and_content(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    read = write(file, "læst")
    write(file, "gemt imens")
    with pytest.raises(OutputError) as told:
        keep_beside(file, [read])
    assert told.value.key == "refill_fil_aendret_imens"
    assert file.read_text() == "gemt imens"
    assert list(kept_files(tmp_path)) == []


def test_putting_back_never_writes_over_what_came_since(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    kept = keep_beside(file, [write(file, "gammel")])
    write(file, "kom imens")
    put_back(kept, file)
    assert (file.read_text(), kept.read_text()) == ("kom imens", "gammel")


def test_the_newest_kept_file_is_found_where_a_run_was_killed_before_the_new_one_came(tmp_path: Path) -> None:
    whole, cut = tmp_path / "hel.xlsx", tmp_path / "afbrudt.xlsx"
    for file in (whole, cut, cut):
        keep_beside(file, [write(file, file.name)])
    write(whole, "ny")
    assert [path.name for path in orphans(tmp_path)] == ["afbrudt.xlsx.tidligere-2"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.tidligere.xlsx", ".tidligere", "a.xlsx.tidligere.bak"])
def test_other_files_are_no_kept_ones(name: str) -> None:
    assert original_of(Path(name)) is None
