"""Runs over classes and pupils: nested files, what is kept of pupils, figures made one at a time."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from unit.batch.batch_fakes import CARD, contents, fake_fill, figures_of, many, plan_of

from xl_beregner.batch import unit as unit_module
from xl_beregner.batch.folder import OutputFolder, inside
from xl_beregner.batch.manifest import RunIdentity
from xl_beregner.batch.names import pupil_files
from xl_beregner.batch.plan import Plan
from xl_beregner.batch.planner import Figures, UnitPlan
from xl_beregner.batch.refused import RefusedError
from xl_beregner.batch.run import fill_all
from xl_beregner.batch.summary import Summary
from xl_beregner.batch.unit import Failed, Task, fill_unit
from xl_beregner.batch.values import without_pupils
from xl_beregner.batch.verify import verify_folder
from xl_beregner.errors import Fault
from xl_beregner.fields import Unit

PUPILS = tuple(
    Unit(f"101/{group}/E{number}", "Skole", "101", group, f"E{number}")
    for group in ("4.A", "4 a")
    for number in range(3)
)

NAME = "Ida Marie " + "Holm"


def plan_of_pupils(units: tuple[Unit, ...] = PUPILS, marks: int = 0) -> Plan:
    """Plan a file a pupil, as a run that sends PDFs; the fake work makes any file."""
    files = pupil_files(units)
    planned = tuple(
        UnitPlan(
            one.number,
            one.name,
            files[one.number],
            figures_of({"tal": marks}),
            {},
            one.class_group,
            one.pupil,
        )
        for one in units
    )
    run = RunIdentity("Eksempel Kommune", "skole_hjem", "2026/2027", "intern", "elev")
    card = replace(CARD, kind="elev")
    return Plan(run, card, "d" * 64, "0.1.0", planned, frozenset(one.number for one in units))


def fill(plan: Plan, out: Path, *, force: bool = False) -> Summary:
    return fill_all(plan, out, jobs=1, force=force, work=fake_fill)


def first_file(out: Path) -> Path:
    return min((out / "skoler").rglob("*.pdf"))


def test_every_pupils_file_lies_with_the_class_and_is_proven(tmp_path: Path) -> None:
    summary = fill(plan_of_pupils(), tmp_path)
    assert not summary.needs_a_person
    assert {len(Path(name).parts) for name in contents(tmp_path / "skoler")} == {3}
    assert len({Path(name).parent for name in contents(tmp_path / "skoler")}) == 2
    assert verify_folder(tmp_path) == (6, [])


def test_the_same_command_again_touches_nothing_below(tmp_path: Path) -> None:
    fill(plan_of_pupils(), tmp_path)
    before = contents(tmp_path)
    assert len(fill(plan_of_pupils(), tmp_path).kept) == 6
    assert contents(tmp_path) == before


def test_a_missing_and_a_spare_file_below_are_found(tmp_path: Path) -> None:
    fill(plan_of_pupils(), tmp_path)
    gone = first_file(tmp_path)
    gone.rename(gone.with_name("kopi.pdf"))
    found = {(fault.key, fault.facts["fil"]) for fault in verify_folder(tmp_path)[1]}
    place = gone.parent.relative_to(tmp_path).as_posix()
    assert found == {("batch_fil_mangler", f"{place}/{gone.name}"), ("batch_fil_ekstra", f"{place}/kopi.pdf")}


def test_a_changed_file_below_is_kept_and_set_aside_by_force(tmp_path: Path) -> None:
    fill(plan_of_pupils(), tmp_path)
    file = first_file(tmp_path)
    file.write_bytes(b"words")
    assert [one.error.key for one in fill(plan_of_pupils(marks=1), tmp_path).unmade] == ["batch_fil_aendret"]
    assert file.read_bytes() == b"words"
    summary = fill(plan_of_pupils(marks=1), tmp_path, force=True)
    [kept] = summary.set_aside.values()
    assert kept.read_bytes() == b"words"
    assert file.read_bytes() != b"words"


def test_a_pupil_who_changed_class_leaves_no_file_nor_folder_behind(tmp_path: Path) -> None:
    # A unit's number holds the class, so this is a renamed file of the same unit: another spelling.
    fill(plan_of_pupils(PUPILS[3:]), tmp_path)
    assert [path.name for path in (tmp_path / "skoler/101").iterdir()] == ["4a"]
    fill(plan_of_pupils(), tmp_path)
    names = sorted(path.name for path in (tmp_path / "skoler/101").iterdir())
    assert len(names) == 2
    assert "4a" not in names


def test_leftovers_below_are_swept_with_their_folders(tmp_path: Path) -> None:
    left = tmp_path / "skoler/101/9x/.xb-1.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a pupil")
    workshop = tmp_path / "forvaltning/.xb-2/profil-0"
    workshop.mkdir(parents=True)
    (workshop / "page.xlsx").write_bytes(b"a pupil")
    fill(plan_of_pupils(), tmp_path)
    assert not left.parent.exists()
    assert sorted(path.name for path in (tmp_path / "forvaltning").iterdir()) == [
        "manifest.json",
        "oversigt.xlsx",
    ]


def test_a_unit_that_fails_leaves_no_empty_folder(tmp_path: Path) -> None:
    plan = plan_of_pupils()
    failing = tuple(replace(one, figures=figures_of({"act": "fail"})) for one in plan.units)
    fill(replace(plan, units=failing), tmp_path)
    assert list((tmp_path / "skoler").iterdir()) == []


class Killed(BaseException):
    """Stands for SIGKILL."""


@pytest.mark.parametrize("moment", range(0, 18, 2))
def test_a_run_stopped_among_nested_files_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    fill(plan_of_pupils(), tmp_path / "a")
    rename, steps = os.replace, []

    def counted(source: Path, target: Path) -> None:
        if len(steps) == moment // 2:
            raise Killed
        rename(source, target)
        steps.append(target)

    monkeypatch.setattr(os, "replace", counted)
    with pytest.raises(Killed):
        fill(plan_of_pupils(marks=5), tmp_path / "a")
    monkeypatch.undo()
    fill(plan_of_pupils(marks=5), tmp_path / "a")
    fill(plan_of_pupils(marks=5), tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_pupils_and_schools_do_not_share_a_folder(tmp_path: Path) -> None:
    fill(plan_of_pupils(), tmp_path)
    other = replace(
        plan_of_pupils(), run=RunIdentity("Eksempel Kommune", "skole_hjem", "2026/2027", "intern", "klasse")
    )
    with pytest.raises(RefusedError) as caught:
        fill(other, tmp_path)
    assert caught.value.key == "batch_anden_kind"


@pytest.mark.parametrize("name", ["../../x.pdf", "/etc/passwd", "C:/x.pdf", "a\\..\\b.pdf", "a/../b.pdf", ""])
def test_an_edited_manifest_does_not_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    assert inside(tmp_path, name).parent == tmp_path or inside(tmp_path, name) == tmp_path


def test_the_overview_names_class_and_id_and_sorts_as_a_person_would(tmp_path: Path) -> None:
    groups = ("10B", "9A", "9B")
    units = tuple(Unit(f"101/{group}/E1", "Skole", "101", group, "E1") for group in groups)
    fill(plan_of_pupils(units), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "forvaltning/oversigt.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0] == ["Skole nr.", "Skole", "Klasse", "Elev-id", "Status", "Bemærkninger", "Fil"]
    assert [row[:4] for row in rows[1:]] == [["101", "Skole", group, "E1"] for group in ("9A", "9B", "10B")]
    link = sheet.cell(5, 7).hyperlink.target
    assert (tmp_path / "forvaltning" / link).resolve() == tmp_path / "skoler/101/9a/E1.pdf"


def test_figures_are_made_when_their_turn_comes_and_not_kept(tmp_path: Path) -> None:
    alive: list[int] = []
    most = 0

    class Counted(dict):  # type: ignore[type-arg]
        def __init__(self, number: int) -> None:
            super().__init__(tal=number)
            alive.append(number)
            nonlocal most
            most = max(most, len(alive))

        def __del__(self) -> None:
            alive.remove(self["tal"])

    plan = plan_of(many(60))
    units = tuple(
        replace(one, figures=lambda number=number: Figures(Counted(number), str(number)))
        for number, one in enumerate(plan.units)
    )
    summary = fill(replace(plan, units=units), tmp_path)
    assert len(summary.made) == 60
    assert most < 40, "all units' fields lay in memory at once"


@pytest.mark.parametrize("act", ["no figures", "no figures, a bug"])
def test_a_unit_whose_figures_cannot_be_made_is_named_and_the_rest_done(tmp_path: Path, act: str) -> None:
    summary = fill(plan_of(many(3, bad={"act": act})), tmp_path)
    assert [one.unit.number for one in summary.unmade] == ["bad"]
    assert bool(summary.unmade[0].trace) == (act != "no figures")
    assert len(summary.made) == 3


def test_progress_counts_what_was_there_already(tmp_path: Path) -> None:
    fill(plan_of(many(10)), tmp_path)
    told: list[tuple[int, int]] = []
    plan = plan_of(many(10, u04={"tal": 99}))
    fill_all(plan, tmp_path, jobs=1, work=fake_fill, progress=lambda *now: told.append(now))
    assert told[-1] == (10, 10)
    assert {total for _, total in told} == {10}
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_of_a_class_the_manifest_keeps_what_is_the_classs_and_a_hash_of_its_pupils() -> None:
    written = {
        "felt_klasse": "4A",
        "felt_resultater__elev_navn": ["Ida", "Bo"],
        "felt_resultater__score": [1, 2],
    }
    kept = without_pupils(written)
    assert kept["felt_klasse"] == "4A"
    assert kept["felt_resultater"]["raekker"] == 2
    assert "Ida" not in json.dumps(kept)
    changed = without_pupils({**written, "felt_resultater__score": [1, 3]})
    assert changed["felt_resultater"]["sha256"] != kept["felt_resultater"]["sha256"]


def test_of_a_pupil_the_manifest_keeps_one_hash() -> None:
    kept = without_pupils({"felt_elev_navn": "Ida", "felt_klasse": "4A"}, is_one_pupil=True)
    assert list(kept) == ["sha256"]


@pytest.mark.parametrize("kind", ["klasse", "elev"])
def test_a_bug_that_says_a_pupils_name_is_told_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    class Broken:
        def fill(self, *_: object, **__: object) -> None:
            raise KeyError(NAME)

    monkeypatch.setattr(unit_module, "_templates", {"abc": Broken()})
    temporary = str(tmp_path / "x.tmp")
    failed = fill_unit(Task("1", "S", "1.xlsx", temporary, "t.xlsx", "abc", {}, {}, kind=kind))
    assert isinstance(failed, Failed)
    assert NAME not in str(failed.error) + failed.trace
    assert "unit.py" in failed.trace


def test_temporary_names_lie_beside_the_file_they_become(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    with folder.in_use():
        assert folder.temporary_for("101/4a/E1.pdf").parent == tmp_path / "skoler/101/4a"
    assert not (tmp_path / "skoler/101").exists()


def test_warnings_of_a_class_stand_in_its_record(tmp_path: Path) -> None:
    warned = Fault("batch_fil_mangler", {"fil": "x"}, "warning")
    plan = plan_of_pupils(PUPILS[:1])
    units = tuple(replace(one, figures=figures_of({}, (warned,))) for one in plan.units)
    fill(replace(plan, units=units), tmp_path)
    [record] = json.loads((tmp_path / "forvaltning/manifest.json").read_text("utf-8"))["files"]
    assert [remark["key"] for remark in record["warnings"]] == ["batch_fil_mangler"]
    assert (record["class_group"], record["pupil"]) == ("4.A", "E0")


def test_of_very_many_warnings_of_a_workbook_the_first_are_kept() -> None:
    warned = [Fault("batch_fil_mangler", {"fil": str(number)}, "warning") for number in range(4000)]
    kept = unit_module._shortened(warned)
    assert len(kept) < 100
    assert kept[0] == warned[0]
    assert kept[-1].facts["antal"] == 4000 - (len(kept) - 1)
    assert unit_module._shortened(warned[:3]) == tuple(warned[:3])
