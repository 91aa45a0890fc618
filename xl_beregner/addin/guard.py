"""Who is let in: every request passes here before anything of it is read.

Refuses a foreign Host (a web page that has renamed itself to this machine), a foreign Origin (a web
page calling from elsewhere), a caller from outside where nobody is asked who they are, and a body
too large, told or counted. Adds the headers that keep an answer where it belongs. Pure ASGI, so
that a body of many megabytes passes through once.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from xl_beregner.addin.address import is_loopback
from xl_beregner.addin.settings import Settings
from xl_beregner.hosts.wire import said

log = logging.getLogger("xl_beregner.addin")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

METADATA = "/functions/functions.json"

# Excel on the web shows the pane in a frame within its own frames; on the desktop there is none.
OFFICE = (
    "https://*.officeapps.live.com",
    "https://*.office.com",
    "https://*.office365.com",
    "https://*.microsoft365.com",
    "https://*.cloud.microsoft",
    "https://*.sharepoint.com",
    "https://onedrive.live.com",
    "https://teams.microsoft.com",
)

# office.js lays out with style attributes of its own; scripts are ours and its files alone.
_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; "
    f"frame-ancestors 'self' {' '.join(OFFICE)}"
)
_SUBDOMAINS = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*"
_OFFICE = re.compile("|".join(re.escape(page).replace(r"\*", _SUBDOMAINS) for page in OFFICE))
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::([0-9]{1,5}))?")
_LAST_PORT = 65535
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")
_MOST_WAITING = 10  # bodies of the largest size held at one time
_SECONDS_TO_SEND = 60.0  # a whole body
_LONGEST_NUMBER = 12  # digits


class Refused(Exception):
    """A request goes no further: its status and the sentence told."""

    def __init__(self, status: int, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.status, self.key, self.facts = status, key, facts


class Guard:
    """The ASGI middleware around everything the server answers."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._held = 0  # bytes of bodies now in memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or tell why not."""
        if scope["type"] != "http":
            return
        answer = _Answer(send)
        body = _Body(receive, self._settings.largest_body)
        try:
            answer.headers = self._headers(scope)
            self._check(scope)
            # With an app in its scope the router raises what it does not serve.
            await self._app({**scope, "app": self}, self._counted(body), answer)
        except Refused as refused:
            await answer.refuse(refused)
        except HTTPException as error:
            await answer.refuse(_not_served(error))
        except Exception as error:
            log.error("%s %s", type(error).__name__, type(error).__module__)
            await answer.refuse(Refused(500, "fejl.addin_intern"))
        finally:
            self._held -= body.size

    def _counted(self, body: _Body) -> Receive:
        """Hand over a body piece by piece, as long as there is room for it."""
        room = self._settings.largest_body * _MOST_WAITING

        async def receive() -> Message:
            before = body.size
            try:
                message = await body.receive()
            finally:
                self._held += body.size - before
            if self._held > room:
                raise Refused(503, "fejl.addin_optaget")
            return message

        return receive

    # --- Who asks ------------------------------------------------------------------------------
    def _check(self, scope: Scope) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if sum(name == b"host" for name, _ in scope["headers"]) != 1 or not self._is_ours(host):
            raise Refused(421, "fejl.addin_fremmed_vaert")
        if self._settings.anonymous:
            self._check_near(scope, headers)
        self._check_origin(scope, headers, host)
        length = headers.get(b"content-length", b"0")
        if not length.isdigit():
            raise Refused(400, "fejl.addin_forkert_form")
        if len(length) > _LONGEST_NUMBER or int(length) > self._settings.largest_body:
            raise _too_large(self._settings.largest_body)

    def _is_ours(self, host: str) -> bool:
        name = _name(host)
        return bool(name) and (is_loopback(name) or name in self._settings.hosts)

    def _check_near(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Let only this machine in, and nobody a proxy has passed on."""
        client = (scope.get("client") or ("127.0.0.1", 0))[0]
        forwarded = any(name in headers for name in _FORWARDED)
        if forwarded or not is_loopback(client):
            raise Refused(403, "fejl.addin_udefra")

    def _check_origin(self, scope: Scope, headers: dict[bytes, bytes], host: str) -> None:
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        if origin:
            names = {host, urlsplit(self._settings.address).netloc} - {""}
            if origin in {f"{scheme}://{name}" for scheme in ("http", "https") for name in names}:
                return
            # Excel on the web reads the list of functions, which is public, from its own page.
            if not (scope["path"] == METADATA and scope["method"] == "GET" and _is_office(origin)):
                raise Refused(403, "fejl.addin_fremmed_side")
        elif headers.get(b"sec-fetch-site") == b"cross-site" and scope["method"] == "POST":
            raise Refused(403, "fejl.addin_fremmed_side")

    # --- What every answer carries ---------------------------------------------------------------
    def _headers(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"content-security-policy", _CONTENT.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"x-permitted-cross-domain-policies", b"none"),
        ]
        origin = dict(scope["headers"]).get(b"origin", b"")
        if scope["path"] == METADATA:
            headers.append((b"vary", b"origin"))
            if _is_office(origin.decode("latin-1").lower()):
                headers.append((b"access-control-allow-origin", origin))
        elif not scope["path"].startswith(("/vendor/", "/static/")):
            headers.append((b"cross-origin-resource-policy", b"same-origin"))
        if self._settings.https:
            headers.append((b"strict-transport-security", b"max-age=31536000"))
        return headers


class _Body:
    """A body as it comes, no larger and no slower than allowed."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._largest = largest
        self._until = time.monotonic() + _SECONDS_TO_SEND
        self._whole = False
        self.size = 0

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._until - time.monotonic())
        except TimeoutError:
            raise Refused(408, "fejl.addin_for_langsom") from None
        self.size += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self.size > self._largest:
            raise _too_large(self._largest)
        return message


class _Answer:
    """The answer on its way out, with our headers; nothing is cached unless it says so itself."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.headers: list[tuple[bytes, bytes]] = []
        self._begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begun = True
            own = list(message.get("headers", []))
            if not any(name.lower() == b"cache-control" for name, _ in own):
                own.append((b"cache-control", b"no-store"))
            message["headers"] = own + self.headers
        await self._send(message)

    async def refuse(self, refused: Refused) -> None:
        if self._begun:
            return
        body = said(refused.key, **refused.facts)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if refused.status in (408, 413):
            headers.append((b"connection", b"close"))  # the rest of the body is not waited for
        if refused.status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        if allowed := refused.facts.get("allowed"):
            headers.append((b"allow", allowed.encode()))
        await self({"type": "http.response.start", "status": refused.status, "headers": headers})
        await self({"type": "http.response.body", "body": body})


def _not_served(error: HTTPException) -> Refused:
    if error.status_code == 405:
        return Refused(405, "fejl.addin_forkert_metode", allowed=(error.headers or {}).get("Allow", ""))
    return Refused(404, "fejl.addin_findes_ikke")


def _too_large(largest: int) -> Refused:
    return Refused(413, "fejl.addin_for_stor", hoejst=largest // 1_000_000)


def _name(host: str) -> str:
    """Take the name out of ``name:port``; "" where it is none."""
    found = _HOST.fullmatch(host)
    if found is None or int(found[3] or 0) > _LAST_PORT:
        return ""
    return found[1] or found[2]


def _is_office(origin: str) -> bool:
    """Tell whether a page is Excel's own."""
    return _OFFICE.fullmatch(origin) is not None
