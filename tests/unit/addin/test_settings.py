"""What the server is told: closed unless opened, and every wrong setting named with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl_beregner.addin.settings import Settings, read
from xl_beregner.errors import BeregnerError, HostError

CLIENT, TENANT = "11111111-2222-3333-4444-555555555555", "99999999-8888-7777-6666-555555555555"
ENTRA = {"ENTRA_CLIENT_ID": CLIENT, "ENTRA_TENANT_ID": TENANT}
CERTIFICATE = {"CERT": "c.pem", "KEY": "k.pem"}


def told(**given: str) -> Settings:
    return read({f"XL_BEREGNER_{name}": value for name, value in given.items()} | {"HOME": "/"})


def test_without_a_word_only_this_machine_is_answered() -> None:
    assert told() == Settings()
    assert told().host == "127.0.0.1"
    assert told().anonymous


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "beregner.kommune.dk"])
def test_beyond_this_machine_without_entra_it_does_not_start(host: str) -> None:
    with pytest.raises(HostError) as error:
        told(HOST=host, **CERTIFICATE)
    assert error.value.key == "addin_aaben"
    assert "XL_BEREGNER_ENTRA_CLIENT_ID" in str(error.value)
    assert "XL_BEREGNER_ENTRA_TENANT_ID" in str(error.value)


def test_behind_a_proxy_without_entra_it_does_not_start() -> None:
    with pytest.raises(HostError) as error:
        told(ADDRESS="https://beregner.kommune.dk")
    assert error.value.key == "addin_aaben"


def test_beyond_this_machine_without_https_it_does_not_start() -> None:
    with pytest.raises(HostError) as error:
        told(HOST="0.0.0.0", **ENTRA)
    assert error.value.key == "addin_uden_https"


def test_with_entra_and_a_certificate_it_listens_to_all() -> None:
    settings = told(HOST="0.0.0.0", ENTRA_ROLES="Beregner, Leder,", **ENTRA, **CERTIFICATE)
    assert not settings.anonymous
    assert settings.entra is not None
    assert settings.entra.roles == ("Beregner", "Leder")
    assert settings.certificate == Path("c.pem")


def test_behind_a_proxy_with_https_it_answers_to_the_proxy_s_name() -> None:
    settings = told(ADDRESS="https://Beregner.Kommune.dk/", **ENTRA)
    assert settings.hosts == {"beregner.kommune.dk"}
    assert settings.https
    assert settings.base() == "https://beregner.kommune.dk"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"ENTRA_CLIENT_ID": CLIENT}, "addin_entra_halvt"),
        ({"ENTRA_TENANT_ID": TENANT}, "addin_entra_halvt"),
        ({"ENTRA_ROLES": "Leder"}, "addin_entra_halvt"),
        ({"ENTRA_CLIENT_ID": "beregner", "ENTRA_TENANT_ID": TENANT}, "addin_entra_id"),
        ({"ENTRA_CLIENT_ID": CLIENT, "ENTRA_TENANT_ID": "common"}, "addin_entra_id"),
        ({"CERT": "c.pem"}, "addin_certifikat_halvt"),
        ({"KEY": "k.pem"}, "addin_certifikat_halvt"),
        ({"PORT": "https"}, "addin_tal"),
        ({"PORT": "65536"}, "addin_tal"),
        ({"PORT": "-1"}, "addin_tal"),
        ({"MAX_MB": "0"}, "addin_tal"),
        ({"THREADS": "²"}, "addin_tal"),
        ({"SECONDS": "1.5"}, "addin_tal"),
        ({"ADDRESS": "ftp://beregner"}, "adresse_skema"),
        ({"ADDRESS": "http://beregner.kommune.dk"}, "adresse_http"),
    ],
)
def test_a_wrong_setting_is_named(given: dict[str, str], key: str) -> None:
    with pytest.raises(BeregnerError) as error:
        told(**given)
    assert error.value.key == key
    assert str(error.value).endswith(".")


def test_a_blank_variable_counts_as_none() -> None:
    assert told(HOST="", PORT=" ", ENTRA_CLIENT_ID="") == Settings()


@pytest.mark.parametrize(
    ("host", "base"), [("127.0.0.1", "http://127.0.0.1:8443"), ("::1", "http://[::1]:8443")]
)
def test_its_address_can_be_opened(host: str, base: str) -> None:
    assert told(HOST=host).base() == base
