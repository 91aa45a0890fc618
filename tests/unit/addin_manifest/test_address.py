"""The address of the server: one way of writing it, and clear words for each that cannot be used."""

from __future__ import annotations

import pytest

from xl_beregner.addin.address import AddressError, base_address, is_loopback


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://beregner.kommune.dk", "https://beregner.kommune.dk"),
        (" https://Beregner.Kommune.DK/ ", "https://beregner.kommune.dk"),
        ("https://beregner.kommune.dk:443", "https://beregner.kommune.dk"),
        ("https://beregner.kommune.dk:8443/", "https://beregner.kommune.dk:8443"),
        ("https://åbenrå.dk", "https://xn--benr-poae.dk"),
        ("http://localhost:8443", "http://localhost:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://10.0.0.7", "https://10.0.0.7"),
    ],
)
def test_an_address_is_written_in_one_way(written: str, address: str) -> None:
    assert base_address(written) == address


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("beregner.kommune.dk", "adresse_skema"),
        ("", "adresse_skema"),
        ("ftp://beregner.kommune.dk", "adresse_skema"),
        ("https://", "adresse_skema"),
        ("http://beregner.kommune.dk", "adresse_http"),
        ("https://beregner.kommune.dk/sti", "adresse_sti"),
        ("https://beregner.kommune.dk/?a=1", "adresse_sti"),
        ("https://beregner.kommune.dk?", "adresse_sti"),
        ("https://beregner.kommune.dk/#a", "adresse_sti"),
        ("https://navn:kode@beregner.kommune.dk", "adresse_bruger"),
        ("https://beregner.kommune.dk:0", "adresse_port"),
        ("https://beregner.kommune.dk:70000", "adresse_port"),
        ("https://beregner.kommune.dk:abc", "adresse_port"),
        ("https://0.0.0.0:8443", "adresse_navn"),
        ("https://beregner kommune.dk", "adresse_navn"),
        ("https://-a.dk", "adresse_navn"),
        ("https://[::1", "adresse_navn"),
        ("https://beregner%2ekommune.dk", "adresse_navn"),
        ("https://[fe80::1%25eth0]:8443", "adresse_navn"),
        ("https://beregner\n.kommune.dk", "adresse_navn"),
        ("https://beregner.kommune.dk\x00", "adresse_navn"),
        ("https://beregner.\u200bkommune.dk", "adresse_navn"),
        ("https://" + "a" * 70 + ".dk", "adresse_navn"),
    ],
)
def test_an_address_no_add_in_can_live_under_is_refused(written: str, key: str) -> None:
    with pytest.raises(AddressError) as refused:
        base_address(written)
    assert refused.value.key == key
    assert "…" not in str(refused.value)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(AddressError) as refused:
        base_address("https://navn:hemmelig@beregner.kommune.dk")
    assert "hemmelig" not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "near"),
    [("localhost", True), ("127.0.0.5", True), ("::1", True), ("10.0.0.1", False), ("localhost.dk", False)],
)
def test_this_machine_is_told_from_others(host: str, near: bool) -> None:
    assert is_loopback(host) is near
