"""One question to Uddannelsesstatistik.dk over HTTPS: sent, retried, and read as rows.

What is asked stands in ``query``, the pages of an answer are put together in ``pages``.
What is known of the service, and from where, is in ``docs/decisions/official-statistics.md``.
Only the command ``fetch`` loads this module, and with it urllib3.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import orjson
import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry, Timeout

from xl_beregner.errors import OutputError, SourceError

BASE = "https://api.uddannelsesstatistik.dk"
PATH = "/Api/v1/statistik"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

LARGEST_ANSWER = 64 * 1024 * 1024  # a municipality's whole page is some hundred kB
LONGEST_ANSWER = 600.0  # seconds, for an answer that trickles in
LONGEST_WAIT = 60  # seconds the service may ask for; longer is told instead of waited for
CONNECT_SECONDS, READ_SECONDS = 15.0, 120.0
BACKOFF = 1.0  # seconds before the second try again; doubled at each
_TRIES = 4
_CHUNK = 1 << 18
_LONGEST_TOLD = 160

# The service refuses or misunderstands this one question; others may well be answered.
OF_ONE_QUERY = frozenset(
    {"fetch_400", "fetch_404", "fetch_5xx", "fetch_html", "fetch_json", "fetch_form", "fetch_for_stort",
     "fetch_kolonne", "fetch_tomt", "fetch_afbrudt"}
)  # fmt: skip

Row = Mapping[str, Any]


class _Patient(Retry):
    """Wait as the service asks, but no longer than a person would."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        try:
            asked = super().get_retry_after(response)
        except InvalidHeader:
            return None
        return None if asked is None else min(asked, LONGEST_WAIT)


@dataclass
class Client:
    """Asks the service with a key; one connection for all questions."""

    key: str = field(repr=False)
    base: str = BASE
    _pool: urllib3.PoolManager | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.base = self.base.rstrip("/")
        place = urlsplit(self.base)
        # The key travels with every question: encrypted, or not beyond this machine.
        if place.scheme != "https" and not (place.scheme == "http" and place.hostname in LOOPBACK):
            raise OutputError("fetch_adresse", fundet=self.base)

    def ask(self, question: Mapping[str, Any]) -> list[Row]:
        """Send one question and give its rows."""
        body = orjson.dumps(dict(question))
        for attempt in range(_TRIES):
            try:
                response = self._send(body)
                try:
                    return _rows(self._read(response), response)
                finally:
                    response.release_conn()
            except SourceError as error:
                # Broken off while it was read: nothing is changed by asking, so asking again is safe.
                if error.key != "fetch_afbrudt" or attempt == _TRIES - 1:
                    raise
                time.sleep(BACKOFF * 2**attempt)
        raise AssertionError

    def _send(self, body: bytes) -> BaseHTTPResponse:
        retries = _Patient(
            total=_TRIES,
            redirect=0,
            allowed_methods={"POST"},
            status_forcelist={429, 500, 502, 503, 504},
            backoff_factor=BACKOFF,
            backoff_max=LONGEST_WAIT,
            raise_on_status=False,
        )
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json; charset=utf-8",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "xl-beregner",
        }
        timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        try:
            return self._connected().request(
                "POST",
                self.base + PATH,
                body=body,
                headers=headers,
                retries=retries,
                timeout=timeout,
                redirect=False,
                preload_content=False,
            )
        except MaxRetryError as error:
            raise _unreached(error.reason, self.base) from None
        except HTTPError as error:
            raise _unreached(error, self.base) from None

    def _connected(self) -> urllib3.PoolManager:
        """Give the connection, through the proxy that the machine is set up with."""
        if self._pool is None:
            place = urlsplit(self.base)
            host = place.hostname or ""
            proxy = None if host in LOOPBACK or proxy_bypass(host) else getproxies().get(place.scheme)
            settings: dict[str, Any] = {"cert_reqs": "CERT_REQUIRED", "maxsize": 1}
            self._pool = urllib3.ProxyManager(proxy, **settings) if proxy else urllib3.PoolManager(**settings)
        return self._pool

    def _read(self, response: BaseHTTPResponse) -> bytes:
        """Read the answer, never more than can be meant, and refuse what is no answer."""
        ends = time.monotonic() + LONGEST_ANSWER
        data = bytearray()
        try:
            while chunk := response.read(_CHUNK, decode_content=True):
                data += chunk
                if len(data) > LARGEST_ANSWER:
                    raise SourceError("fetch_for_stort", mb=LARGEST_ANSWER >> 20)
                if time.monotonic() > ends:
                    raise SourceError("fetch_timeout", tjeneste=self.base)
        except HTTPError:
            raise SourceError("fetch_afbrudt", tjeneste=self.base) from None
        if response.status != 200:
            raise _refused(response, self._harmless(bytes(data)))
        return bytes(data)

    def _harmless(self, data: bytes) -> str:
        """Give what the service said as one short line without the key."""
        text = data[:4000].decode("utf-8", "replace")
        if text.lstrip().startswith("<"):
            return ""
        # A service under repair may echo what it was sent.
        text = text.replace(self.key, "•••")
        return "".join(sign if sign.isprintable() else " " for sign in text)[:_LONGEST_TOLD].strip()


def _refused(response: BaseHTTPResponse, said: str) -> SourceError:
    """Make the error of a status: who must do what."""
    status = response.status
    if status == 204:
        return SourceError("fetch_tomt")
    if status in (401, 403):
        return SourceError(f"fetch_{status}")
    if status == 429:
        asked = (response.headers.get("Retry-After") or "").strip()
        return SourceError("fetch_429_tid", sekunder=asked) if asked.isdigit() else SourceError("fetch_429")
    if status >= 500:
        return SourceError("fetch_5xx", status=status)
    if status == 404:
        return SourceError("fetch_404")
    if 300 <= status < 400:
        return SourceError("fetch_omdirigeret", status=status)
    return SourceError("fetch_400", status=status, svar=said or "–")


def _unreached(reason: Exception | None, base: str) -> SourceError:
    """Make the error of an answer that never came."""
    if isinstance(reason, SSLError):
        return SourceError("fetch_tls", tjeneste=base)
    if isinstance(reason, ProxyError):
        return SourceError("fetch_proxy", tjeneste=base)
    if isinstance(reason, NewConnectionError):
        return SourceError("fetch_forbindelse", tjeneste=base)
    if isinstance(reason, (ConnectTimeoutError, ReadTimeoutError)):
        return SourceError("fetch_timeout", tjeneste=base)
    return SourceError("fetch_forbindelse", tjeneste=base)


def _rows(data: bytes, response: BaseHTTPResponse) -> list[Row]:
    """Read the answer as a list of rows; some installations send the list as a text of its own."""
    if not data.strip():
        return []
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise SourceError("fetch_html")
    try:
        answer = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
        if isinstance(answer, str):
            answer = orjson.loads(answer) if answer.strip() else []
    except orjson.JSONDecodeError:
        raise SourceError("fetch_json") from None
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        raise SourceError("fetch_form")
    return answer
