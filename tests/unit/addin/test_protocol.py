"""Connections: what is no end of headers, or no request at all, is let go."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from xl_beregner.addin import protocol, serve
from xl_beregner.addin.protocol import Bounded
from xl_beregner.addin.serve import MOST_HEAD

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
FILLING = b"a" * 10_000
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Any]]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Tell how many bytes came; ``/early`` answers without reading, ``/slow`` after half a second."""
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    if scope["path"] == "/slow":
        await asyncio.sleep(0.5)
    told = str(size).encode()
    headers = [(b"content-length", str(len(told)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": told})


def talk(with_it: Talk) -> Any:
    """Open a connection and talk; whatever is not said within five seconds fails."""

    async def run() -> Any:
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_keep_alive=30)
        state = ServerState()
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(lambda: Bounded(config, state, {}), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
        try:
            return await asyncio.wait_for(with_it(reader, writer), 5)
        finally:
            writer.close()
            listening.close()

    return asyncio.run(run())


async def flood(writer: asyncio.StreamWriter, piece: bytes, most: int) -> int:
    """Send pieces until the other end has had enough; give the number of bytes it took to."""
    sent = 0
    try:
        while sent < most:
            writer.write(piece)
            await writer.drain()
            sent += len(piece)
            await asyncio.sleep(0)
    except ConnectionError:
        pass
    return sent


ENDLESS = {
    "a header's text": (HEAD + b"X: ", FILLING),
    "a header's name": (HEAD, FILLING),
    "headers": (HEAD, b"X: 1\r\n" * 1000),
    "the address": (b"GET /", FILLING),
    "what follows a body in pieces": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", FILLING),
    "empty lines": (b"\r\n", b"\r\n" * 1000),
}


@pytest.mark.parametrize(("begin", "piece"), ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_is_ended(begin: bytes, piece: bytes) -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        writer.write(begin)
        return await flood(writer, piece, 40_000_000)

    assert talk(endless) < 20_000_000  # what the two ends of the connection hold, at most


def test_headers_longer_than_allowed_are_refused_although_they_end() -> None:
    async def long(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"X: " + b"a" * MOST_HEAD + b"\r\nContent-Length: 0\r\n\r\n")
        return await reader.readline()

    assert talk(long).split()[1] in (b"400", b"431")


def test_usual_headers_and_a_large_body_pass_on_one_connection() -> None:
    async def usual(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[bytes]:
        told = []
        for _ in range(3):
            writer.write(HEAD + b"X: " + b"a" * 20_000 + b"\r\nContent-Length: 3000000\r\n\r\n")
            writer.write(b"b" * 3_000_000)
            head = await reader.readuntil(b"\r\n\r\n")
            told += [head.split()[1], await reader.readexactly(7)]
        return told

    assert talk(usual) == [b"200", b"3000000"] * 3


# --- Time ------------------------------------------------------------------------------------------
@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SECONDS_FOR_HEAD", 0.2)


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize(
    "begin",
    [b"", b"\r\n", b"POST", HEAD, HEAD + b"Content-Length: 0\r\n\r\n" + b"GET",
     b"POST /early HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"],
)  # fmt: skip
def test_half_a_request_is_not_waited_for(begin: bytes) -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        await asyncio.sleep(0.05)
        if b"GET" in begin:
            writer.write(b" /")
        await reader.read()  # until the other end closes

    began = time.monotonic()
    talk(slow)
    assert 0.1 < time.monotonic() - began < 1


@pytest.mark.usefixtures("_short")
def test_one_header_after_the_other_is_too_slow() -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        writer.write(HEAD)
        for count in range(100):
            if reader.at_eof():
                return count
            writer.write(b"X: 1\r\n")
            await asyncio.sleep(0.01)
            await asyncio.wait([asyncio.ensure_future(reader.read(1))], timeout=0.01)
        return 100

    assert talk(trickle) < 50


@pytest.mark.usefixtures("_short")
def test_a_long_computation_is_not_taken_for_waiting() -> None:
    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n1\r\n")
        return (await reader.readline()).split()[1]

    assert talk(wait) == b"200"


# --- The server uses it ------------------------------------------------------------------------------
def test_the_server_and_its_workers_read_with_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serve._protocol() is Bounded
    assert pickle.loads(pickle.dumps(Bounded)) is Bounded
    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    assert serve._protocol() == "h11"
