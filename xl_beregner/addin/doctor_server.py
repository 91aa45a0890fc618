"""What the doctor asks a running server, as Excel would: by its name, over TLS, without a password.

Nothing is sent but the addresses themselves; no function is called and no cell leaves the machine.
"""

from __future__ import annotations

import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from xl_beregner.addin.address import is_loopback
from xl_beregner.addin.doctor_certificate import refused
from xl_beregner.addin.finding import Finding, doubtful, fine, wrong
from xl_beregner.addin.manifest import APP, ICON_SIZES, addin_id, icon
from xl_beregner.addin.manifest_rules import faults

SECONDS = 10.0
MOST_BYTES = 5_000_000
CLOCK_SECONDS = 300
_PNG = b"\x89PNG"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the body, the server's own time and how long it may be kept."""

    status: int
    body: bytes
    date: datetime | None = None
    kept: str = ""


Fetch = Callable[[str], Answer]


class UnreachableError(Exception):
    """Nothing came back; ``reason`` is the operating system's or OpenSSL's own error."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason


def fetch(url: str) -> Answer:
    """Ask for an address as a browser would; through the environment's proxy, but not for this machine."""
    near = is_loopback(urlsplit(url).hostname or "")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({} if near else None))
    try:
        with opener.open(url, timeout=SECONDS) as answer:
            return _answer(answer.status, answer.read(MOST_BYTES), answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.read(MOST_BYTES), error.headers)
    except urllib.error.URLError as error:
        raise UnreachableError(error.reason) from error
    except (OSError, ValueError) as error:
        raise UnreachableError(error) from error


def _answer(status: int, body: bytes, headers: Message) -> Answer:
    return Answer(status, body, _date(headers.get("Date")), headers.get("Cache-Control", "").lower())


def _date(written: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(written or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


def lookup(host: str, resolve: Callable[..., Any] = socket.getaddrinfo) -> Finding:
    """Look the name up, as every machine with Excel must be able to."""
    try:
        found = resolve(host, None)
    except OSError:
        return wrong("navn", "ukendt", vaert=host)
    return fine("navn", vaert=host, adresser=sorted({entry[4][0] for entry in found}))


def answers(base: str, ask: Fetch) -> tuple[Finding, Answer | None]:
    """Ask whether our server is there; give its answer for the checks that follow."""
    try:
        answer = ask(f"{base}/health")
    except UnreachableError as error:
        return _unreachable(base, error.reason), None
    if answer.status != 200 or not is_ours(answer.body):
        return wrong("server_svar", "andet", adresse=base, status=answer.status), None
    return fine("server_svar", adresse=base), answer


def _unreachable(base: str, reason: object) -> Finding:
    host = urlsplit(base).hostname or ""
    if isinstance(reason, ssl.SSLCertVerificationError):
        return refused(reason, host)
    if isinstance(reason, ssl.SSLError):
        return wrong("server_svar", "tls", adresse=base, grund=reason.reason or str(reason))
    if isinstance(reason, ConnectionRefusedError):
        return wrong("server_svar", "afvist", adresse=base)
    if isinstance(reason, TimeoutError):
        return wrong("server_svar", "tavs", adresse=base, sekunder=SECONDS)
    return wrong("server_svar", "ingen", adresse=base, grund=str(reason))


def served_manifest(base: str, ask: Fetch) -> Finding:
    """Read the manifest the server hands out, and hold it against the rules and the address."""
    answer = _ask(ask, f"{base}/manifest.xml")
    if answer is None or answer.status != 200:
        return wrong("manifest", "mangler", adresse=f"{base}/manifest.xml", status=_status(answer))
    found = faults(answer.body)
    if found:
        return wrong("manifest", "ugyldigt", antal=len(found), foerste=str(found[0]))
    if ET.fromstring(answer.body).findtext(f"{{{APP}}}Id") != addin_id(base):
        return wrong("manifest", "anden_adresse", adresse=base)
    return fine("manifest", adresse=f"{base}/manifest.xml")


def served_functions(base: str, ask: Fetch, wanted: Iterable[str]) -> Finding:
    """Read the list of functions Excel is given, and look for each of ours."""
    answer = _ask(ask, f"{base}/functions/functions.json")
    if answer is None or answer.status != 200:
        return wrong("funktioner", "mangler", status=_status(answer))
    try:
        names = [one["name"] for one in json.loads(answer.body)["functions"]]
    except (ValueError, KeyError, TypeError):
        return wrong("funktioner", "ulaeselig")
    absent = sorted(set(wanted) - set(names))
    if absent:
        return wrong("funktioner", "faa", antal=len(absent), navne=absent[:5])
    if len(set(names)) != len(names) or set(names) - set(wanted):
        return doubtful("funktioner", "flere", navne=sorted(set(names) - set(wanted))[:5])
    return fine("funktioner", antal=len(names))


def served_icons(base: str, ask: Fetch) -> Finding:
    """Fetch the ribbon's icons; Office shows a blank one for any it is told not to keep."""
    for size in ICON_SIZES:
        answer = _ask(ask, icon(base, size))
        if answer is None or answer.status != 200 or not answer.body.startswith(_PNG):
            return doubtful("ikoner", "mangler", adresse=icon(base, size), status=_status(answer))
        if "no-store" in answer.kept or "no-cache" in answer.kept:
            return doubtful("ikoner", "ikke_gemt", adresse=icon(base, size), header=answer.kept)
    return fine("ikoner", antal=len(ICON_SIZES))


def clock(answer: Answer | None, now: datetime) -> Finding:
    """Hold this machine's clock against the server's: sign-in and certificates fail when they differ."""
    if answer is None or answer.date is None:
        return fine("ur", "ukendt")
    apart = abs(round((now - answer.date).total_seconds()))
    if apart > CLOCK_SECONDS:
        return doubtful("ur", "skaevt", minutter=apart // 60)
    return fine("ur", sekunder=apart)


def port(host: str, number: int, ask: Fetch) -> Finding:
    """Look whether a port is free for the server, or whether ours is there already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trying:
        trying.settimeout(2)
        if trying.connect_ex((host, number)) != 0:
            return fine("port", "fri", port=number)
    for scheme in ("https", "http"):
        try:
            body = ask(f"{scheme}://{host}:{number}/health").body
        except UnreachableError as error:
            # A certificate this machine does not trust for 127.0.0.1 still tells that TLS is spoken.
            if isinstance(error.reason, ssl.SSLCertVerificationError):
                return fine("port", "tls", port=number)
            continue
        if is_ours(body):
            return fine("port", "vores", port=number)
    return doubtful("port", "optaget", port=number)


def is_ours(health: bytes) -> bool:
    """Tell our own ``/health`` from another program's."""
    try:
        return set(json.loads(health)) == {"status", "version"}
    except (ValueError, TypeError):
        return False


def _ask(ask: Fetch, url: str) -> Answer | None:
    try:
        return ask(url)
    except UnreachableError:
        return None


def _status(answer: Answer | None) -> int | str:
    return "–" if answer is None else answer.status
