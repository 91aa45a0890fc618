"""Certificate files: right, about to expire, expired, for another name, without their key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.addin_certificates import Pair, make

from xl_beregner.addin.doctor_certificate import certificate
from xl_beregner.addin.finding import Finding, Level

HOST = "beregner.kommune.dk"


def looked_at(pair: Pair, host: str = HOST) -> Finding:
    return certificate(pair.chain, pair.key, host, datetime.now(UTC))


@pytest.mark.parametrize("host", [HOST, "localhost", "127.0.0.1"])
def test_a_certificate_in_date_for_the_name_is_in_order(tmp_path: Path, host: str) -> None:
    finding = looked_at(make(tmp_path, host), host)
    assert (finding.level, finding.key) == (Level.OK, "ok")
    assert finding.facts["vaert"] == host


@pytest.mark.parametrize(
    ("begins", "ends", "level", "key"),
    [
        (-30, 10, Level.WARNING, "snart"),
        (-30, -1, Level.ERROR, "udloebet"),
        (2, 30, Level.ERROR, "ikke_endnu"),
    ],
)
def test_dates_are_looked_at(tmp_path: Path, begins: int, ends: int, level: Level, key: str) -> None:
    finding = looked_at(make(tmp_path, HOST, begins=begins, ends=ends))
    assert (finding.level, finding.key) == (level, key)
    assert finding.cure


@pytest.mark.parametrize("host", ["andet.kommune.dk", "10.0.0.1"])
def test_a_certificate_for_another_name_is_found(tmp_path: Path, host: str) -> None:
    finding = looked_at(make(tmp_path, HOST), host)
    assert (finding.level, finding.key) == (Level.ERROR, "andet_navn")


def test_a_key_that_belongs_to_another_certificate_is_found(tmp_path: Path) -> None:
    pair, other = make(tmp_path, HOST), make(tmp_path, "andet.kommune.dk")
    assert looked_at(Pair(pair.chain, other.key)).key == "ugyldigt"


def test_a_key_with_a_password_is_found_without_asking_for_it(tmp_path: Path) -> None:
    assert looked_at(make(tmp_path, HOST, password=b"hemmelig")).key == "ugyldigt"


def test_a_file_that_is_no_certificate_or_not_there_is_told(tmp_path: Path) -> None:
    pair = make(tmp_path, HOST)
    absent = tmp_path / "findes_ikke.pem"
    assert looked_at(Pair(absent, pair.key)).key == "ulaeselig"
    assert looked_at(Pair(pair.chain, absent)).key == "ulaeselig"
    pair.chain.write_text("ikke et certifikat")
    assert looked_at(pair).key == "ugyldigt"
