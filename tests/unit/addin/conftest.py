"""The server in the test's own process, asked without a network; nothing of it is left afterwards."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from xl_beregner.addin.app import application
from xl_beregner.addin.settings import Settings

HERE = ("127.0.0.1", 50000)
CALL = "/functions/call"


@pytest.fixture(autouse=True)
def licence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give xlwings' key, and take back what xlwings Server writes where it is loaded."""
    monkeypatch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    for name in ("XLWINGS_ON_SERVER", "XLWINGS_PROJECT_DIR"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "path", list(sys.path))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return orjson.loads(self.body)


class Asked:
    """A server with settings of its own, asked request by request."""

    def __init__(self, **settings: Any) -> None:
        self.app = application(Settings(**settings))
        self.received = 0  # pieces of bodies it asked for

    def __call__(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | Sequence[bytes] = b"",
        client: tuple[str, int] | None = HERE,
        scheme: str = "http",
    ) -> Answer:
        given = {"host": "127.0.0.1:8443"} | {name.lower(): text for name, text in (headers or {}).items()}
        where, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "scheme": scheme,
            "path": where,
            "raw_path": where.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), text.encode()) for name, text in given.items() if text],
            "client": client,
            "server": ("127.0.0.1", 8443),
        }
        return asyncio.run(self._run(scope, [body] if isinstance(body, bytes) else list(body)))

    async def _run(self, scope: dict[str, Any], pieces: list[bytes]) -> Answer:
        sent: list[Any] = []
        left = list(pieces)

        async def receive() -> dict[str, Any]:
            self.received += 1
            if not left:
                await asyncio.Event().wait()  # a client that waits for its answer
            piece = left.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(left)}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        headers = {name.decode().lower(): text.decode() for name, text in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], headers, body)

    def call(self, function: str, *arguments: Any, **how: Any) -> Answer:
        """Call a function as the client script does."""
        body = orjson.dumps({"function": function, "arguments": arguments})
        headers = {"content-type": "application/json"} | how.pop("headers", {})
        return self(CALL, "POST", headers, body, **how)


@pytest.fixture
def server() -> Callable[..., Asked]:
    """Make a server with the settings asked for."""
    return Asked
