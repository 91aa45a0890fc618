"""What Office's documentation asks of a manifest, checked without Office and without a network.

Microsoft's own validator is a service on the internet; its schema is not ours to ship. The rules
here are our own writing of the documented ones, for the parts our manifest uses: which element
stands where, lengths, addresses, icons, and that every ``resid`` points at something of its kind.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from xl_beregner.addin.address import is_loopback
from xl_beregner.errors import Fault

# The children of each element in the order Office reads them: ``?`` may be left out, ``*`` any
# number, ``+`` one or more. An element without an entry holds text or attributes only.
_CHILDREN = {
    "OfficeApp": "Id AlternateId? Version ProviderName DefaultLocale DisplayName Description IconUrl "
    "HighResolutionIconUrl SupportUrl AppDomains? Hosts Requirements? DefaultSettings Permissions "
    "VersionOverrides?",
    "DisplayName": "Override*",
    "Description": "Override*",
    "IconUrl": "Override*",
    "HighResolutionIconUrl": "Override*",
    "SupportUrl": "Override*",
    "AppDomains": "AppDomain*",
    "Hosts": "Host+",
    "Host": "Runtimes? AllFormFactors? DesktopFormFactor?",
    "Requirements": "Sets",
    "Sets": "Set+",
    "DefaultSettings": "SourceLocation",
    "VersionOverrides": "Description? Requirements? Hosts Resources WebApplicationInfo?",
    "Runtimes": "Runtime",
    "AllFormFactors": "ExtensionPoint",
    "DesktopFormFactor": "GetStarted? FunctionFile? ExtensionPoint+",
    "ExtensionPoint:CustomFunctions": "Script Page Metadata Namespace?",
    "ExtensionPoint:PrimaryCommandSurface": "OfficeTab* CustomTab*",
    "CustomTab": "Group+ Label",
    "Group": "Label Icon Control+",
    "Control": "Label Supertip Icon Action Enabled?",
    "Supertip": "Title Description",
    "Icon": "Image+",
    "Action": "TaskpaneId? SourceLocation",
    "Script": "SourceLocation",
    "Page": "SourceLocation",
    "Metadata": "SourceLocation",
    "Resources": "Images Urls ShortStrings LongStrings?",
    "Images": "Image+",
    "Urls": "Url+",
    "ShortStrings": "String+",
    "LongStrings": "String+",
    "Image": "Override*",
    "Url": "Override*",
    "String": "Override*",
    "WebApplicationInfo": "Id Resource Scopes",
    "Scopes": "Scope+",
}
_KINDS = ("Images", "Urls", "ShortStrings", "LongStrings")
_LONGEST = {"ShortStrings": 125, "LongStrings": 250, "Images": 2048, "Urls": 2048}
_LONGEST_OF = {"DisplayName": 125, "Description": 250, "ProviderName": 125}
_LONGEST_ID = 32
# Which kind of resource an element may point at; whatever is not named here points at an address.
_POINTS_AT = {"Label": "ShortStrings", "Title": "ShortStrings", "Namespace": "ShortStrings",
              "Description": "LongStrings", "Image": "Images"}  # fmt: skip
_REQUIRED_ICONS = {16, 32, 80}
_POSSIBLE_ICONS = _REQUIRED_ICONS | {20, 24, 40, 48, 64}
_LOCALE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})?")
_VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){0,3}")
_IS_ADDRESS = {"IconUrl", "HighResolutionIconUrl", "SupportUrl", "SourceLocation", "Image", "Url"}


def faults(xml: bytes) -> list[Fault]:
    """Find all that is wrong with a manifest; an empty list says it keeps the documented rules."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        return [Fault("manifest_xml", {"grund": "DOCTYPE"})]
    try:
        root = ET.fromstring(xml)
    except ET.ParseError as error:
        return [Fault("manifest_xml", {"grund": str(error)})]
    if _name(root) != "OfficeApp":
        return [Fault("manifest_mangler", {"element": "OfficeApp", "i": _name(root)})]
    checks = (_order, _identity, _lengths, _addresses, _languages, _icons, _resources)
    return [fault for check in checks for fault in check(root)]


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _kind(element: ET.Element) -> str:
    """Give ``xsi:type``, which decides what an extension point holds."""
    return next((value for key, value in element.attrib.items() if key.endswith("}type")), "")


def _order(root: ET.Element) -> Iterator[Fault]:
    for element in root.iter():
        name = _name(element)
        grammar = _CHILDREN.get(f"{name}:{_kind(element)}", _CHILDREN.get(name))
        if grammar is None or (name == "Description" and "resid" in element.attrib):
            continue
        yield from _children(name, [_name(child) for child in element], grammar.split())


def _children(parent: str, found: list[str], grammar: list[str]) -> Iterator[Fault]:
    known = {part.rstrip("?*+"): part[-1] for part in grammar}
    missing = [name for name, mark in known.items() if mark not in "?*" and name not in found]
    for name in missing:
        yield Fault("manifest_mangler", {"element": name, "i": parent})
    unknown = [name for name in found if name not in known]
    for name in unknown:
        yield Fault("manifest_ukendt", {"element": name, "i": parent})
    pattern = "".join(f"(?:{p.rstrip('?*+')} ){p[-1] if p[-1] in '?*+' else ''}" for p in grammar)
    if not missing and not unknown and not re.fullmatch(pattern, "".join(f"{name} " for name in found)):
        yield Fault("manifest_raekkefoelge", {"i": parent, "skal": [p.rstrip("?*+") for p in grammar]})


def _identity(root: ET.Element) -> Iterator[Fault]:
    for element in root.iter():
        text = (element.text or "").strip()
        if _name(element) == "Id" and not _is_guid(text):
            yield Fault("manifest_guid", {"fundet": text})
        if _name(element) == "Version" and not _VERSION.fullmatch(text):
            yield Fault("manifest_version", {"fundet": text})
        if _name(element) == "Permissions" and text != "ReadWriteDocument":
            yield Fault("manifest_tilladelse", {"fundet": text})


def _is_guid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _lengths(root: ET.Element) -> Iterator[Fault]:
    for element in root:
        most = _LONGEST_OF.get(_name(element))
        if most:
            yield from _too_long(element, most, _name(element))
    for kind in _KINDS:
        for element in _held(root, kind):
            yield from _too_long(element, _LONGEST[kind], element.get("id", kind))


def _too_long(element: ET.Element, most: int, where: str) -> Iterator[Fault]:
    texts = [element.get("DefaultValue", (element.text or "").strip())]
    for text in texts + [child.get("Value", "") for child in element]:
        if not 1 <= len(text) <= most:
            yield Fault("manifest_laengde", {"hvor": where, "tegn": len(text), "hoejst": most})


def _addresses(root: ET.Element) -> Iterator[Fault]:
    for element in root.iter():
        if _name(element) not in _IS_ADDRESS or "DefaultValue" not in element.attrib:
            continue
        for address in [element.attrib["DefaultValue"], *(child.get("Value", "") for child in element)]:
            parts = urlsplit(address)
            near = parts.scheme == "http" and is_loopback(parts.hostname or "")
            if not parts.netloc or (parts.scheme != "https" and not near):
                yield Fault("manifest_https", {"adresse": address})


def _languages(root: ET.Element) -> Iterator[Fault]:
    for element in root.iter():
        text = element.text if _name(element) == "DefaultLocale" else element.get("Locale")
        if text is not None and not _LOCALE.fullmatch(text.strip()):
            yield Fault("manifest_sprog", {"fundet": text})


def _icons(root: ET.Element) -> Iterator[Fault]:
    for element in root.iter():
        if _name(element) != "Icon":
            continue
        sizes = {int(size) if (size := image.get("size", "")).isdigit() else 0 for image in element}
        if not _REQUIRED_ICONS <= sizes <= _POSSIBLE_ICONS:
            yield Fault("manifest_ikon", {"fundet": sorted(sizes)})


def _resources(root: ET.Element) -> Iterator[Fault]:
    held = {kind: [element.get("id", "") for element in _held(root, kind)] for kind in _KINDS}
    every = [name for names in held.values() for name in names]
    for name in every:
        if not 1 <= len(name) <= _LONGEST_ID:
            yield Fault("manifest_id", {"fundet": name, "hoejst": _LONGEST_ID})
    for name in sorted({name for name in every if every.count(name) > 1}):
        yield Fault("manifest_dobbelt", {"fundet": name})
    for element in root.iter():
        wanted = element.get("resid")
        if wanted is not None and wanted not in held[_POINTS_AT.get(_name(element), "Urls")]:
            yield Fault("manifest_resid", {"fundet": wanted, "element": _name(element)})


def _held(root: ET.Element, kind: str) -> list[ET.Element]:
    return [child for element in root.iter() if _name(element) == kind for child in element]
