"""``clean``: what is too old goes when it is asked for twice, and nothing else ever does."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from unit.batch.batch_fakes import contents
from unit.batch.sent_and_returned import AGREED, SCHOOLS, answered, municipality, sent_file, workbook

from xl_beregner.batch.clean import delete as delete_module
from xl_beregner.batch.folder import OutputFolder, sha256_of
from xl_beregner.batch.manifest import Manifest, Record, RunIdentity, to_bytes

Run = Callable[..., Result]
OLD = RunIdentity("Eksempel Kommune", "resultataftale", "2023/2024", "fortrolig")
NEW = RunIdentity("Eksempel Kommune", "resultataftale", "2024/2025", "fortrolig")
BEFORE = "01-08-2024"  # the day after 2023/2024 ended


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder as a municipality may have it: two years' runs, what came home, and notes."""
    folder = tmp_path_factory.mktemp("kommune") / "arkiv"
    municipality(folder / "aftaler-2023", run=OLD)
    municipality(folder / "aftaler-2024", run=NEW)
    home = folder / "retur/Bakkeskolen"
    home.mkdir(parents=True)
    (home / "gammel.xlsx").write_bytes(answered(folder / "aftaler-2023", "102", AGREED))
    (home / "ny.xlsx").write_bytes(answered(folder / "aftaler-2024", "102", AGREED))
    (home / "noter.docx").write_bytes(b"PK noter")
    return folder


@pytest.fixture
def archive(kept: Path, tmp_path: Path) -> Path:
    return shutil.copytree(kept, tmp_path / "arkiv")


def clean(run: Run, folder: Path, *more: object) -> Result:
    return run("clean", folder, "--before", BEFORE, *more)


def test_without_yes_it_is_shown_and_not_a_byte_is_changed(run: Run, archive: Path) -> None:
    before = contents(archive)
    result = clean(run, archive)
    assert result.exit_code == 0, result.output
    assert "aftaler-2023: kørsel af resultataftale for 2023/2024, 3 filer" in result.stdout
    assert "  aftaler-2023/skoler/101_åskolen.xlsx\n" in result.stdout
    assert "  retur/Bakkeskolen/gammel.xlsx (2023/2024)\n" in result.stdout
    assert "Med --yes slettes 4 filer" in result.stdout
    assert (
        "Bliver: retur/Bakkeskolen/noter.docx. Siger ikke selv, at den er en udfyldt arbejdsbog"
        in result.stdout
    )
    assert "ny.xlsx" not in result.stdout
    assert contents(archive) == before


def test_with_yes_the_old_year_goes_and_the_new_one_is_still_proven(run: Run, archive: Path) -> None:
    result = clean(run, archive, "--yes")
    assert result.exit_code == 0, result.output
    assert "Slettet: 4 filer." in result.stdout
    assert "Nyere end DATO og ikke rørt: 2." in result.stdout
    assert not (archive / "aftaler-2023").exists()
    assert sorted(path.name for path in (archive / "retur/Bakkeskolen").iterdir()) == [
        "noter.docx",
        "ny.xlsx",
    ]
    assert run("verify", archive / "aftaler-2024").exit_code == 0
    again = clean(run, archive, "--yes")
    assert (again.exit_code, "Slettet: 0 filer." in again.stdout) == (0, True)


@pytest.mark.parametrize(("day", "goes"), [("31-07-2024", False), ("2024-08-01", True)])
def test_a_school_year_is_over_when_july_is(run: Run, archive: Path, day: str, goes: bool) -> None:
    run("clean", archive, "--before", day, "--yes")
    assert (archive / "aftaler-2023").exists() is not goes
    assert (archive / "aftaler-2024").exists()


def test_a_file_that_is_open_stays_with_its_record(run: Run, archive: Path) -> None:
    old = archive / "aftaler-2023"
    file = sent_file(old, "102")
    owner = file.with_name(f".~lock.{file.name}#")
    owner.write_text("LibreOffice")
    result = clean(run, archive, "--yes")
    assert result.exit_code == 1
    assert "102_bakkeskolen.xlsx er åben i et andet program" in result.stderr
    assert [path.name for path in (old / "skoler").glob("*.xlsx")] == [file.name]
    [record] = json.loads((old / "forvaltning/manifest.json").read_text("utf-8"))["files"]
    assert record["unit"] == "102"
    proven = run("verify", old)
    assert proven.exit_code == 0, proven.output
    owner.unlink()
    assert clean(run, archive, "--yes").exit_code == 0
    assert not old.exists()


def test_what_a_school_wrote_in_its_own_file_goes_too_and_is_marked(run: Run, archive: Path) -> None:
    file = sent_file(archive / "aftaler-2023", "101")
    file.write_bytes(answered(archive / "aftaler-2023", "101", AGREED))
    assert f"{file.name} (der er skrevet i den" in clean(run, archive).stdout
    clean(run, archive, "--yes")
    assert not file.exists()


def test_what_is_not_ours_in_an_old_run_stays_and_a_person_is_asked(run: Run, archive: Path) -> None:
    old = archive / "aftaler-2023"
    foreign = {
        old / "skoler/dagsorden.xlsx": b"PK somebody's own",
        old / "skoler/foto.jpg": b"jpg",
        sent_file(old, "103"): b"PK not what we wrote",
        old / "forvaltning/noter.txt": b"noter",
        old / "forvaltning/tidligere/x_0123456789ab.xlsx": b"its name does not fit what is in it",
        old / "skoler/næste år.xlsx": workbook("101", "Åskolen", NEW),
    }
    for path, data in foreign.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    result = clean(run, archive, "--yes")
    assert result.exit_code == 1
    assert {path: path.read_bytes() for path in foreign} == foreign
    assert result.stderr.count("Bliver:") == len(foreign)
    assert "er fra et nyere skoleår" in result.stderr
    assert not list((old / "skoler").glob("10[12]_*"))


def test_what_a_run_laid_aside_goes_with_it(run: Run, archive: Path) -> None:
    shelf = archive / "aftaler-2023/forvaltning/tidligere"
    shelf.mkdir()
    (shelf / "noter.xlsx").write_bytes(b"notes in an older overview")
    mark = (sha256_of(shelf / "noter.xlsx") or "")[:12]
    (shelf / "noter.xlsx").rename(shelf / f"oversigt_{mark}.xlsx")
    assert "(lagt til side af en kørsel)" in clean(run, archive).stdout
    clean(run, archive, "--yes")
    assert not (archive / "aftaler-2023").exists()


def test_pupils_pdfs_go_with_the_folders_of_their_classes_but_not_one_that_was_changed(
    run: Run, tmp_path: Path
) -> None:
    folder = OutputFolder(tmp_path / "hjem")
    files = {
        f"101/{group}/E{number}.pdf": b"%PDF " + group.encode() for group in ("4A", "4B") for number in (1, 2)
    }
    records = []
    for file, data in files.items():
        place = folder.units / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        unit, sha256 = f"{file.removesuffix('.pdf')}", sha256_of(place) or ""
        records.append(Record(unit, "Åskolen", file, "i", sha256, "skole_hjem", "1", "t", "d", "0"))
    folder.stays.mkdir()
    identity = replace(OLD, template="skole_hjem", kind="elev")
    folder.manifest.write_bytes(to_bytes(Manifest(identity, records)))
    (folder.units / "101/4B/E2.pdf").write_bytes(b"%PDF with a note")
    result = clean(run, tmp_path / "hjem", "--yes", "--log", tmp_path / "log.jsonl")
    assert result.exit_code == 1
    assert "skoler/101/4B/E2.pdf. Ligger i en kørsel, der er for gammel" in result.stderr
    assert [path.name for path in sorted(folder.units.rglob("*"))] == ["101", "4B", "E2.pdf"]
    [kept] = json.loads(folder.manifest.read_text("utf-8"))["files"]
    assert kept["unit"] == "101/4B/E2"
    assert '"unit":"101/4A"' in (tmp_path / "log.jsonl").read_text()
    assert "E1" not in (tmp_path / "log.jsonl").read_text()


def test_a_template_with_an_example_of_a_year_is_never_taken_for_a_workbook(run: Run, archive: Path) -> None:
    from openpyxl import load_workbook

    path = archive / "skabelon.xlsx"
    path.write_bytes(workbook("101", "Åskolen", OLD))
    book = load_workbook(path)
    for name in ("xb_enhed_nr", "xb_skoleaar"):
        del book.custom_doc_props[name]
    book.save(path)
    clean(run, archive, "--yes")
    assert path.exists()


def test_links_are_neither_followed_nor_deleted(run: Run, archive: Path, tmp_path: Path) -> None:
    outside = tmp_path / "udenfor"
    outside.mkdir()
    (outside / "gammel.xlsx").write_bytes(workbook("101", "Åskolen", OLD))
    (archive / "til-udenfor").symlink_to(outside)
    (archive / "fil.xlsx").symlink_to(outside / "gammel.xlsx")
    (archive / "aftaler-2023/skoler/link.xlsx").symlink_to(outside / "gammel.xlsx")
    result = clean(run, archive, "--yes")
    assert result.output.count("Et link.") == 3
    assert (outside / "gammel.xlsx").exists()
    assert (archive / "fil.xlsx").is_symlink()


def test_a_folder_where_a_run_is_going_on_is_left_alone(run: Run, archive: Path) -> None:
    with OutputFolder(archive / "aftaler-2023").in_use():
        before = contents(archive / "aftaler-2023")
        result = clean(run, archive, "--yes")
        assert result.exit_code == 1
        assert "En kørsel er i gang i mappen" in result.stderr
        assert contents(archive / "aftaler-2023") == before
    assert clean(run, archive, "--yes").exit_code == 0


def test_a_file_saved_while_it_is_cleaned_stays(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sent_file(archive / "aftaler-2023", "102")
    in_use = OutputFolder.in_use

    @contextmanager
    def late(folder: OutputFolder) -> Iterator[None]:
        with in_use(folder):
            file.write_bytes(b"saved this moment")
            yield

    monkeypatch.setattr(OutputFolder, "in_use", late)
    result = clean(run, archive, "--yes")
    assert result.exit_code == 1
    assert "Er ændret, siden der blev set efter" in result.stderr
    assert file.read_bytes() == b"saved this moment"


def test_a_clean_that_is_killed_is_finished_by_the_same_command(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(delete_module, "_remaining", killed)
        with pytest.raises(Killed):
            clean(run, archive, "--yes")
    old = OutputFolder(archive / "aftaler-2023")
    assert (old.manifest.exists(), old.journal.exists()) == (False, True)
    assert clean(run, archive, "--yes").exit_code == 0
    assert not old.path.exists()


def test_an_overview_with_notes_stays(run: Run, archive: Path) -> None:
    notes = archive / "aftaler-2023/forvaltning/oversigt.xlsx"
    notes.write_bytes(b"PK notes")
    result = clean(run, archive, "--yes")
    assert result.exit_code == 1
    assert "Nogen har skrevet i den." in result.stderr
    assert notes.read_bytes() == b"PK notes"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--before", "2999-01-01"], "er ikke kommet endnu"),
        (["--before", "snart"], "er ikke en dato"),
        (["--before", ""], "Skriv en dag"),
        ([], "Der mangler valget"),
    ],
)
def test_a_wrong_day_deletes_nothing(run: Run, archive: Path, arguments: list[str], sentence: str) -> None:
    before = contents(archive)
    result = run("clean", archive, *arguments, "--yes")
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert contents(archive) == before


def test_a_home_folder_and_a_drive_are_refused(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(archive))
    assert clean(run, archive, "--yes").exit_code == 2
    assert clean(run, Path(os.sep)).exit_code == 2


def test_the_log_tells_which_units_went_and_not_their_files(run: Run, archive: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    clean(run, archive, "--yes", "--log", log)
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    gone = [line["unit"] for line in told if line.get("status") == "deleted"]
    assert sorted(gone) == sorted([*SCHOOLS, "102"])
    assert told[-1]["counts"]["deleted"] == 4
    assert "skolen" not in log.read_text("utf-8")
