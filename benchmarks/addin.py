"""What a cell waits for: the add-in's server and client script, beside xlwings-server as shipped.

``python benchmarks/addin.py [--rounds N] [--slow]`` prints one table from one run: one worker each, on
this machine alone, the same functions in both (BEREGNER_FREMGANG, four columns in, six columns with
a sentence a row out). *whole* sends two full columns as they stand, blank rows and all; the small call
beside it shows whether anybody is blocked meanwhile. xlwings-server gets the full columns only with
``--slow``: they take it minutes. Chromium runs our own client script behind a stubbed Office host;
beside it a page of xlwings-server's sends the same calls with ``fetch``.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.browser import chromium, office_page
from support.server import SLEEPING, running_server

from xl_beregner.hosts.engine import evaluate

ROWS_OF_A_SHEET, USED = 1_048_576, 400
SINGLE_CALLS, CONNECTIONS = 1000, 8
SLEEPERS = 4
TARGETS = {
    "30 rows": 0.005,
    "5,000 rows": 0.060,
    "two full columns, 400 used, from Chromium": 0.1,
    "two full columns, 400 used, whole": 5.0,
    "two full columns, 400 used, evaluate": 0.020,
    "4 functions of one second at once": 1.3,
    "1,000 single cells, 8 connections": 3.5,
    "1,000 single cells, Chromium": 3.5,
}
# What xlwings-server looks for in its project folder: our functions, made into its own.
PROJECT = """
import time
from xlwings.server import func
from xl_beregner.hosts.officejs import functions

globals().update({name: made for name, made in vars(functions()).items() if name.startswith("BEREGNER_")})


@func
def BEREGNER_SOVER(seconds):
    time.sleep(seconds)
    return seconds
"""

Timed = dict[str, float]
Call = Callable[[str, list[Any]], bytes]  # the body of a call


@dataclass(frozen=True)
class Peer:
    """A server, and how it is asked."""

    base: str
    path: str
    body: Call


# --- The servers -----------------------------------------------------------------------------
def _our_body(name: str, arguments: list[Any]) -> bytes:
    return orjson.dumps({"function": name, "arguments": arguments, "language": "da"})


def _xlwings_body(name: str, arguments: list[Any]) -> bytes:
    told = {
        "client": "Office.js",
        "func_name": name,
        "args": [given if isinstance(given, list) else [[given]] for given in arguments],
        "caller_address": "[Skole.xlsx]Ark1!Z1",
        "session_id": "1",
        "culture_info_name": "da-DK",
        "date_format": "dd-MM-åååå",
        "version": "0.37.8",
        "runtime": "1.4",
    }
    return orjson.dumps(told)


@contextmanager
def ours() -> Generator[Peer, None, None]:
    """Run our server, with a function that sleeps."""
    with running_server(command=SLEEPING) as server:
        yield Peer(server.base, "/functions/call", _our_body)


@contextmanager
def xlwings_server() -> Generator[Peer, None, None]:
    """Run xlwings-server as shipped, with our functions in its project folder."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        for package, content in (("custom_functions", PROJECT), ("custom_scripts", "")):
            (Path(folder) / package).mkdir()
            (Path(folder) / package / "__init__.py").write_text(content, "utf-8")
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        shared = {"XLWINGS_PROJECT_DIR": folder, "XLWINGS_LICENSE_KEY": "noncommercial"}
        known = {"PYTHONPATH": str(Path.cwd()), "XLWINGS_ENVIRONMENT": "prod", "XLWINGS_LOG_LEVEL": "WARNING"}
        command = [sys.executable, "-m", "uvicorn", "xlwings_server.main:main_app", "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--log-level", "warning"], cwd=folder, env=os.environ | shared | known
        )
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(f"{base}/xlwings/health", process)
            yield Peer(base, "/xlwings/custom-functions-call", _xlwings_body)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("xlwings-server did not start")
        try:
            if httpx.get(address, timeout=2).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError("xlwings-server does not answer")


# --- What is timed ---------------------------------------------------------------------------
def columns(rows: int, height: int = 0) -> list[Any]:
    """Give the arguments of FREMGANG: two columns, the blank end as Excel hands it over."""
    end = [[""]] * (max(height, rows) - rows)
    before = [[40.5 + row % 17] for row in range(rows)] + end
    after = [[45.25 + row % 23] for row in range(rows)] + end
    return [before, after, 3.4, 3.4]


def _ask(client: httpx.Client, peer: Peer, body: bytes) -> float:
    started = time.perf_counter()
    answer = client.post(peer.path, content=body, headers={"Content-Type": "application/json"})
    took = time.perf_counter() - started
    assert answer.status_code == 200, answer.text[:300]
    return took


def _client(peer: Peer) -> httpx.Client:
    return httpx.Client(base_url=peer.base, timeout=600)


def time_rows(peer: Peer, rows: int, rounds: int) -> float:
    """Time one call over a connection that is open: the median."""
    body = peer.body("BEREGNER_FREMGANG", columns(rows))
    with _client(peer) as client:
        _ask(client, peer, body)
        return statistics.median(_ask(client, peer, body) for _ in range(rounds))


def time_whole(peer: Peer, slow: bool) -> Timed:
    """Time two full columns sent as they stand, and what another user waits meanwhile."""
    if not slow:
        return {}
    body = peer.body("BEREGNER_FREMGANG", columns(USED, ROWS_OF_A_SHEET))
    small = peer.body("BEREGNER_SKJUL", [7.5, 12])
    waits: list[float] = []
    done = threading.Event()

    def others() -> None:
        with _client(peer) as client:
            while not done.is_set():
                waits.append(_ask(client, peer, small))
                time.sleep(0.01)

    beside = threading.Thread(target=others)
    beside.start()
    with _client(peer) as client:
        took = _ask(client, peer, body)
    done.set()
    beside.join()
    return {
        "two full columns, 400 used, whole": took,
        "  a single cell meanwhile, median": statistics.median(waits),
        "  a single cell meanwhile, longest": max(waits),
    }


def _together(peer: Peer, bodies: list[bytes], connections: int) -> float:
    """Send calls over several open connections at once, by a client that costs little beside a server."""
    share = [bodies[start::connections] for start in range(connections)]
    ready = threading.Barrier(connections + 1)

    def send(mine: list[bytes]) -> None:
        connection = http.client.HTTPConnection(urlsplit(peer.base).netloc, timeout=600)
        _send(connection, peer, peer.body("BEREGNER_SKJUL", [7.5, 12]))
        ready.wait()
        for body in mine:
            _send(connection, peer, body)
        connection.close()

    with ThreadPoolExecutor(connections) as threads:
        sent = [threads.submit(send, mine) for mine in share]
        ready.wait()
        started = time.perf_counter()
        for done in sent:
            done.result()
        return time.perf_counter() - started


def _send(connection: http.client.HTTPConnection, peer: Peer, body: bytes) -> None:
    connection.request("POST", peer.path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    told = answer.read()
    assert answer.status == 200, told[:300]


def time_together(peer: Peer) -> Timed:
    """Time calls sent at once: slow ones, and a sheet full of small ones."""
    slow = [peer.body("BEREGNER_SOVER", [1.0])] * SLEEPERS
    single = [peer.body("BEREGNER_SKJUL", [row + 0.5, 12]) for row in range(SINGLE_CALLS)]
    return {
        "4 functions of one second at once": _together(peer, slow, SLEEPERS),
        "1,000 single cells, 8 connections": _together(peer, single, CONNECTIONS),
    }


def time_evaluate(rounds: int) -> float:
    """Time two full columns of Python lists through ``evaluate``: the median."""
    rest = [None] * (ROWS_OF_A_SHEET - USED)
    before = [40.5 + row % 17 for row in range(USED)] + rest
    after = [45.25 + row % 23 for row in range(USED)] + rest
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        evaluate("BEREGNER_FREMGANG", before, after, 3.4, 3.4)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


# --- From Chromium ---------------------------------------------------------------------------
OUR_COLUMNS = """async (used) => {
  const cell = (start, row) => (row < used ? start + (row % 17) : "");
  const column = (start) => Array.from({ length: 1048576 }, (_, row) => [cell(start, row)]);
  const [before, after] = [column(40.5), column(45.25)];
  const run = officeStub.functions.get("BEREGNER_FREMGANG");
  const started = performance.now();
  await run(before, after, [[3.4]], [[3.4]], { address: "Ark1!Z1" });
  return performance.now() - started;
}"""
OUR_SINGLE = """async (count) => {
  const run = officeStub.functions.get("BEREGNER_SKJUL");
  const started = performance.now();
  const call = (_, row) => run([[row + 0.5]], [[12]], { address: "Ark1!Z1" });
  await Promise.all(Array.from({ length: count }, call));
  return performance.now() - started;
}"""
FETCH = """async ([path, bodies]) => {
  const headers = { "Content-Type": "application/json" };
  const started = performance.now();
  await Promise.all(bodies.map(async (body) => {
    const answer = await fetch(path, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }));
  return performance.now() - started;
}"""


def _median_ms(page: Page, script: str, given: Any, rounds: int) -> float:
    page.evaluate(script, given)
    return statistics.median(page.evaluate(script, given) for _ in range(rounds)) / 1000


def from_chromium(our: Peer, their: Peer, rounds: int) -> tuple[Timed, Timed]:
    """Time our client script behind a stubbed Office host, and the other server by ``fetch``."""
    single = [their.body("BEREGNER_SKJUL", [row + 0.5, 12]).decode() for row in range(SINGLE_CALLS)]
    with chromium() as browser:
        with office_page(browser, our.base, {"displayLanguage": "da-DK"}) as (page, _):
            page.goto(f"{our.base}/pane.html")
            page.wait_for_function("officeStub.functions.has('BEREGNER_SKJUL')")
            page.context.unroute_all()  # the stub is loaded; from here nobody stands between
            mine = {
                "two full columns, 400 used, from Chromium": _median_ms(page, OUR_COLUMNS, USED, rounds),
                "1,000 single cells, Chromium": _median_ms(page, OUR_SINGLE, SINGLE_CALLS, 3),
            }
        page = browser.new_page()
        page.goto(f"{their.base}/xlwings/health")
        theirs = {"1,000 single cells, Chromium": _median_ms(page, FETCH, [their.path, single], 1)}
    return mine, theirs


# --- The table -------------------------------------------------------------------------------
def measure(rounds: int, slow: bool) -> tuple[Timed, Timed]:
    """Run everything once in both servers; each waits while the other is asked."""
    mine: Timed = {"two full columns, 400 used, evaluate": time_evaluate(min(rounds, 20))}
    theirs: Timed = {}
    with ours() as our, xlwings_server() as their:
        for peer, timed in ((our, mine), (their, theirs)):
            for rows in (30, 5000):
                # xlwings-server takes most of a second for 5,000 rows.
                many = rounds if timed is mine or rows < 100 else min(rounds, 5)
                timed[f"{rows:,} rows"] = time_rows(peer, rows, many)
            timed.update(time_together(peer))
        for timed, found in zip((mine, theirs), from_chromium(our, their, min(rounds, 10)), strict=True):
            timed.update(found)
        mine.update(time_whole(our, True))
        theirs.update(time_whole(their, slow))
    return mine, theirs


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--slow", action="store_true", help="xlwings-server with full columns too: minutes")
    asked = parser.parse_args()
    mine, theirs = measure(asked.rounds, asked.slow)
    print(f"milliseconds; one worker each; medians of {asked.rounds} calls, fewer where a call is long")
    print(f"{'':44}{'target':>9}{'ours':>10}{'xlwings-server':>16}{'ratio':>8}")
    for name, took in mine.items():
        other = theirs.get(name)
        target = f"{1000 * TARGETS[name]:.0f}" if name in TARGETS else ""
        beside = f"{1000 * other:16.1f}{other / took:8.1f}" if other else f"{'–':>16}{'–':>8}"
        missed = "  above the target" if took > TARGETS.get(name, took) else ""
        print(f"{name:44}{target:>9}{1000 * took:10.1f}{beside}{missed}")


if __name__ == "__main__":
    main()
