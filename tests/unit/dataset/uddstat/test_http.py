"""The talk with the service: the key never told, trouble retried or told, pages put together."""

from __future__ import annotations

import gzip
import logging
import sys
import types
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from support.uddstat_server import KEY, Service, _json, running

from xl_beregner.dataset.uddstat import http as uddstat_http
from xl_beregner.dataset.uddstat.http import Client
from xl_beregner.dataset.uddstat.key import VARIABLE, find_key
from xl_beregner.dataset.uddstat.pages import all_pages
from xl_beregner.errors import OutputError, SourceError

ROWS = [{"nr": str(number), "tal": "7,3"} for number in range(7)]
QUESTION = {"område": "GS", "emne": "A", "underemne": "B", "nøgletal": ["tal"], "detaljering": ["nr"]}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uddstat_http, "BACKOFF", 0.001)
    monkeypatch.setattr(uddstat_http, "READ_SECONDS", 0.3)


@pytest.fixture
def service() -> Iterator[Service]:
    cube = [({"nr": row["nr"]}, {"tal": row["tal"]}) for row in ROWS]
    with running(Service({("A", "B"): cube})) as one:
        yield one


def ask(service: Service, key: str = KEY) -> list[Any]:
    found = Client(key, service.base).ask(QUESTION)
    return [{"nr": row["nr.nr"], "tal": row["tal"]} for row in found]


def refused(service: Service, *instead: tuple[int, dict[str, str], bytes], key: str = KEY) -> SourceError:
    service.always = lambda _: instead[0] if instead else None
    with pytest.raises(SourceError) as caught:
        ask(service, key)
    assert KEY not in str(caught.value)
    assert str(caught.value) != caught.value.key  # there are words for it
    return caught.value


def test_rows_are_read_and_the_key_goes_in_the_header_alone(service: Service) -> None:
    assert ask(service) == ROWS
    assert service.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in str(service.asked)


@pytest.mark.parametrize(
    ("status", "body", "key"),
    [
        (401, b"", "fetch_401"),
        (403, b"", "fetch_403"),
        (404, b"", "fetch_404"),
        (400, b"ukendt", "fetch_400"),
        (302, b"", "fetch_omdirigeret"),
        (500, b"", "fetch_5xx"),
        (503, b"<html>", "fetch_5xx"),
        (429, b"", "fetch_429"),
        (200, b"<!DOCTYPE html><p>Vedligehold", "fetch_html"),
        (200, b'[{"nr": "1", ', "fetch_json"),
        (200, b"[" * 100_000, "fetch_json"),
        (200, b'{"elementer": []}', "fetch_form"),
        (200, b'[["nr", "1"]]', "fetch_form"),
        (200, b"7", "fetch_form"),
        (200, b"\xff\xfe", "fetch_json"),
    ],
)
def test_each_kind_of_refusal_has_its_own_words(service: Service, status: int, body: bytes, key: str) -> None:
    assert refused(service, (status, {}, body)).key == key


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_trouble_is_retried(service: Service, status: int) -> None:
    service.instead = [(status, {}, b""), (status, {}, b"")]
    assert ask(service) == ROWS
    assert len(service.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_will_not_pass_is_not_retried(service: Service, status: int) -> None:
    refused(service, (status, {}, b""))
    assert len(service.asked) == 1


def test_the_service_decides_how_long_to_wait(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", waited.append)
    service.instead = [(429, {"Retry-After": "7"}, b""), (429, {"Retry-After": "3600"}, b"")]
    assert ask(service) == ROWS
    assert waited == [7, uddstat_http.LONGEST_WAIT]  # no longer than a person would


@pytest.mark.parametrize("said", ["snart", "-1", "Wed, 99 Foo 2026"])
def test_a_wait_that_makes_no_sense_is_passed_over(service: Service, said: str) -> None:
    service.instead = [(429, {"Retry-After": said}, b"")]
    assert ask(service) == ROWS


def test_how_long_to_wait_is_told_when_giving_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib3.util.retry.time.sleep", lambda _: None)
    assert "900 sekunders" in str(refused(service, (429, {"Retry-After": "900"}, b"")))


def test_an_answer_broken_off_is_asked_for_again(service: Service) -> None:
    service.instead = [(200, {"Content-Length": "500"}, b'[{"nr"')]
    assert ask(service) == ROWS


def test_an_answer_broken_off_again_and_again_is_told(service: Service) -> None:
    assert refused(service, (200, {"Content-Length": "500"}, b'[{"nr"')).key == "fetch_afbrudt"


def test_a_service_that_is_not_there_is_told() -> None:
    with pytest.raises(SourceError) as caught:
        Client(KEY, "http://127.0.0.1:9").ask(QUESTION)  # the port of a service nobody runs
    assert caught.value.key == "fetch_forbindelse"


def test_a_service_that_keeps_silent_is_told(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uddstat_http, "READ_SECONDS", 0.05)

    def sleep(_: Any) -> None:
        import time

        time.sleep(0.2)

    service.always = sleep
    with pytest.raises(SourceError) as caught:
        ask(service)
    assert caught.value.key == "fetch_timeout"


def test_an_answer_too_large_is_not_read(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uddstat_http, "LARGEST_ANSWER", 1000)
    bomb = gzip.compress(b" " * 50_000_000)
    assert refused(service, (200, {"Content-Encoding": "gzip"}, bomb)).key == "fetch_for_stort"


def test_an_answer_in_a_text_of_its_own_is_read(service: Service) -> None:
    rows = orjson.dumps([{"nr.nr": row["nr"], "tal": row["tal"]} for row in ROWS]).decode()
    service.instead = [_json(rows)]
    assert ask(service) == ROWS


def test_the_key_is_masked_where_the_service_echoes_it(service: Service) -> None:
    told = str(refused(service, (400, {}, f"Bearer {KEY}: nej".encode())))
    assert "•••" in told


def test_the_key_is_in_no_log_and_no_picture_of_the_client(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(service)
    assert caplog.records
    assert KEY not in caplog.text
    assert KEY not in repr(Client(KEY))


@pytest.mark.parametrize("base", ["http://api.uddannelsesstatistik.dk", "ftp://127.0.0.1", "127.0.0.1", ""])
def test_the_key_never_travels_in_the_clear(base: str) -> None:
    with pytest.raises(OutputError):
        Client(KEY, base)


def test_a_certificate_that_cannot_be_verified_is_refused(service: Service) -> None:
    # The stand-in speaks no TLS at all: the handshake fails before the key is sent.
    with pytest.raises(SourceError) as caught:
        Client(KEY, service.base.replace("http:", "https:")).ask(QUESTION)
    assert caught.value.key == "fetch_tls"
    assert service.asked == []


# --- Pages ------------------------------------------------------------------------------------
@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("page", [1, 2, 3, 7, 100])
def test_all_pages_come_however_the_service_counts_them(service: Service, first: int, page: int) -> None:
    service.page, service.first_side = page, first
    rows = all_pages(Client(KEY, service.base), QUESTION)
    assert [row["nr.nr"] for row in rows] == [row["nr"] for row in ROWS]


def test_a_service_that_knows_no_pages_is_asked_three_times_at_most(service: Service) -> None:
    service.always = lambda question: service._answer({**question, "side": 0})
    assert len(all_pages(Client(KEY, service.base), QUESTION)) == len(ROWS)
    assert len(service.asked) == 3


def test_pages_without_an_end_are_refused(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xl_beregner.dataset.uddstat.pages.MOST_PAGES", 5)
    service.always = lambda question: _json([{"nr": question["side"]}])
    with pytest.raises(SourceError, match="5 sider"):
        all_pages(Client(KEY, service.base), QUESTION)


# --- The key ----------------------------------------------------------------------------------
@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)


def keyring(monkeypatch: pytest.MonkeyPatch, get_password: Any) -> None:
    module = types.ModuleType("keyring")
    module.get_password = get_password  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)


@pytest.mark.parametrize("written", [KEY, f'"{KEY}"', f"  {KEY}\n", f"{KEY[:9]}\n{KEY[9:]}"])
def test_a_key_copied_with_blanks_and_quotes_is_the_key(
    monkeypatch: pytest.MonkeyPatch, no_keyring: None, written: str
) -> None:
    monkeypatch.setenv(VARIABLE, written)
    assert find_key() == KEY


def test_without_a_key_it_is_told_how_to_get_one(no_keyring: None) -> None:
    with pytest.raises(SourceError, match="GetStarted") as caught:
        find_key()
    assert VARIABLE in str(caught.value)


def test_the_keyring_is_asked_where_the_environment_has_none(
    monkeypatch: pytest.MonkeyPatch, no_keyring: None
) -> None:
    keyring(monkeypatch, lambda service, account: KEY if service == "xl-beregner" else None)
    assert find_key() == KEY


def test_a_locked_keyring_is_no_key(monkeypatch: pytest.MonkeyPatch, no_keyring: None) -> None:
    def locked(*_: str) -> str:
        raise RuntimeError("locked")

    keyring(monkeypatch, locked)
    with pytest.raises(SourceError):
        find_key()


@pytest.mark.parametrize("broken", ["kort", "nøgle-med-æøå", "x" * 9000, "abcdefgh\x00ij"])
def test_what_is_no_key_is_told_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, no_keyring: None, broken: str
) -> None:
    monkeypatch.setattr("os.environ", {VARIABLE: broken})
    with pytest.raises(SourceError) as caught:
        find_key()
    assert caught.value.key == "fetch_noegle_form"
    assert broken not in str(caught.value)
