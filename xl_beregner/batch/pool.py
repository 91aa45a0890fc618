"""Many tasks by several processes: a bounded queue, and what to do when a process is killed.

Executors come from a factory, so a cluster's ``concurrent.futures`` executor fits as well as ours.
What a task does is in ``unit``; what happens with its answer in ``run``.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from xl_beregner.batch.unit import Failed, Outcome, Task, unexpected
from xl_beregner.errors import BeregnerError, OutputError

ExecutorFactory = Callable[[int], Executor]
Work = Callable[[Task], Outcome]

UNITS_WORTH_A_PROCESS = 8
_MOST_ON_WINDOWS = 61  # handles a process can wait for
_IN_FLIGHT_PER_PROCESS = 2  # one at work, one waiting: few suspects when a process is killed

# Each worker is one of several: a library that starts a thread per core would only crowd them.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
_PRELOADED = ["concurrent.futures.process", "xl_beregner.batch.pool", "xl_beregner.batch.warm"]
WARM_TEMPLATE = "XL_BEREGNER_WARM_TEMPLATE"  # the environment's word to ``warm``

Answer = TypeVar("Answer")


class About(Protocol):
    """What a task must tell: what kind of unit it is about, for what may be said of a bug."""

    @property
    def kind(self) -> str: ...  # noqa: D102


Job = TypeVar("Job", bound=About)


def sensible_jobs(units: int, asked: int | None = None) -> int:
    """Choose how many processes to start: as asked, or a core each while each has enough to do."""
    if asked is not None:
        return max(1, min(asked, units, _MOST_ON_WINDOWS if sys.platform == "win32" else asked))
    return max(1, min(cores(), units // UNITS_WORTH_A_PROCESS))


def cores() -> int:
    """Count the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def warm_up(template: Path | None = None) -> None:
    """Let the process that workers are forked from read the template while the parent reads data."""
    if _start_method() == "forkserver":
        from multiprocessing import forkserver

        multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOADED)
        inherited = _ONE_THREAD | ({WARM_TEMPLATE: str(template.resolve())} if template else {})
        with _deaf_children(), _environment(inherited):
            forkserver.ensure_running()


def local_executor(jobs: int) -> Executor:
    """Make an executor of processes on this machine, or of this process alone for one job.

    Workers are never forked from this process: it holds pandas and its threads, and a lock some
    thread holds at that moment would stay locked in the child for ever. Where the system has a fork
    server, workers are forked from that (single-threaded, the filler loaded once for all); else
    each starts afresh.
    """
    if jobs == 1:
        return InlineExecutor()
    from concurrent.futures import ProcessPoolExecutor

    class DeafPool(ProcessPoolExecutor):
        def submit(self, fn: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
            with _deaf_children():  # processes are started when a task is given
                return super().submit(fn, *args, **kwargs)

    warm_up()
    context = multiprocessing.get_context(_start_method())
    return DeafPool(jobs, mp_context=context, initializer=_prepare_worker)


class InlineExecutor(Executor):
    """Does each task at once, in this process."""

    def submit(self, fn: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
        """Do it now; the answer or the error lies in the future."""
        future: Future[Answer] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def run_tasks(
    tasks: Iterable[Job], work: Callable[[Job], Answer], make_executor: ExecutorFactory, jobs: int
) -> Generator[tuple[Job, Answer | Failed]]:
    """Do all tasks and yield each with its outcome as it comes.

    A task is taken from ``tasks`` when a process will soon have time for it, so they may be made as
    they are taken: no more lie in memory than are in flight.

    A killed process breaks the whole pool, and nobody can tell which task killed it. Those that were
    in flight are suspects: each is run again in a pool of its own. One that breaks that too is
    named; the others go on in a new pool.
    """
    waiting = _Waiting(tasks)
    while waiting:
        suspects: list[Job] = []
        yield from _until_broken(waiting, suspects, work, make_executor, jobs)
        for suspect in suspects:
            yield suspect, _alone(suspect, work, make_executor)


class _Waiting(Generic[Job]):
    """Tasks in their order, the next of them in sight."""

    def __init__(self, tasks: Iterable[Job]) -> None:
        self._coming: Iterator[Job] = iter(tasks)
        self._next: Job | None = None

    def __bool__(self) -> bool:
        if self._next is None:
            self._next = next(self._coming, None)
        return self._next is not None

    def look(self) -> Job:
        """Show the next task."""
        assert self
        assert self._next is not None
        return self._next

    def take(self) -> Job:
        """Hand out the next task."""
        task, self._next = self.look(), None
        return task


def _until_broken(
    waiting: _Waiting[Job],
    suspects: list[Job],
    work: Callable[[Job], Answer],
    make_executor: ExecutorFactory,
    jobs: int,
) -> Generator[tuple[Job, Answer | Failed]]:
    executor = make_executor(jobs)
    running: dict[Future[Answer], Job] = {}
    limit = 1 if isinstance(executor, InlineExecutor) else jobs * _IN_FLIGHT_PER_PROCESS
    try:
        while (running or waiting) and not suspects:
            _submit(executor, work, waiting, running, suspects, limit)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    suspects.append(task)
                else:
                    outcome = _outcome(future, task)
                    yield task, outcome
        for future, task in running.items():  # only when broken: all of them end at once
            if isinstance(future.exception(), BrokenExecutor):
                suspects.append(task)
            else:
                outcome = _outcome(future, task)
                yield task, outcome
        running.clear()
    finally:
        for future in running:
            future.cancel()
        executor.shutdown(wait=True)


def _submit(
    executor: Executor,
    work: Callable[[Job], Answer],
    waiting: _Waiting[Job],
    running: dict[Future[Answer], Job],
    suspects: list[Job],
    limit: int,
) -> None:
    while len(running) < limit and waiting:
        task = waiting.look()
        try:
            running[executor.submit(work, task)] = task
        except BrokenExecutor:
            # Broken between two submissions. This task never ran, but with nothing else in flight
            # someone must be tried alone, or a pool that cannot start would be rebuilt for ever.
            if not running:
                suspects.append(waiting.take())
            return
        waiting.take()


def _alone(task: Job, work: Callable[[Job], Answer], make_executor: ExecutorFactory) -> Answer | Failed:
    # Two processes asked for, one task given: a factory may run a single job in this very process.
    executor = make_executor(2)
    try:
        return _outcome(executor.submit(work, task), task)
    except BrokenExecutor:
        return _killed()
    finally:
        executor.shutdown(wait=True)


def _outcome(future: Future[Answer], task: About) -> Answer | Failed:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenExecutor):
        return _killed()
    return Failed(error) if isinstance(error, BeregnerError) else unexpected(error, task.kind)


def _killed() -> Failed:
    return Failed(OutputError("batch_proces_doed"))


def _start_method() -> str:
    known = multiprocessing.get_all_start_methods()
    return "forkserver" if "forkserver" in known and sys.platform != "darwin" else "spawn"


@contextmanager
def _deaf_children() -> Generator[None]:
    """Let processes started meanwhile be deaf to Ctrl-C from their first instruction on.

    A terminal sends it to every process; the parent alone shall answer. A child that has only begun
    would answer with a traceback.
    """
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    # Started by itself first: starting it unblocks the signal again, whoever had it blocked.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _environment(inherited: Mapping[str, str]) -> Generator[None]:
    """Set the environment children inherit, and put this process's own back."""
    before = {name: os.environ.get(name) for name in inherited}
    os.environ.update(inherited)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, use one thread, and die when the parent does."""
    os.environ.update(_ONE_THREAD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        # A worker also holds the writing end of its own task queue, so it never sees the queue
        # close when the parent is killed: without this it would wait for ever.
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: Any) -> None:
    parent.join()
    os._exit(1)
