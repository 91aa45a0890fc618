"""Files that came home: which are read, how each ends as an answer, and which of two counts."""

from __future__ import annotations

import datetime
import os
import pickle
import signal
import time
from pathlib import Path

import pytest
from unit.batch.sent_and_returned import AGREED, answered, municipality, sent_file

from xl_beregner.batch.collect import returned
from xl_beregner.batch.collect.returned import (
    FileRead,
    FileTask,
    choose,
    each_file,
    find_others,
    find_workbooks,
    read_file,
    read_files,
    shown_name,
    unread,
)
from xl_beregner.batch.pool import local_executor


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return municipality(tmp_path_factory.mktemp("kommune") / "ud")


def names(paths: list[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


# --- Which files ---------------------------------------------------------------------------------
def test_workbooks_are_found_in_subfolders_whatever_the_case_of_their_ending(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a/c.XLSM", "a/d/e.Xlsx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert names(find_workbooks(tmp_path), tmp_path) == ["a/c.XLSM", "a/d/e.Xlsx", "b.xlsx"]


@pytest.mark.parametrize(
    "name", ["~$a.xlsx", ".~lock.a.xlsx#", ".xb-1.tmp", "Thumbs.db", ".hidden/a.xlsx", "a.xlsx.tidligere",
             "a.xlsx.tidligere-2"]
)  # fmt: skip
def test_what_programs_leave_behind_is_no_file_of_a_school(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"x")
    assert find_workbooks(tmp_path) == find_others(tmp_path) == []


def test_of_an_output_folder_only_what_is_sent_is_read(sent: Path) -> None:
    found = find_workbooks(sent)
    assert len(found) == 3
    assert {path.parent.name for path in found} == {"skoler"}
    assert find_others(sent) == []


def test_a_folder_of_that_name_without_a_manifest_is_a_schools_own(tmp_path: Path) -> None:
    (tmp_path / "forvaltning").mkdir()
    (tmp_path / "forvaltning" / "svar.xlsx").write_bytes(b"x")
    assert names(find_workbooks(tmp_path), tmp_path) == ["forvaltning/svar.xlsx"]


@pytest.mark.parametrize("name", ["svar.xls", "svar.ods", "svar.zip", "brev.pdf", "uden ending"])
def test_other_files_are_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert find_workbooks(tmp_path) == []
    assert names(find_others(tmp_path), tmp_path) == [name]


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "lukket"
    closed.mkdir()
    looked, scandir = [], os.scandir

    def refuses(path: str) -> object:
        looked.append(path)
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(closed))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuses)
    assert find_others(tmp_path) == [closed]
    assert str(closed) in looked


# --- One file ------------------------------------------------------------------------------------
def test_a_workbook_is_read_and_says_whose_it_is(sent: Path) -> None:
    read = read_file(sent_file(sent, "101"))
    assert read.fault is None
    assert read.unit == "101"
    assert pickle.loads(pickle.dumps(read)) == read


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"", "collect_tom_fil"), (b"PK\x03\x04 half", "collect_ulaeselig"), (b"hello", "collect_ulaeselig")],
)
def test_a_file_that_cannot_be_read_is_an_answer(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "svar.xlsx"
    path.write_bytes(content)
    read = read_file(path)
    assert read.returned is None
    assert read.fault is not None
    assert read.fault.key == key
    assert "svar.xlsx" in str(read.fault)


def test_a_file_of_80_megabytes_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "stor.xlsx"
    with open(path, "wb") as file:
        file.truncate(80_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
    read = read_file(path)
    assert read.fault is not None
    assert read.fault.key == "collect_for_stor"
    assert "80 MB" in str(read.fault)


def test_a_file_that_is_gone_meanwhile_is_an_answer(tmp_path: Path) -> None:
    read = read_file(tmp_path / "væk.xlsx")
    assert read.fault is not None
    assert read.fault.key == "collect_kan_ikke_laeses"


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("sub/Ås skole.xlsx", "sub/Ås skole.xlsx"),
        ("010190-1234.xlsx", "xxxxxx-xxxx.xlsx"),
        ("to\nlinjer.xlsx", "to?linjer.xlsx"),
        ("brudt\udcff.xlsx", "brudt?.xlsx"),
    ],
)
def test_a_file_is_called_by_a_name_that_may_be_told(file: str, shown: str) -> None:
    assert shown_name(file) == shown


# --- Many files ----------------------------------------------------------------------------------
def test_many_files_come_back_in_their_order_whoever_read_them(sent: Path) -> None:
    paths = find_workbooks(sent)
    seen: list[tuple[int, int]] = []
    alone = read_files(paths, 1, lambda *told: seen.append(told), root=sent)
    assert [read.unit for read in alone] == ["101", "102", "103"]
    assert [read.file for read in alone] == names(paths, sent)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert read_files(paths, 2, root=sent) == alone


def _kills_or_names(task: FileTask) -> FileRead:
    if task.file == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    return FileRead(task.path, task.file)


def test_a_file_that_kills_its_reader_is_named_and_the_rest_are_read() -> None:
    tasks = [FileTask(Path(name), name) for name in ("a", "bad", "b", "c")]
    reads = each_file(tasks, _kills_or_names, unread, 2, lambda done, total: None, local_executor)
    assert [read.file for read in reads] == ["a", "bad", "b", "c"]
    assert [read.fault.key if read.fault else "" for read in reads] == [
        "",
        "collect_laesning_fejlede",
        "",
        "",
    ]


def _trips(task: FileTask) -> FileRead:
    raise ZeroDivisionError("annA"[::-1])  # what a cell held


def test_a_bug_of_ours_tells_its_place_and_nothing_from_a_cell() -> None:
    (read,) = each_file([FileTask(Path("a"), "a")], _trips, unread, 1, lambda done, total: None)
    assert "_trips" in read.trace
    assert "Anna" not in read.trace + str(read.fault)


# --- Two files of one school ---------------------------------------------------------------------
def written_at(folder: Path, name: str, data: bytes, saved: float = 1e9) -> Path:
    path = folder / name
    path.write_bytes(data)
    os.utime(path, (saved, saved))
    return path


def on(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 10, day)


def chosen(paths: list[Path]) -> tuple[str, dict[str, str]]:
    (found,) = choose(read_files(paths, 1)).values()
    return found.used.path.name, {other.path.name: why.key for other, why in found.others}


def test_the_one_saved_last_counts_whatever_the_files_own_time(sent: Path, tmp_path: Path) -> None:
    late = answered(sent, "101", {"Forside!B4": "Anna"}, modified=on(9))
    early = answered(sent, "101", {"Forside!B4": "Bo", "Forside!B5": "C"}, modified=on(3))
    paths = [written_at(tmp_path, "a.xlsx", late, 1e9), written_at(tmp_path, "b.xlsx", early, 2e9)]
    assert chosen(paths) == ("a.xlsx", {"b.xlsx": "collect_aeldre"})


def test_one_with_answers_goes_before_an_empty_one_saved_later(sent: Path, tmp_path: Path) -> None:
    paths = [
        written_at(tmp_path, "svar.xlsx", answered(sent, "101", AGREED, modified=on(3))),
        written_at(tmp_path, "tom.xlsx", answered(sent, "101", {}, modified=on(9))),
    ]
    assert chosen(paths) == ("svar.xlsx", {"tom.xlsx": "collect_samme_svar"})


def test_where_no_time_is_told_the_fuller_one_counts_then_the_files_own_time(
    sent: Path, tmp_path: Path
) -> None:
    less = answered(sent, "101", {"Forside!B4": "Anna"}, modified=on(3))
    more = answered(sent, "101", {"Forside!B4": "Anna", "Forside!B5": "Bo"}, modified=on(3))
    paths = [written_at(tmp_path, "a.xlsx", less, 2e9), written_at(tmp_path, "b.xlsx", more, 1e9)]
    assert chosen(paths) == ("b.xlsx", {"a.xlsx": "collect_samme_svar"})
    other = answered(sent, "101", {"Forside!B4": "Bo"}, modified=on(3))
    paths = [written_at(tmp_path, "a.xlsx", less, 1e9), written_at(tmp_path, "b.xlsx", other, 2e9)]
    assert chosen(paths) == ("b.xlsx", {"a.xlsx": "collect_aeldre"})


def test_a_byte_equal_copy_is_told_as_a_copy(sent: Path, tmp_path: Path) -> None:
    data = answered(sent, "101", AGREED)
    # The copy was made later.
    paths = [written_at(tmp_path, "svar (1).xlsx", data, 2e9), written_at(tmp_path, "svar.xlsx", data, 1e9)]
    assert chosen(paths) == ("svar.xlsx", {"svar (1).xlsx": "collect_kopi"})


def test_an_older_file_tells_where_its_answers_differ(sent: Path, tmp_path: Path) -> None:
    paths = [
        written_at(tmp_path, "ny.xlsx", answered(sent, "101", {"Forside!B4": "Anna"}, modified=on(9))),
        written_at(tmp_path, "gl.xlsx", answered(sent, "101", {"Aftale!L2": 7.6}, modified=on(3))),
    ]
    (found,) = choose(read_files(paths, 1)).values()
    (_, why) = found.others[0]
    assert why.facts["antal"] == 1
    assert why.facts["celler"] == "Aftale!L2"


def test_choosing_does_not_depend_on_the_order_files_are_met_in(sent: Path, tmp_path: Path) -> None:
    data = answered(sent, "101", AGREED)
    reads = read_files([written_at(tmp_path, f"{n}.xlsx", data, time.time()) for n in "cab"], 1)
    assert choose(reads)["101"].used == choose(reversed(reads))["101"].used


def test_a_file_that_tells_no_unit_is_left_out_of_the_choice(tmp_path: Path) -> None:
    assert choose([FileRead(tmp_path / "x.xlsx", "x.xlsx")]) == {}


def test_the_limit_lies_far_above_a_real_workbook_and_below_80_megabytes(sent: Path) -> None:
    assert 100 * sent_file(sent, "101").stat().st_size < returned.LARGEST_FILE < 80_000_000
