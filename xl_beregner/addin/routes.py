"""What the server answers: a call, the list of functions, the pages; nothing else is served."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from xl_beregner import __version__, texts
from xl_beregner.addin import pages
from xl_beregner.addin.entra import Callers
from xl_beregner.addin.guard import METADATA, Refused
from xl_beregner.addin.manifest import manifest
from xl_beregner.addin.pane import words
from xl_beregner.addin.settings import Settings
from xl_beregner.errors import BeregnerError
from xl_beregner.hosts.wire import Answered, answered

log = logging.getLogger("xl_beregner.addin")

JSON = "application/json"
_WAITING_A_THREAD = 16  # calls that may wait for each thread before another is sent away
_MOST_WAITING = 10  # bodies of the largest size held by calls, waiting and running


def routes(settings: Settings) -> list[BaseRoute]:
    """List all there is."""
    found: list[BaseRoute] = [
        Route("/functions/call", Calls(settings).answer, methods=["POST"]),
        _page(METADATA, lambda ask: pages.metadata(_language(ask), _base(ask, settings)), JSON),
        _page("/functions/functions.js", lambda _: pages.script(settings), "text/javascript"),
        _page("/functions/catalogue.json", lambda ask: pages.catalogue(_language(ask)), JSON),
        Route("/pane/words.json", _words),
        _page("/pane.html", lambda ask: pages.pane(_language(ask)), "text/html"),
        _page("/help", lambda ask: pages.help_page(_language(ask)), "text/html"),
        _page("/manifest.xml", lambda ask: _manifest(ask, settings), "application/xml"),
        Route("/health", _health),
        # Excel shows a blank icon in place of one it may not keep.
        Mount("/static/icons", Files(pages.STATIC / "icons", "public, max-age=86400")),
        Mount("/static", Files(pages.STATIC, "no-cache")),
    ]
    office = pages.office_js()
    if office is not None:
        # One address whatever its version, so it is kept for a day only.
        found.append(Mount("/vendor/office-js", Files(office, "public, max-age=86400")))
    return found


class Calls:
    """Runs functions, each call once, in threads: reading and writing the JSON as well.

    A call that takes too long is answered with a sentence. If it had not begun, it never does;
    else its thread runs on to its end, its body counts until then, and no more than the threads
    there are can run.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._callers = Callers(settings.entra)
        self._callers.ready()
        self._threads = ThreadPoolExecutor(settings.threads, "call")
        self._running = 0
        self._held = 0  # bytes of the bodies of calls that are not done

    async def answer(self, request: Request) -> Response:
        """Answer ``POST /functions/call``."""
        began = time.perf_counter()
        caller = await self._callers.caller(request.headers.get("authorization", ""))
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
            raise Refused(415, "fejl.addin_ikke_json")
        found = await self._run(await request.body())
        spent = 1000 * (time.perf_counter() - began)
        log.info("%s %s %.0f ms %s", found.function or "?", found.status, spent, caller)
        return Response(found.body, found.status, media_type=JSON)

    async def _run(self, payload: bytes) -> Answered:
        self._check_room(len(payload))
        size, left = len(payload), [payload]
        del payload
        work = self._threads.submit(lambda: answered(left.pop()))
        done = asyncio.wrap_future(work)
        done.add_done_callback(partial(self._done, size))
        try:
            return await asyncio.wait_for(asyncio.shield(done), self._settings.seconds)
        except TimeoutError:
            if work.cancel():
                left.clear()  # it stays in the queue, its body does not
            raise Refused(504, "fejl.addin_tog_for_lang", sekunder=self._settings.seconds) from None

    def _check_room(self, size: int) -> None:
        room = self._settings.largest_body * _MOST_WAITING
        if self._running >= self._settings.threads * _WAITING_A_THREAD or self._held + size > room:
            raise Refused(503, "fejl.addin_optaget")
        self._running += 1
        self._held += size

    def _done(self, size: int, work: asyncio.Future[Answered]) -> None:
        self._running -= 1
        self._held -= size


class Files(StaticFiles):
    """Files of one folder, and how long they may be kept."""

    def __init__(self, folder: Path, kept: str) -> None:
        super().__init__(directory=folder)
        self._kept = kept

    def file_response(self, *given: object, **more: object) -> Response:
        """Add how long the file may be kept."""
        response = super().file_response(*given, **more)  # type: ignore[arg-type]
        response.headers["cache-control"] = self._kept
        return response


# --- Pages -------------------------------------------------------------------------------------
def _page(path: str, make: Callable[[Request], bytes], kind: str) -> Route:
    def page(request: Request) -> Response:
        return Response(make(request), media_type=kind)

    return Route(path, page)


def _language(request: Request) -> str:
    """Read ``?lang=``; without it, Danish."""
    asked = request.query_params.get("lang", "da")
    return asked if asked in texts.LANGUAGES else "da"


def _base(request: Request, settings: Settings) -> str:
    """Write the address the caller used; the guard has let no foreign one through."""
    return settings.address or f"{request.url.scheme}://{request.headers['host'].lower()}"


def _words(request: Request) -> Response:
    return JSONResponse(dict(words(_language(request))))


def _manifest(request: Request, settings: Settings) -> bytes:
    client = settings.entra.client_id if settings.entra else None
    try:
        return manifest(_base(request, settings), language=_language(request), entra_client_id=client)
    except BeregnerError as error:
        log.error("manifest: %s", error.key)
        raise HTTPException(404) from None


def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok", "version": __version__})
