"""Whole runs with fake work: what is redone, what is refused, what is never touched."""

from __future__ import annotations

import errno
import json
import os
from io import FileIO
from pathlib import Path

import pytest
from unit.batch.batch_fakes import contents, fake_fill, many, plan_of

from xl_beregner.batch import manifest as manifest_module
from xl_beregner.batch import run as run_module
from xl_beregner.batch.folder import OutputFolder
from xl_beregner.batch.plan import Plan
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.run import fill_all
from xl_beregner.batch.summary import Summary, reason
from xl_beregner.batch.verify import verify_folder
from xl_beregner.errors import Fault, OutputError


def fill(plan: Plan, out: Path, *, jobs: int = 1, force: bool = False) -> Summary:
    return fill_all(plan, out, jobs=jobs, force=force, work=fake_fill)


def manifest_of(out: Path) -> dict:
    return json.loads((out / "forvaltning/manifest.json").read_text("utf-8"))


def keys(faults: list[Fault]) -> list[str]:
    return [fault.key for fault in faults]


def test_a_run_makes_all_and_proves_itself(tmp_path: Path) -> None:
    summary = fill(plan_of(many(5)), tmp_path / "ud")
    assert len(summary.made) == 5
    assert not summary.needs_a_person
    assert verify_folder(tmp_path / "ud") == (5, [])
    assert sorted(path.name for path in (tmp_path / "ud/forvaltning").iterdir()) == [
        "manifest.json",
        "oversigt.xlsx",
    ]
    assert manifest_of(tmp_path / "ud")["files"][3]["written"] == {"felt_tal": 3}


def test_the_number_of_jobs_leaves_no_trace(tmp_path: Path) -> None:
    for jobs in (1, 2):
        fill(plan_of(many(20)), tmp_path / str(jobs), jobs=jobs)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_the_same_command_again_touches_nothing(tmp_path: Path) -> None:
    fill(plan_of(many(4)), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    summary = fill(plan_of(many(4)), tmp_path)
    assert (len(summary.made), len(summary.kept)) == (0, 4)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}


def test_only_what_changed_or_is_missing_is_made_again(tmp_path: Path) -> None:
    fill(plan_of(many(5)), tmp_path)
    (tmp_path / "skoler/u01_skole-u01.xlsx").unlink()
    summary = fill(plan_of(many(5, u03={"tal": 99}), dataset_hash="e" * 64), tmp_path)
    assert sorted(summary.made) == ["u01", "u03"]


def test_a_corrected_folder_equals_one_made_from_the_corrected_dataset(tmp_path: Path) -> None:
    corrected = plan_of(many(5, u03={"tal": 99}), dataset_hash="e" * 64)
    fill(plan_of(many(5)), tmp_path / "a")
    fill(corrected, tmp_path / "a")
    fill(corrected, tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_force_makes_all_again(tmp_path: Path) -> None:
    fill(plan_of(many(3)), tmp_path)
    assert len(fill(plan_of(many(3)), tmp_path, force=True).made) == 3


def test_one_unit_alone_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    fill(plan_of(many(4)), tmp_path)
    summary = fill(plan_of(many(4, u02={"tal": 7}, u03={"tal": 7}), only=("u02",)), tmp_path)
    assert sorted(summary.made) == ["u02"]
    assert verify_folder(tmp_path) == (4, [])
    assert [part["written"]["felt_tal"] for part in manifest_of(tmp_path)["files"]] == [0, 1, 7, 3]


def test_a_failing_unit_is_named_and_the_rest_done(tmp_path: Path) -> None:
    summary = fill(plan_of(many(3, bad={"act": "fail"})), tmp_path)
    assert [one.unit.number for one in summary.unmade] == ["bad"]
    assert summary.needs_a_person
    proven, faults = verify_folder(tmp_path)
    assert (proven, keys(faults)) == (3, ["batch_enhed_ikke_lavet"])
    assert [part["unit"] for part in manifest_of(tmp_path)["missing"]] == ["bad"]


def test_a_unit_that_failed_before_stays_missing_when_another_is_run_alone(tmp_path: Path) -> None:
    units = many(2, bad={"act": "fail"})
    fill(plan_of(units), tmp_path)
    fill(plan_of(units, only=("u01",)), tmp_path, force=True)
    assert [part["unit"] for part in manifest_of(tmp_path)["missing"]] == ["bad"]
    fill(plan_of(units | {"bad": {}}), tmp_path)
    assert verify_folder(tmp_path) == (3, [])


@pytest.mark.parametrize("owner", ["~${}", ".~lock.{}#"])
def test_a_file_open_in_excel_is_left_alone_and_the_rest_done(tmp_path: Path, owner: str) -> None:
    fill(plan_of(many(3)), tmp_path)
    before = contents(tmp_path / "skoler")
    (tmp_path / "skoler" / owner.format("u01_skole-u01.xlsx")).touch()
    summary = fill(plan_of(many(3, u01={"tal": 8}, u02={"tal": 8})), tmp_path)
    assert [(one.unit.number, one.error.key) for one in summary.unmade] == [("u01", "batch_fil_aaben")]
    after = contents(tmp_path / "skoler")
    assert after["u01_skole-u01.xlsx"] == before["u01_skole-u01.xlsx"]
    assert after["u02_skole-u02.xlsx"] != before["u02_skole-u02.xlsx"]
    assert keys(verify_folder(tmp_path)[1]) == ["batch_enhed_ikke_lavet"]


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    file = tmp_path / "skoler/u01_skole-u01.xlsx"
    before = file.read_bytes()
    file.chmod(0o444)
    summary = fill(plan_of(many(2, u01={"tal": 8})), tmp_path)
    assert [one.error.key for one in summary.unmade] == ["batch_fil_skrivebeskyttet"]
    assert file.read_bytes() == before


def test_a_folder_where_the_file_should_lie_fails_that_unit(tmp_path: Path) -> None:
    (tmp_path / "skoler/u01_skole-u01.xlsx").mkdir(parents=True)
    summary = fill(plan_of(many(3)), tmp_path)
    assert [one.error.key for one in summary.unmade] == ["batch_fil_er_mappe"]
    assert len(summary.made) == 2


def test_a_file_that_cannot_be_renamed_fails_that_unit_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.replace

    def refuse(source: Path, target: Path) -> None:
        if "u01" in str(target):
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    summary = fill(plan_of(many(3)), tmp_path)
    assert [(one.unit.number, one.error.key) for one in summary.unmade] == [("u01", "batch_kan_ikke_skrive")]
    assert not list(tmp_path.rglob("*.tmp"))
    assert [part["unit"] for part in manifest_of(tmp_path)["files"]] == ["u00", "u02"]


def test_a_file_somebody_changed_is_never_written_over(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    file = tmp_path / "skoler/u01_skole-u01.xlsx"
    file.write_bytes(b"the head teacher's words")
    for plan in (plan_of(many(2)), plan_of(many(2, u01={"tal": 8}))):
        summary = fill(plan, tmp_path)
        assert [one.error.key for one in summary.unmade] == ["batch_fil_aendret"]
        assert file.read_bytes() == b"the head teacher's words"


def test_force_keeps_what_somebody_changed(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    file = tmp_path / "skoler/u01_skole-u01.xlsx"
    fresh = file.read_bytes()
    file.write_bytes(b"the head teacher's words")
    summary = fill(plan_of(many(2)), tmp_path, force=True)
    [(name, kept_as)] = summary.set_aside.items()
    assert (name, kept_as.read_bytes()) == (file.name, b"the head teacher's words")
    assert summary.needs_a_person
    assert file.read_bytes() == fresh
    assert [path.read_bytes() for path in (tmp_path / "forvaltning/tidligere").iterdir()] == [
        b"the head teacher's words"
    ]


def test_notes_in_the_overview_are_kept_when_it_is_written_anew(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    (tmp_path / "forvaltning/oversigt.xlsx").write_bytes(b"my notes")
    fill(plan_of(many(2, u01={"act": "warn"})), tmp_path)
    assert [path.read_bytes() for path in (tmp_path / "forvaltning/tidligere").iterdir()] == [b"my notes"]
    assert verify_folder(tmp_path) == (2, [])


def test_an_overview_open_in_excel_does_not_cost_the_manifest(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    (tmp_path / "forvaltning/~$oversigt.xlsx").touch()
    summary = fill(plan_of(many(2, u01={"act": "warn"})), tmp_path)
    assert summary.overview_error is not None
    assert summary.needs_a_person
    assert verify_folder(tmp_path) == (2, [])


def test_a_renamed_school_leaves_no_second_file(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    fill(plan_of(many(2, u01={"tal": 5}), names={"u01": "Nyt Navn"}), tmp_path)
    assert sorted(contents(tmp_path / "skoler")) == ["u00_skole-u00.xlsx", "u01_nyt-navn.xlsx"]


def test_a_renamed_school_keeps_an_old_file_somebody_changed(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    (tmp_path / "skoler/u01_skole-u01.xlsx").write_bytes(b"words")
    summary = fill(plan_of(many(2, u01={"tal": 5}), names={"u01": "Nyt Navn"}), tmp_path)
    assert summary.old_names == ["u01_skole-u01.xlsx"]
    assert (tmp_path / "skoler/u01_skole-u01.xlsx").read_bytes() == b"words"


def test_a_school_that_left_the_dataset_keeps_its_file_and_is_named(tmp_path: Path) -> None:
    fill(plan_of(many(3)), tmp_path)
    summary = fill(plan_of(many(2)), tmp_path)
    assert [record.unit for record in summary.gone] == ["u02"]
    assert verify_folder(tmp_path) == (3, [])


@pytest.mark.parametrize(
    ("other", "key"),
    [
        ({"municipality": "Anden Kommune"}, "batch_anden_municipality"),
        ({"year": "2027/2028"}, "batch_anden_school_year"),
        ({"edition": "offentlig"}, "batch_anden_edition"),
    ],
)
def test_a_folder_of_another_run_is_refused_untouched(
    tmp_path: Path, other: dict[str, str], key: str
) -> None:
    fill(plan_of(many(2)), tmp_path)
    before = contents(tmp_path)
    with pytest.raises(RefusedError) as caught:
        fill(plan_of(many(2), **other), tmp_path)
    assert caught.value.key == key
    assert contents(tmp_path) == before


def test_a_dataset_without_one_school_in_common_is_another_run(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    with pytest.raises(RefusedError):
        fill(plan_of({"x1": {}, "x2": {}}), tmp_path)


def test_two_runs_do_not_mix(tmp_path: Path) -> None:
    with OutputFolder(tmp_path).in_use(), pytest.raises(OutputError) as caught:
        fill(plan_of(many(2)), tmp_path)
    assert caught.value.key == "batch_mappe_i_brug"
    assert not (tmp_path / "forvaltning/manifest.json").exists()


def test_a_lock_left_by_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "forvaltning").mkdir()
    (tmp_path / "forvaltning/.i-brug").write_text("another-machine 1")
    assert len(fill(plan_of(many(2)), tmp_path).made) == 2
    assert not (tmp_path / "forvaltning/.i-brug").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    with pytest.raises(RefusedError) as caught:
        fill(plan_of(many(2)), tmp_path / "fil")
    assert caught.value.key == "batch_mappe_ikke_skrivbar"


def test_leftovers_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    (tmp_path / "skoler").mkdir()
    (tmp_path / "skoler/.xb-1234.tmp").write_bytes(b"half")
    fill(plan_of(many(2)), tmp_path)
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_damaged_manifest_stops_the_run_before_it_writes(tmp_path: Path) -> None:
    fill(plan_of(many(2)), tmp_path)
    (tmp_path / "forvaltning/manifest.json").write_text('{"format": 1, "run"')
    before = contents(tmp_path)
    with pytest.raises(OutputError) as caught:
        fill(plan_of(many(2, u01={"tal": 8})), tmp_path)
    assert caught.value.key == "batch_manifest_ulaeselig"
    assert contents(tmp_path) == before


class FullDrive(FileIO):
    """A journal on a drive that takes half a line of some units and no more."""

    full_for = b"u01"

    def write(self, data: bytes, /) -> int:
        if b'"unit":"' + self.full_for in data:
            super().write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_a_full_drive_fails_the_units_it_meets_and_spoils_no_line_of_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest_module, "FileIO", FullDrive)
    journals = []

    def look(done: int, total: int) -> None:
        journals.append((tmp_path / "forvaltning/igangvaerende.jsonl").read_text("utf-8"))

    summary = fill_all(plan_of(many(4)), tmp_path, jobs=1, work=fake_fill, progress=look)
    assert [one.unit.number for one in summary.unmade] == ["u01"]
    assert "der er ikke plads på drevet" in reason(summary.unmade[0].error)
    assert [json.loads(line).get("unit") for line in journals[-1].splitlines()] == [None, "u00", "u02", "u03"]
    assert not list(tmp_path.rglob("*.tmp"))
    assert verify_folder(tmp_path)[0] == 3


@pytest.mark.parametrize("name", ["manifest.json", "igangvaerende.jsonl"])
def test_a_run_that_cannot_be_ended_still_names_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "skoler/u01_skole-u01.xlsx").mkdir(parents=True)
    write = OutputFolder.write

    def refuse(folder: OutputFolder, target: Path, data: bytes) -> None:
        if target.name == name:
            raise OutputError("batch_kan_ikke_skrive", fil=name, grund="x")
        write(folder, target, data)

    monkeypatch.setattr(OutputFolder, "write", refuse)
    summary = fill(plan_of(many(3)), tmp_path)
    assert [one.unit.number for one in summary.unmade] == ["u01"]
    assert summary.stopped is not None
    assert name in str(summary.stopped)
    assert summary.needs_a_person
    monkeypatch.undo()
    (tmp_path / "skoler/u01_skole-u01.xlsx").rmdir()
    again = fill(plan_of(many(3)), tmp_path)
    assert len(again.records) == 3
    assert not again.set_aside, "the stopped run's own overview was taken for somebody's notes"
    assert not again.needs_a_person


def test_names_no_encoding_likes_come_through(tmp_path: Path) -> None:
    names = {"u00": "Skole\u2028 <&> 🎉 " + "x" * 200, "u01": "\x85 skole"}
    summary = fill(plan_of(many(2), names=names), tmp_path)
    assert not summary.needs_a_person
    assert [part["name"] for part in manifest_of(tmp_path)["files"]] == list(names.values())


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it, nothing is tidied up by hand."""


@pytest.mark.parametrize("moment", range(12))
def test_a_run_stopped_at_any_step_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    corrected = plan_of(many(3, u01={"tal": 50}, u02={"tal": 51}), dataset_hash="e" * 64)
    fill(plan_of(many(3)), tmp_path / "a")
    rename, steps = os.replace, []

    def counted(source: Path, target: Path) -> None:
        if len(steps) == moment // 2 and moment % 2 == 0:
            raise Killed
        rename(source, target)
        if len(steps) == moment // 2:
            raise Killed
        steps.append(target)

    monkeypatch.setattr(os, "replace", counted)
    try:
        fill(corrected, tmp_path / "a")
        finished = True
    except Killed:
        finished = False
    monkeypatch.undo()
    # What stands after the kill is never wrong: either proven, or known to be unfinished.
    assert keys(verify_folder(tmp_path / "a")[1]) == (
        [] if finished or (tmp_path / "a/forvaltning/manifest.json").exists() else ["batch_ikke_faerdig"]
    )
    fill(corrected, tmp_path / "a")
    fill(corrected, tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_journal_torn_in_its_last_line_is_read_up_to_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(run_module._Run, "finish", stop)
    with pytest.raises(Killed):
        fill(plan_of(many(3)), tmp_path)
    monkeypatch.undo()
    journal = tmp_path / "forvaltning/igangvaerende.jsonl"
    journal.write_bytes(journal.read_bytes()[:-40])
    summary = fill(plan_of(many(3)), tmp_path)
    assert (len(summary.kept), len(summary.made)) == (2, 1)
    assert not summary.needs_a_person


def test_a_reason_is_one_line(tmp_path: Path) -> None:
    summary = fill(plan_of(many(1, bad={"act": "fail"})), tmp_path)
    assert "\n" not in reason(summary.unmade[0].error)
