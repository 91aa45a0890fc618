"""A run that takes answers over: what a school typed is kept beside, and what came since is never touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from unit.batch.batch_fakes import bytes_of, contents, fake_fill, plan_of

from xl_beregner.batch.folder import OutputFolder, sha256_of
from xl_beregner.batch.plan import Plan
from xl_beregner.batch.planner import Figures, UnitPlan
from xl_beregner.batch.refill.refilled import Refilled
from xl_beregner.batch.run import fill_all
from xl_beregner.batch.summary import Summary
from xl_beregner.batch.unit import Outcome, Task
from xl_beregner.errors import OutputError

FILE = "u00_skole-u00.xlsx"
Units = Mapping[str, Mapping[str, Any]]


def refill_of(units: Units, taken: Mapping[str, Refilled], told: str = "") -> Plan:
    """Plan a refill where each unit takes over what is given, as if it had been read."""
    plan = plan_of({number: dict(fields) for number, fields in units.items()})

    def refilled(unit: UnitPlan) -> UnitPlan:
        def figures() -> Figures:
            found = unit.figures()
            over = taken.get(unit.number, Refilled())
            return replace(found, inputs=found.inputs + told, basis=found.inputs, refilled=over)

        return replace(unit, figures=figures)

    return replace(plan, is_refill=True, units=tuple(map(refilled, plan.units)))


def run(plan: Plan, out: Path, **how: Any) -> Summary:
    return fill_all(plan, out, jobs=1, work=how.pop("work", fake_fill), **how)


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    """Make a folder whose one school has typed in its file; gives the file."""
    run(refill_of({"u00": {"tal": 1}}, {}), tmp_path)
    file = OutputFolder(tmp_path).units / FILE
    file.write_bytes(file.read_bytes() + b"typed")
    return file


def read(file: Path, **more: Any) -> dict[str, Refilled]:
    return {"u00": Refilled(here=(sha256_of(file) or "",), **more)}


def test_a_typed_file_is_kept_beside_the_new_one(typed: Path, tmp_path: Path) -> None:
    words = typed.read_bytes()
    summary = run(refill_of({"u00": {"tal": 2}}, read(typed), "+svar"), tmp_path)
    assert (list(summary.made), summary.unmade, summary.needs_a_person) == (["u00"], [], False)
    (kept,) = summary.kept_beside
    assert (kept.name, kept.read_bytes()) == (f"{FILE}.tidligere", words)
    assert typed.read_bytes() != words


def test_a_file_saved_after_it_was_read_is_refused_by_name(typed: Path, tmp_path: Path) -> None:
    taken = read(typed)
    typed.write_bytes(b"saved since")
    summary = run(refill_of({"u00": {"tal": 2}}, taken, "+svar"), tmp_path)
    assert [one.error.key for one in summary.unmade] == ["refill_fil_aendret_imens"]
    assert contents(typed.parent) == {FILE: b"saved since"}


def test_a_file_saved_while_the_new_one_is_made_is_refused_by_name(typed: Path, tmp_path: Path) -> None:
    taken = read(typed)

    def slow(task: Task) -> Outcome:
        typed.write_bytes(b"saved meanwhile")
        return fake_fill(task)

    summary = run(refill_of({"u00": {"tal": 2}}, taken, "+svar"), tmp_path, work=slow)
    assert [one.error.key for one in summary.unmade] == ["refill_fil_aendret_imens"]
    assert contents(typed.parent) == {FILE: b"saved meanwhile"}


def test_a_typed_file_whose_figures_are_the_same_is_left_alone(typed: Path, tmp_path: Path) -> None:
    taken = read(typed, whole_in=sha256_of(typed))
    before = contents(typed.parent)
    summary = run(refill_of({"u00": {"tal": 1}}, taken, "+svar"), tmp_path)
    assert (list(summary.kept), summary.made, summary.kept_beside) == (["u00"], {}, [])
    assert contents(typed.parent) == before


def test_where_something_else_comes_over_too_it_is_made_anew(typed: Path, tmp_path: Path) -> None:
    summary = run(refill_of({"u00": {"tal": 1}}, read(typed), "+svar"), tmp_path)
    assert list(summary.made) == ["u00"]


def test_the_old_file_has_its_name_back_where_the_new_one_could_not_come(
    typed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = typed.read_bytes()

    def full(made: Path, target: Path) -> None:
        raise OutputError("batch_kan_ikke_skrive", fil=target.name, grund="")

    monkeypatch.setattr("xl_beregner.batch.placing.put_in_place", full)
    summary = run(refill_of({"u00": {"tal": 2}}, read(typed), "+svar"), tmp_path)
    assert len(summary.unmade) == 1
    assert contents(typed.parent) == {FILE: words}


def test_a_plain_run_still_refuses_what_a_school_typed(typed: Path, tmp_path: Path) -> None:
    summary = run(plan_of({"u00": {"tal": 2}}), tmp_path)
    assert [one.error.key for one in summary.unmade] == ["batch_fil_aendret"]


@pytest.fixture
def refilled(typed: Path, tmp_path: Path) -> Path:
    """Make a folder whose one file holds answers taken over, as the run left it; gives the file."""
    run(refill_of({"u00": {"tal": 2}}, read(typed), "+svar"), tmp_path)
    return typed


@pytest.mark.parametrize("names", [None, {"u00": "Nyt navn"}])
def test_a_plain_run_does_not_drop_the_answers_a_refill_took_over(
    refilled: Path, tmp_path: Path, names: dict[str, str] | None
) -> None:
    before = contents(refilled.parent)
    summary = run(plan_of({"u00": {"tal": 3}}, names=names), tmp_path)
    assert [one.error.key for one in summary.unmade] == ["refill_har_svar"]
    assert contents(refilled.parent) == before


@pytest.mark.parametrize("names", [None, {"u00": "Nyt navn"}])
def test_forced_all_the_same_it_keeps_the_file_that_held_them(
    refilled: Path, tmp_path: Path, names: dict[str, str] | None
) -> None:
    held = refilled.read_bytes()
    summary = run(plan_of({"u00": {"tal": 3}}, names=names), tmp_path, force=True)
    assert list(summary.made) == ["u00"]
    assert held in contents(OutputFolder(tmp_path).stays / "tidligere").values()


def test_the_same_refill_again_touches_nothing(typed: Path, tmp_path: Path) -> None:
    run(refill_of({"u00": {"tal": 2}}, read(typed), "+svar"), tmp_path)
    before = contents(tmp_path)
    again = run(refill_of({"u00": {"tal": 2}}, read(typed), "+svar"), tmp_path)
    assert list(again.kept) == ["u00"]
    assert contents(tmp_path) == before


def test_the_fakes_make_what_a_run_puts_in_place(tmp_path: Path) -> None:
    task = Task("u00", "", FILE, "", "", "", {"tal": 1}, {})
    run(refill_of({"u00": {"tal": 1}}, {}), tmp_path)
    assert (OutputFolder(tmp_path).units / FILE).read_bytes() == bytes_of(task)
