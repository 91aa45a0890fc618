"""LibreOffice Calc: all functions as one extension file (``.oxt``) that is installed by a double-click.

Packed here; what it says of itself is written in ``calc_parts``, what runs inside LibreOffice lies in
``addin/calc``, and the process that answers is ``calc_worker``.
"""

from __future__ import annotations

import io
import json
import sys
from importlib.resources import files
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xl_beregner.hosts.engine  # noqa: F401  (it fills the catalogue)
from xl_beregner import __version__
from xl_beregner.catalog import specs
from xl_beregner.hosts import calc_parts
from xl_beregner.texts import LANGUAGES, language, say, words

_PACKAGE = "pythonpath/beregner_calc"  # LibreOffice adds ``pythonpath`` beside a component to its path
_SAID = "calc.besked."
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def extension(python: str | None = None) -> bytes:
    """Build the extension; the same input gives the same bytes.

    Parameters
    ----------
    python : str, optional
        The Python the extension shall ask first; the one running now unless told.
    """
    parts = {
        "META-INF/manifest.xml": calc_parts.manifest(),
        "description.xml": calc_parts.description(),
        "functions.idl": calc_parts.interface().encode("ascii"),
        "extension.components": calc_parts.components(),
        "CalcAddIns.xcu": calc_parts.functions(),
        "Addons.xcu": calc_parts.menu(),
        "Jobs.xcu": calc_parts.jobs(),
        "settings.json": _settings(python or sys.executable),
        **{f"description/{spoken}.txt": _told(spoken) for spoken in LANGUAGES},
        **_modules(),
    }
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def _settings(python: str) -> bytes:
    """Write what the parts inside LibreOffice must know; answers are in the language spoken now."""
    settings = {
        "version": __version__,
        "python": python,
        "language": language(),
        "service": calc_parts.SERVICE,
        "interface": calc_parts.INTERFACE,
        "functions": {calc_parts.method(spec): spec.excel_name for spec in specs().values()},
        "words": {
            key.removeprefix(_SAID): sentence
            for key, sentence in words(language()).items()
            if key.startswith(_SAID)
        },
    }
    return json.dumps(settings, ensure_ascii=False, indent=1).encode("utf-8")


def _modules() -> dict[str, bytes]:
    folder = files("xl_beregner") / "addin" / "calc"
    found = sorted((file.name, file.read_bytes()) for file in folder.iterdir() if file.name.endswith(".py"))
    return {(name if name == "component.py" else f"{_PACKAGE}/{name}"): code for name, code in found}


def _told(spoken: str) -> bytes:
    return say("calc.beskrivelse", lang=spoken).encode("utf-8")
