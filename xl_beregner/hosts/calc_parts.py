"""What the Calc extension says of itself, as LibreOffice reads it: interface, functions, menu, parts.

Everything is written from ``specs()`` and ``texts`` in all our languages; ``calc`` packs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from xl_beregner import __version__
from xl_beregner.catalog import Kind, UdfSpec, specs
from xl_beregner.hosts.arguments import argument_name
from xl_beregner.hosts.reference import argument_help
from xl_beregner.texts import LANGUAGES, say, speaking

IDENTIFIER = "dk.xlberegner.calc"
SERVICE = "dk.xlberegner.Calc"
INTERFACE = "dk.xlberegner.XFunctions"
MENU = "dk.xlberegner.Menu"
OPENED = "dk.xlberegner.Opened"
MENU_ITEMS = {"reload": "genindlaes", "explain": "forklar", "connection": "tjek"}

_OOR = "http://openoffice.org/2001/registry"
_DESCRIPTION = "http://openoffice.org/extensions/description/2006"
_LIBREOFFICE = "http://libreoffice.org/extensions/description/2011"
_MANIFEST = "http://openoffice.org/2001/manifest"
_COMPONENTS = "http://openoffice.org/2010/uno-components"
_XLINK = "http://www.w3.org/1999/xlink"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONFIGURATION = "application/vnd.sun.star.configuration-data"

_ROWS = "sequence< sequence< any > >"
_REFERENCE = "com::sun::star::table::XCellRange"
_SHOWN_REFERENCE = re.compile(r"(?:\w+!)?[A-Z]+\d+:[A-Z]+\d+")
_TYPED = (Kind.NUMBER, Kind.LABEL, Kind.CHOICE, Kind.CELLS)  # the last are often another call's answer

# An Office in any other language shows the English words.
_LOCALES = {"da": ("da",), "sv": ("sv",), "en": ("en", "en-US")}


def method(spec: UdfSpec) -> str:
    """Name a function inside the interface."""
    return spec.name.lower()


def takes_reference(spec: UdfSpec, place: int) -> bool:
    """Tell whether an argument is asked for as a reference, or as anything at all.

    Calc hands a reference over unread: a blank stays blank, an error cell can be told, a whole column
    costs nothing; but nothing typed in the formula itself is taken then, and nothing left out. Anything
    at all is read by Calc: a lone blank cell is 0, and a whole column a million values. So what the
    function's example shows as a range is a reference.
    """
    parameter = spec.parameters[place]
    if not parameter.required or parameter.kind in _TYPED:
        return False
    shown = say(f"funktion.{spec.name}.eksempel", lang="da").partition("(")[2].rstrip(")").split(";")
    return place < len(shown) and bool(_SHOWN_REFERENCE.fullmatch(shown[place]))


def interface() -> str:
    """Write the interface: every argument is anything, the document that asks comes first.

    LibreOffice reads this text as it stands; only a large type library need be compiled.
    """
    *modules, name = INTERFACE.split(".")
    lines = [f"module {module} {{" for module in modules]
    lines.append(f"interface {name} : com::sun::star::uno::XInterface {{")
    for spec in specs().values():
        given = "".join(
            f", [in] {_REFERENCE if takes_reference(spec, place) else 'any'} a{place + 1}"
            for place in range(len(spec.parameters))
        )
        lines.append(f"    {_ROWS} {method(spec)}([in] com::sun::star::beans::XPropertySet document{given});")
    return "\n".join([*lines, "};", *("};" for _ in modules), ""])


def functions() -> bytes:
    """Write what the function wizard shows of each function, in every language."""
    root, top = _configuration("org.openoffice.Office", "CalcAddIns")
    listed = _node(_node(_node(top, "AddInInfo"), SERVICE, new=True), "AddInFunctions")
    for spec in specs().values():
        node = _node(listed, method(spec), new=True)
        _property(node, "DisplayName", dict.fromkeys(LANGUAGES, spec.excel_name))
        _property(node, "Description", _said(f"funktion.{spec.name}.beskrivelse"))
        _property(node, "Category", "Add-In")  # Calc knows its own categories only
        # From 7.5 this is the name Calc reads from and writes to Excel's files.
        _property(node, "CompatibilityName", dict.fromkeys(LANGUAGES, spec.excel_name))
        parameters = _node(node, "Parameters")
        for place, parameter in enumerate(spec.parameters, start=1):
            told = _node(parameters, f"a{place}", new=True)
            names, helps = {}, {}
            for language in LANGUAGES:
                with speaking(language):
                    names[language] = argument_name(spec, parameter.name)
                    helps[language] = argument_help(spec, parameter)
            _property(told, "DisplayName", names)
            _property(told, "Description", helps)
    return _bytes(root)


def menu() -> bytes:
    """Write the menu Beregner."""
    root, top = _configuration("org.openoffice.Office", "Addons")
    entry = _node(_node(_node(top, "AddonUI"), "OfficeMenuBar"), IDENTIFIER, new=True)
    _property(entry, "Title", _said("calc.navn"))
    _property(entry, "Context", "com.sun.star.sheet.SpreadsheetDocument")
    items = _node(entry, "Submenu")
    for place, (asked, key) in enumerate(MENU_ITEMS.items()):
        item = _node(items, f"m{place}", new=True)
        _property(item, "URL", f"service:{MENU}?{asked}")
        _property(item, "Title", _said(f"calc.menu.{key}"))
        _property(item, "Target", "_self")
    return _bytes(root)


def jobs() -> bytes:
    """Write that our job runs when a file has been opened."""
    root, top = _configuration("org.openoffice.Office", "Jobs")
    job = _node(_node(top, "Jobs"), IDENTIFIER, new=True)
    _property(job, "Service", OPENED)
    events = _node(top, "Events")
    # The first is a file a person opened, the second any that was loaded; healing twice does no harm.
    for name in ("onDocumentOpened", "onDocumentAdded"):
        _node(_node(_node(events, name, new=True), "JobList"), IDENTIFIER, new=True)
    return _bytes(root)


def components() -> bytes:
    """Write which objects live in ``component.py``."""
    root = Element("components", xmlns=_COMPONENTS)
    component = SubElement(root, "component", loader="com.sun.star.loader.Python", uri="component.py")
    for name in (SERVICE, MENU, OPENED):
        SubElement(SubElement(component, "implementation", name=name), "service", name=name)
    return _bytes(root)


def description() -> bytes:
    """Write the extension's name and version; its licence asks for no click and stands in the description."""
    root = Element("description", {"xmlns": _DESCRIPTION, "xmlns:xlink": _XLINK, "xmlns:lo": _LIBREOFFICE})
    SubElement(root, "identifier", value=IDENTIFIER)
    SubElement(root, "version", value=__version__)
    names = SubElement(root, "display-name")
    publisher = SubElement(root, "publisher")
    told = SubElement(root, "extension-description")
    for language in LANGUAGES:
        SubElement(names, "name", lang=language).text = say("calc.navn", lang=language)
        SubElement(publisher, "name", {"lang": language, "xlink:href": ""}).text = "xl_beregner"
        SubElement(told, "src", {"lang": language, "xlink:href": f"description/{language}.txt"})
    needs = SubElement(root, "dependencies")
    SubElement(needs, "lo:LibreOffice-minimal-version", {"value": "7.4", "name": "LibreOffice 7.4"})
    return _bytes(root)


def manifest() -> bytes:
    """Write the list of the parts LibreOffice must read."""
    root = Element("manifest:manifest", {"xmlns:manifest": _MANIFEST})
    parts = (
        ("application/vnd.sun.star.uno-typelibrary;type=RDB", "functions.idl"),
        ("application/vnd.sun.star.uno-components", "extension.components"),
        (_CONFIGURATION, "CalcAddIns.xcu"),
        (_CONFIGURATION, "Addons.xcu"),
        (_CONFIGURATION, "Jobs.xcu"),
    )
    for kind, path in parts:
        attributes = {"manifest:media-type": kind, "manifest:full-path": path}
        SubElement(root, "manifest:file-entry", attributes)
    return _bytes(root)


# --- LibreOffice's configuration format --------------------------------------------------------
def _configuration(package: str, name: str) -> tuple[Element, Element]:
    attributes = {"xmlns:oor": _OOR, "oor:package": package, "oor:name": name}
    root = Element("oor:component-data", attributes | {"xmlns:xs": "http://www.w3.org/2001/XMLSchema"})
    return root, root


def _node(parent: Element, name: str, *, new: bool = False) -> Element:
    attributes = {"oor:name": name} | ({"oor:op": "replace"} if new else {})
    return SubElement(parent, "node", attributes)


def _property(node: Element, name: str, said: str | Mapping[str, str]) -> None:
    found = SubElement(node, "prop", {"oor:name": name, "oor:type": "xs:string"})
    for locale, words in _by_locale(said):
        SubElement(found, "value", {_XML_LANG: locale} if locale else {}).text = words


def _by_locale(said: str | Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if isinstance(said, str):
        return [("", said)]
    return [(locale, words) for language, words in said.items() for locale in _LOCALES[language]]


def _said(key: str) -> dict[str, str]:
    return {language: say(key, lang=language) for language in LANGUAGES}


def _bytes(root: Element) -> bytes:
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written
