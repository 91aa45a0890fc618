"""HTTP as the server speaks it: uvicorn's, with an end to headers and to waiting for them.

uvicorn's quick reader keeps a header until it ends, however long it grows, and a connection on which
nothing is asked stays open. Whoever sends bytes that are no body, or none, is let go here.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from xl_beregner.addin.serve import MOST_HEAD

SECONDS_FOR_HEAD = 20.0
_TOO_LONG = b"HTTP/1.1 431 \r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Bounded(HttpToolsProtocol):
    """A connection that is closed when a request's headers are too long or too long in coming."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._unread = 0  # bytes since a head, a piece of a body or a request was whole
        self._between = True  # no request is being read
        self._timer: asyncio.TimerHandle | None = None

    # --- The connection --------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, as long as it comes to something."""
        if self.transport.is_closing():
            return
        if self._between and self._timer is None:
            self._wait()
        self._unread += len(data)
        super().data_received(data)
        if self._unread > MOST_HEAD:
            self._refuse()

    def _refuse(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_TOO_LONG)
        self.transport.close()

    # --- The time it takes -------------------------------------------------------------------------
    def _wait(self) -> None:
        self._timer = self.loop.call_later(SECONDS_FOR_HEAD, self._too_slow)

    def _arrived(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:  # an earlier request is still being answered
            self._wait()

    # --- What has been read --------------------------------------------------------------------------
    def on_headers_complete(self) -> None:
        """Let a request in if its headers are of a usual length, all together."""
        self._arrived()
        self._between, self._unread = False, 0
        if len(self.url) + sum(len(name) + len(text) for name, text in self.headers) > MOST_HEAD:
            raise ValueError  # answered 400
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Begin to count anew: how much a body may hold is told elsewhere."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Begin to count anew for the next request."""
        self._arrived()
        self._between, self._unread = True, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the rest of a body that nobody reads no longer than for headers."""
        super().on_response_complete()
        if not self._between and self._timer is None and not self.transport.is_closing():
            self._wait()
