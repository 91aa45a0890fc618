"""Chromium with a stubbed Office host, for a test to drive the add-in's own pages.

The stub is ``office_stub.js``; the server behind the pages is ``server.py``'s. Nothing leaves this
machine: a request to any other address fails the page that sent it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from support.engines import require

STUB = Path(__file__).with_name("office_stub.js").read_text("utf-8")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Generator[Browser, None, None]:
    """Run Chromium until the block ends; the test is skipped where it is not installed."""
    program = require("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def office_page(
    browser: Browser, base: str, setup: dict[str, Any], **how: Any
) -> Generator[tuple[Page, list[str]], None, None]:
    """Give a page with the stub where office.js would be, and what its console complains of.

    ``setup`` is the workbook, as ``office_stub.js`` tells; ``how`` goes to Playwright's context
    (``viewport``, ``reduced_motion``, ``forced_colors``).
    """
    context: BrowserContext = browser.new_context(locale="da-DK", **how)
    complaints: list[str] = []
    try:
        context.add_init_script(f"window.officeSetup = {json.dumps(setup)};")
        # Patterns, so that Chromium hands over these requests alone.
        context.route(re.compile(f"^(?!{re.escape(base)}/)"), lambda route: _refuse(route, complaints))
        context.route(
            f"{base}/vendor/office-js/**",
            lambda route: route.fulfill(body=STUB, content_type="text/javascript"),
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, complaints
    finally:
        context.close()


def _refuse(route: Route, complaints: list[str]) -> None:
    complaints.append(f"asked for {route.request.url}")
    route.abort()
