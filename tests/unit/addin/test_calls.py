"""Calls in their threads: what is held while they run, and what becomes of those that take too long."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Generator
from typing import Any

import pytest

from xl_beregner.addin import routes
from xl_beregner.addin.guard import Refused
from xl_beregner.addin.routes import Calls
from xl_beregner.addin.settings import Settings
from xl_beregner.hosts.wire import Answered


class Body:
    """Bytes that can be asked for whether it is still held."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __len__(self) -> int:
        return len(self.body)


class Slow:
    """A call that takes until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.ran: list[int] = []

    def __call__(self, payload: bytes) -> Answered:
        self.ran.append(len(payload))
        self.go.wait(10)
        return Answered(200, b"{}", "X")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Generator[Slow, None, None]:
    made = Slow()
    monkeypatch.setattr(routes, "answered", made)
    yield made
    made.go.set()


async def until(true: Any) -> None:
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError


def test_a_body_counts_until_its_work_is_done_although_it_was_answered(slow: Slow) -> None:
    async def run() -> None:
        calls = Calls(Settings(seconds=0.05, threads=1, largest_body=100))
        with pytest.raises(Refused) as refused:
            await calls._run(b" " * 90)
        assert refused.value.status == 504
        assert calls._held == 90
        slow.go.set()
        await until(lambda: calls._held == 0 and calls._running == 0)

    asyncio.run(run())


def test_a_call_that_had_not_begun_never_does_and_its_body_is_let_go(slow: Slow) -> None:
    async def run() -> None:
        calls = Calls(Settings(seconds=0.05, threads=1, largest_body=100))
        first = asyncio.ensure_future(calls._run(b"1"))
        await until(lambda: slow.ran == [1])
        body = Body(b"22")
        held = weakref.ref(body)
        second = asyncio.ensure_future(calls._run(body))  # type: ignore[arg-type]
        del body
        refused = await asyncio.gather(first, second, return_exceptions=True)
        assert [error.status for error in refused if isinstance(error, Refused)] == [504, 504]
        await until(lambda: calls._held == 1 and calls._running == 1)
        del refused, second
        gc.collect()
        assert held() is None
        slow.go.set()
        await until(lambda: calls._running == 0)
        assert slow.ran == [1]

    asyncio.run(run())


def test_calls_that_run_on_leave_no_room_for_more_than_is_allowed(slow: Slow) -> None:
    async def run() -> list[int]:
        calls = Calls(Settings(seconds=0.02, threads=2, largest_body=100))
        found = []
        for _ in range(3):
            with pytest.raises(Refused) as refused:
                await calls._run(b" " * 400)
            found.append(refused.value.status)
            if len(found) < 3:
                assert calls._held == 400 * len(found)
        slow.go.set()
        await until(lambda: calls._held == 0)
        return found

    assert asyncio.run(run()) == [504, 504, 503]
