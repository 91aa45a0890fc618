"""Killed, failing and crashing work: each breaks its own unit only."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

import pytest
from unit.batch.batch_fakes import fake_fill, many

from xl_beregner.batch import pool
from xl_beregner.batch.pool import InlineExecutor, local_executor, run_tasks, sensible_jobs
from xl_beregner.batch.unit import Failed, Made, Outcome, Task


def tasks_of(units: dict, folder: Path) -> list[Task]:
    return [
        Task(number, number, f"{number}.xlsx", str(folder / f"{number}.tmp"), "t", "0", fields, {})
        for number, fields in units.items()
    ]


def outcomes(units: dict, folder: Path, jobs: int) -> dict[str, Outcome]:
    found = [
        (task.number, outcome)
        for task, outcome in run_tasks(tasks_of(units, folder), fake_fill, local_executor, jobs)
    ]
    assert len(found) == len(dict(found)), "a unit came twice"
    return dict(found)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_unit_comes_back_once(tmp_path: Path, jobs: int) -> None:
    found = outcomes(many(9), tmp_path, jobs)
    assert sorted(found) == sorted(many(9))
    assert all(isinstance(outcome, Made) for outcome in found.values())


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failing_unit_does_not_stop_the_rest(tmp_path: Path, jobs: int) -> None:
    found = outcomes(many(6, bad={"act": "fail"}), tmp_path, jobs)
    assert [number for number, outcome in found.items() if isinstance(outcome, Failed)] == ["bad"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bug_in_one_unit_keeps_its_traceback_and_stops_nothing(tmp_path: Path, jobs: int) -> None:
    found = outcomes(many(4, bad={"act": "raise"}), tmp_path, jobs)
    bad = found.pop("bad")
    assert isinstance(bad, Failed)
    assert "ZeroDivisionError" in bad.trace
    assert "fake_fill" in bad.trace
    assert all(isinstance(outcome, Made) for outcome in found.values())


def test_a_unit_that_exits_its_process_is_named(tmp_path: Path) -> None:
    found = outcomes(many(4, bad={"act": "exit"}), tmp_path, 2)
    assert [number for number, outcome in found.items() if isinstance(outcome, Failed)] == ["bad"]


def test_a_unit_that_kills_its_worker_is_named_and_all_others_are_made(tmp_path: Path) -> None:
    units = {"first": {"act": "kill"}} | many(9, poison={"act": "kill"}) | {"last": {}}
    found = outcomes(units, tmp_path, 2)
    killed = {number: outcome for number, outcome in found.items() if isinstance(outcome, Failed)}
    assert sorted(killed) == ["first", "poison"]
    assert all(outcome.error.key == "batch_proces_doed" for outcome in killed.values())
    assert len(found) == len(units)


def test_a_worker_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    units = many(8, unlucky={"act": "kill once", "mark": str(tmp_path / "mark")})
    assert all(isinstance(outcome, Made) for outcome in outcomes(units, tmp_path, 2).values())


def test_no_more_tasks_are_in_flight_than_the_workers_can_soon_take(tmp_path: Path) -> None:
    given: list[Future[Outcome]] = []

    class Counting(InlineExecutor):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            future = super().submit(fn, *args, **kwargs)
            given.append(future)
            return future

    seen = 0
    for _ in run_tasks(tasks_of(many(30), tmp_path), fake_fill, lambda jobs: Counting(), 2):
        seen += 1
        assert len(given) - seen <= 2 * 2
    assert seen == 30


def test_an_executor_that_never_starts_ends_with_every_unit_named(tmp_path: Path) -> None:
    class Dead(Executor):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            raise BrokenExecutor

    found = list(run_tasks(tasks_of(many(3), tmp_path), fake_fill, lambda jobs: Dead(), 2))
    assert [task.number for task, outcome in found if isinstance(outcome, Failed)] == ["u00", "u01", "u02"]


@pytest.mark.parametrize(
    ("units", "asked", "cores", "jobs"),
    [
        (24, None, 8, 3),
        (24, None, 2, 2),
        (240, None, 4, 4),
        (5, None, 8, 1),
        (0, None, 8, 1),
        (3, 16, 2, 3),
        (24, 1, 8, 1),
    ],
)
def test_a_process_is_started_only_where_it_has_enough_to_do(
    monkeypatch: pytest.MonkeyPatch, units: int, asked: int | None, cores: int, jobs: int
) -> None:
    monkeypatch.setattr(pool, "cores", lambda: cores)
    assert sensible_jobs(units, asked) == jobs


def report_environment(task: Task) -> Outcome:
    return Made(os.environ.get("OMP_NUM_THREADS", ""), str(os.getpid()))


def test_a_worker_uses_one_thread_and_the_parent_keeps_its_own_setting(tmp_path: Path) -> None:
    before = os.environ.get("OMP_NUM_THREADS")
    found = list(run_tasks(tasks_of(many(2), tmp_path), report_environment, local_executor, 2))
    assert [outcome.sha256 for _, outcome in found] == ["1", "1"]
    assert os.environ.get("OMP_NUM_THREADS") == before


def test_one_job_runs_in_this_very_process(tmp_path: Path) -> None:
    found = list(run_tasks(tasks_of(many(2), tmp_path), report_environment, local_executor, 1))
    assert {outcome.written for _, outcome in found} == {str(os.getpid())}


ORPHANS = """
import os, sys, time
sys.path[:0] = {path!r}
from unit.batch.batch_fakes import many
from unit.batch.test_pool import tasks_of, wait_long
from xl_beregner.batch.pool import local_executor, run_tasks
from pathlib import Path
if __name__ == "__main__":
    list(run_tasks(tasks_of(many(4), Path(sys.argv[1])), wait_long, local_executor, 2))
"""


def wait_long(task: Task) -> Outcome:
    Path(task.temporary).write_text(str(os.getpid()))
    time.sleep(60)
    return Made("", "")


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A zombie whose parent has not asked yet is dead for us.
    return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_workers_die_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(ORPHANS.format(path=[path for path in sys.path if path]))
    with subprocess.Popen([sys.executable, str(script), str(tmp_path)], stderr=subprocess.DEVNULL) as parent:
        deadline = time.monotonic() + 30
        while len(started := [path for path in tmp_path.glob("*.tmp") if path.read_text()]) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        parent.kill()
    workers = [int(path.read_text()) for path in started]
    deadline = time.monotonic() + 10
    while any(is_alive(worker) for worker in workers):
        assert time.monotonic() < deadline, "a worker outlived its parent"
        time.sleep(0.02)
