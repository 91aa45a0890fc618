"""The manifest: what it says, that it keeps the rules, and that each broken rule is found."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from xl_beregner import addin
from xl_beregner.addin.manifest import APP, ICON_SIZES, OVERRIDES, TYPES, addin_id, manifest, version
from xl_beregner.addin.manifest_rules import faults
from xl_beregner.texts import LANGUAGES, speaking

STATIC = Path(addin.__file__).parent / "static"
BASE = "https://beregner.kommune.dk"
CLIENT = "11111111-2222-3333-4444-555555555555"
NAMES = {"a": APP, "v": OVERRIDES, "bt": TYPES}


def parsed(**how: str) -> etree._Element:
    return etree.fromstring(manifest(BASE, **how))


@pytest.mark.parametrize(
    "base", [BASE, "https://localhost:8443", "http://127.0.0.1:8443", "https://åbenrå.dk"]
)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", [None, CLIENT])
def test_every_manifest_keeps_the_rules(base: str, language: str, client: str | None) -> None:
    assert faults(manifest(base, language=language, entra_client_id=client)) == []


def test_no_namespace_stands_before_a_functions_name() -> None:
    assert b"Namespace" not in manifest(BASE)


def test_functions_and_pane_run_in_one_runtime_that_stays_alive() -> None:
    root = parsed()
    runtime = root.find(".//v:Runtime", NAMES)
    assert dict(runtime.attrib) == {"resid": "Pane.Url", "lifetime": "long"}
    assert root.find(".//v:Page/v:SourceLocation", NAMES).get("resid") == "Pane.Url"
    assert root.find(".//v:FunctionFile", NAMES).get("resid") == "Pane.Url"
    assert root.find(".//a:Set", NAMES).get("Name") == "SharedRuntime"


def test_every_address_is_the_servers_own() -> None:
    text = manifest(BASE).decode()
    addresses = [one for one in re.findall(r'="(https?://[^"]+)"', text) if "schemas" not in one]
    others = [one for one in addresses if not one.startswith(f"{BASE}/") and "w3.org" not in one]
    assert len(addresses) > 10
    assert others == []


@pytest.mark.parametrize("size", ICON_SIZES)
def test_each_icon_is_a_picture_of_the_size_the_manifest_says(size: int) -> None:
    picture = (STATIC / "icons" / f"beregner-{size}.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (size, size)
    assert f'DefaultValue="{BASE}/static/icons/beregner-{size}.png"'.encode() in manifest(BASE)


def test_danish_is_shown_unless_excel_speaks_swedish_or_english() -> None:
    root = parsed()
    label = root.find(".//bt:String[@id='Button.Label']", NAMES)
    assert root.findtext("a:DefaultLocale", namespaces=NAMES) == "da-DK"
    assert label.get("DefaultValue") == "Åbn Beregner"
    assert {child.get("Locale"): child.get("Value") for child in label} == {
        "sv-SE": "Öppna Beregner",
        "en-US": "Open Beregner",
        "en-GB": "Open Beregner",
    }


def test_a_swedish_manifest_shows_swedish_by_default_and_danish_to_danes() -> None:
    label = parsed(language="sv").find(".//bt:String[@id='Button.Label']", NAMES)
    assert label.get("DefaultValue") == "Öppna Beregner"
    assert "da-DK" in {child.get("Locale") for child in label}


def test_the_list_of_functions_is_asked_for_in_each_language() -> None:
    url = parsed().find(".//bt:Url[@id='Functions.Metadata.Url']", NAMES)
    assert url.get("DefaultValue") == f"{BASE}/functions/functions.json"
    assert {child.get("Locale"): child.get("Value").partition("?")[2] for child in url} == {
        "sv-SE": "lang=sv",
        "en-US": "lang=en",
        "en-GB": "lang=en",
    }


def test_the_manifest_does_not_change_with_the_language_spoken_by_the_program() -> None:
    with speaking("en"):
        assert manifest(BASE) == manifest(BASE + "/")
    assert manifest(BASE) == manifest(BASE)


def test_an_add_in_keeps_its_id_and_another_server_has_another() -> None:
    # The number is what installed add-ins are known by: it must never change.
    assert addin_id(BASE) == "5f7b8641-9a71-58ad-b74a-eb189138d95e"
    assert addin_id("https://BEREGNER.kommune.dk/") == addin_id(BASE)
    assert addin_id("https://proeve.kommune.dk") != addin_id(BASE)
    assert UUID(addin_id(BASE)).version == 5


def test_sign_in_is_asked_for_only_when_there_is_an_app_to_sign_in_to() -> None:
    assert parsed().find(".//v:WebApplicationInfo", NAMES) is None
    info = etree.fromstring(manifest("https://a.dk:8443", entra_client_id=CLIENT)).find(
        ".//v:WebApplicationInfo", NAMES
    )
    assert info.findtext("v:Id", namespaces=NAMES) == CLIENT
    assert info.findtext("v:Resource", namespaces=NAMES) == f"api://a.dk:8443/{CLIENT}"


@pytest.mark.parametrize(
    ("written", "office"),
    [
        ("0.1.0", "0.1.0.0"),
        ("1.2.3.4", "1.2.3.4"),
        ("0.2.0rc1", "0.2.0.0"),
        ("2", "2.0.0.0"),
        ("x", "0.0.0.0"),
    ],
)
def test_a_version_is_four_numbers(written: str, office: str) -> None:
    assert version(written) == office


@pytest.mark.parametrize(
    ("there", "instead", "key"),
    [
        ("</OfficeApp>", "", "manifest_xml"),
        ("<OfficeApp ", "<!DOCTYPE a><OfficeApp ", "manifest_xml"),
        ("<ProviderName>xl_beregner</ProviderName>", "", "manifest_mangler"),
        ("<Permissions>", "<Spare /><Permissions>", "manifest_ukendt"),
        ("<Version>0.1.0.0</Version>", "", "manifest_mangler"),
        ('<Label resid="Tab.Label" />', "", "manifest_mangler"),
        (
            '<FunctionFile resid="Pane.Url" />',
            '<FunctionFile resid="Pane.Url" />' * 2,
            "manifest_raekkefoelge",
        ),
        ("<Id>5f7b", "<Id>{5f7b", "manifest_guid"),
        ("<Version>0.1.0.0", "<Version>0.1.0.0.0", "manifest_version"),
        ("<Version>0.1.0.0", "<Version>0.123456", "manifest_version"),
        (">ReadWriteDocument<", ">ReadDocument<", "manifest_tilladelse"),
        (
            '<DisplayName DefaultValue="Beregner"',
            f'<DisplayName DefaultValue="{"x" * 126}"',
            "manifest_laengde",
        ),
        ('<Description DefaultValue="', f'<Description DefaultValue="{"x" * 250}', "manifest_laengde"),
        ('Value="Open Beregner"', f'Value="{"x" * 126}"', "manifest_laengde"),
        ('Value="Open Beregner"', 'Value=""', "manifest_laengde"),
        (
            'DefaultValue="https://beregner.kommune.dk/pane',
            'DefaultValue="http://a.dk/pane',
            "manifest_https",
        ),
        ('Value="https://beregner.kommune.dk/help?lang=sv', 'Value="/help', "manifest_https"),
        ('Locale="sv-SE"', 'Locale="svensk"', "manifest_sprog"),
        ('<bt:Image size="80" resid="Icon.80" />', "", "manifest_ikon"),
        ('size="64"', 'size="65"', "manifest_ikon"),
        ('id="Icon.64"', f'id="{"x" * 33}"', "manifest_id"),
        ('id="Icon.64"', 'id="Icon.32"', "manifest_dobbelt"),
        (' id="Tab.Label"', ' id="Tab.Lable"', "manifest_resid"),
        ('<Description resid="Button.Tip"', '<Description resid="Button.Label"', "manifest_resid"),
    ],
)
def test_each_broken_rule_is_found_and_told_in_words(there: str, instead: str, key: str) -> None:
    whole = manifest(BASE).decode()
    assert there in whole
    found = faults(whole.replace(there, instead).encode())
    assert key in [fault.key for fault in found]
    assert not any("…" in str(fault) or "fejl." in str(fault) for fault in found)


def test_elements_out_of_order_are_found() -> None:
    root = ET.fromstring(manifest(BASE))
    root.append(root[0])
    root.remove(root[0])
    assert [fault.key for fault in faults(ET.tostring(root))] == ["manifest_raekkefoelge"]


def test_something_else_than_a_manifest_is_told_as_such() -> None:
    assert [fault.key for fault in faults(b"<html></html>")] == ["manifest_mangler"]
