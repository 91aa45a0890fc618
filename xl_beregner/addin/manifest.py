"""The manifest: what Excel and the Microsoft 365 admin centre are told about the add-in.

An "add-in only" manifest in XML, since the unified one cannot hold custom functions. Its rules are
checked in ``manifest_rules``, the address it speaks of in ``address``, its words are in ``texts``.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from xl_beregner import __version__
from xl_beregner.addin.address import base_address
from xl_beregner.texts import LANGUAGES, say

# Made once for this product. The add-in's own id is derived from it and the address: Excel knows an
# add-in by its id alone, so a test server and the real one on the same machine must differ, while
# the same server has the same id however often its manifest is written.
PRODUCT = uuid.UUID("10d92b92-4c6b-4061-99c5-c2fdb0fdb4e9")

APP = "http://schemas.microsoft.com/office/appforoffice/1.1"
OVERRIDES = "http://schemas.microsoft.com/office/taskpaneappversionoverrides"
TYPES = "http://schemas.microsoft.com/office/officeappbasictypes/1.0"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

# Office's own names of the languages. Excel shows the default to everybody whose language is not
# among the overrides, so English is named twice.
LOCALES: Mapping[str, tuple[str, ...]] = {"da": ("da-DK",), "sv": ("sv-SE",), "en": ("en-US", "en-GB")}
ICON_SIZES = (16, 32, 64, 80)

PANE, SCRIPT, METADATA = "Pane.Url", "Functions.Script.Url", "Functions.Metadata.Url"
URLS = {
    PANE: "/pane.html",
    SCRIPT: "/functions/functions.js",
    METADATA: "/functions/functions.json",
}
SHORT = {"Tab.Label": "manifest.navn", "Group.Label": "manifest.gruppe", "Button.Label": "manifest.knap"}
LONG = {"Button.Tip": "manifest.knap_tip"}


def manifest(base_url: str, *, language: str = "da", entra_client_id: str | None = None) -> bytes:
    """Write the manifest of the server at ``base_url``.

    Parameters
    ----------
    base_url : str
        The address people's Excel reaches the server under, without a path.
    language : {"da", "sv", "en"}
        The language of everybody whose Excel speaks another one than these three.
    entra_client_id : str, optional
        The app registration in Entra ID; with it Excel may hand the server a token for its user.

    Returns
    -------
    bytes
        XML, the same bytes for the same address, language and version.
    """
    base = base_address(base_url)
    root = ET.Element(
        "OfficeApp",
        {"xmlns": APP, "xmlns:xsi": INSTANCE, "xmlns:bt": TYPES, "xsi:type": "TaskPaneApp"},
    )
    _about(root, base, language)
    _runs_where(root, base)
    versions = _add(root, "VersionOverrides", {"xmlns": OVERRIDES, "xsi:type": "VersionOverridesV1_0"})
    _host(_add(_add(versions, "Hosts"), "Host", {"xsi:type": "Workbook"}))
    _resources(_add(versions, "Resources"), base, language)
    if entra_client_id:
        _sign_in(_add(versions, "WebApplicationInfo"), base, entra_client_id)
    ET.indent(root)
    written = str(ET.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode()


def addin_id(base_url: str) -> str:
    """Give the add-in's id under this address."""
    return str(uuid.uuid5(PRODUCT, base_address(base_url)))


def version(written: str = __version__) -> str:
    """Write a version as Office wants it, four whole numbers: ``0.2.0rc1`` becomes ``0.2.0.0``."""
    numbers = re.match(r"\d+(\.\d+){0,3}", written)
    found = numbers.group().split(".") if numbers else []
    return ".".join([*found, "0", "0", "0", "0"][:4])


def icon(base: str, size: int) -> str:
    """Give the address of the icon of a size."""
    return f"{base}/static/icons/beregner-{size}.png"


def _about(root: ET.Element, base: str, language: str) -> None:
    _add(root, "Id", text=addin_id(base))
    _add(root, "Version", text=version())
    _add(root, "ProviderName", text="xl_beregner")
    _add(root, "DefaultLocale", text=LOCALES[language][0])
    _spoken(root, "DisplayName", "", language, {lang: say("manifest.navn", lang) for lang in LANGUAGES})
    said = {lang: say("manifest.beskrivelse", lang) for lang in LANGUAGES}
    _spoken(root, "Description", "", language, said)
    _add(root, "IconUrl", {"DefaultValue": icon(base, 32)})
    _add(root, "HighResolutionIconUrl", {"DefaultValue": icon(base, 64)})
    _spoken(root, "SupportUrl", "", language, {lang: f"{base}/help?lang={lang}" for lang in LANGUAGES})


def _runs_where(root: ET.Element, base: str) -> None:
    _add(_add(root, "Hosts"), "Host", {"Name": "Workbook"})
    sets = _add(_add(root, "Requirements"), "Sets", {"DefaultMinVersion": "1.1"})
    _add(sets, "Set", {"Name": "SharedRuntime", "MinVersion": "1.1"})
    _add(_add(root, "DefaultSettings"), "SourceLocation", {"DefaultValue": base + URLS[PANE]})
    # The pane puts a formula into the sheet; nothing less than this permission allows it.
    _add(root, "Permissions", text="ReadWriteDocument")


def _host(host: ET.Element) -> None:
    """Tell Excel to run functions and pane in one place that stays alive, and where the button is."""
    _add(_add(host, "Runtimes"), "Runtime", {"resid": PANE, "lifetime": "long"})
    functions = _add(_add(host, "AllFormFactors"), "ExtensionPoint", {"xsi:type": "CustomFunctions"})
    for part, place in (("Script", SCRIPT), ("Page", PANE), ("Metadata", METADATA)):
        _add(_add(functions, part), "SourceLocation", {"resid": place})
    # No Namespace: with one Excel would call every function NAMESPACE.BEREGNER_X. The schema has it as
    # minOccurs 0, the manifest reference as not required (and OfficeDev/Excel-Custom-Functions#189).
    desktop = _add(host, "DesktopFormFactor")
    _add(desktop, "FunctionFile", {"resid": PANE})
    ribbon = _add(desktop, "ExtensionPoint", {"xsi:type": "PrimaryCommandSurface"})
    tab = _add(ribbon, "CustomTab", {"id": "Beregner.Tab"})
    group = _add(tab, "Group", {"id": "Beregner.Group"})
    _add(group, "Label", {"resid": "Group.Label"})
    _icons(group)
    _button(_add(group, "Control", {"xsi:type": "Button", "id": "Beregner.OpenPane"}))
    _add(tab, "Label", {"resid": "Tab.Label"})


def _button(button: ET.Element) -> None:
    _add(button, "Label", {"resid": "Button.Label"})
    tip = _add(button, "Supertip")
    _add(tip, "Title", {"resid": "Button.Label"})
    _add(tip, "Description", {"resid": "Button.Tip"})
    _icons(button)
    action = _add(button, "Action", {"xsi:type": "ShowTaskpane"})
    _add(action, "TaskpaneId", text="Beregner.Pane")
    _add(action, "SourceLocation", {"resid": PANE})


def _resources(resources: ET.Element, base: str, language: str) -> None:
    images = _add(resources, "bt:Images")
    for size in ICON_SIZES:
        _add(images, "bt:Image", {"id": f"Icon.{size}", "DefaultValue": icon(base, size)})
    urls = _add(resources, "bt:Urls")
    for name, path in URLS.items():
        # The list of functions is told in each language; pane and script find theirs themselves.
        said = {lang: base + path + _asking(name, lang) for lang in LANGUAGES}
        if name == METADATA:
            _spoken(urls, "bt:Url", name, language, said)
        else:
            _add(urls, "bt:Url", {"id": name, "DefaultValue": said[language]})
    for kind, strings in (("bt:ShortStrings", SHORT), ("bt:LongStrings", LONG)):
        held = _add(resources, kind)
        for name, key in strings.items():
            _spoken(held, "bt:String", name, language, {lang: say(key, lang) for lang in LANGUAGES})


def _asking(name: str, lang: str) -> str:
    """Ask for a language; Danish is what the server speaks unasked."""
    return f"?lang={lang}" if name == METADATA and lang != "da" else ""


def _sign_in(info: ET.Element, base: str, client_id: str) -> None:
    """Name the app registration; its address must be the one of the server, port included."""
    _add(info, "Id", text=client_id)
    _add(info, "Resource", text=f"api://{urlsplit(base).netloc}/{client_id}")
    scopes = _add(info, "Scopes")
    for scope in ("openid", "profile"):
        _add(scopes, "Scope", text=scope)


def _spoken(parent: ET.Element, tag: str, name: str, language: str, said: Mapping[str, str]) -> None:
    """Write a text with an override for each other language."""
    known = {"id": name} if name else {}
    element = _add(parent, tag, known | {"DefaultValue": said[language]})
    override = "bt:Override" if tag.startswith("bt:") else "Override"
    for locale, lang in _other_locales(language):
        _add(element, override, {"Locale": locale, "Value": said[lang]})


def _other_locales(language: str) -> Iterable[tuple[str, str]]:
    spoken = LOCALES[language][0]
    return [(place, lang) for lang in LANGUAGES for place in LOCALES[lang] if place != spoken]


def _icons(parent: ET.Element) -> None:
    icon = _add(parent, "Icon")
    for size in ICON_SIZES:
        _add(icon, "bt:Image", {"size": str(size), "resid": f"Icon.{size}"})


def _add(
    parent: ET.Element, tag: str, attributes: Mapping[str, str] | None = None, *, text: str = ""
) -> ET.Element:
    # Tags carry their prefix as written: Office's own tools look for VersionOverrides without one.
    element = ET.SubElement(parent, tag, dict(attributes or {}))
    element.text = text or None
    return element
