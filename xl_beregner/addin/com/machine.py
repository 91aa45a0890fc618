"""What a machine is asked for: where its Python is, where its DLL is, where Excel opens add-ins from."""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from xl_beregner.addin.com.wrappers import xlwings_version
from xl_beregner.errors import HostError

SETTINGS = "beregner.conf"


def on_windows() -> bool:
    """Tell whether this is Windows."""
    return sys.platform == "win32"


def settings() -> bytes:
    """Write the settings VBA reads: a name and a value a line, each in quotes.

    Raises
    ------
    HostError
        A path holds a character outside the machine's code page; neither VBA nor the DLL can use it.
    """
    lines = {"INTERPRETER_WIN": interpreter(), "DLL_FOLDER": dll_folder()}
    text = "".join(f'"{name}","{value}"\r\n' for name, value in lines.items())
    try:
        return text.encode("mbcs" if on_windows() else "cp1252")
    except UnicodeEncodeError as error:
        raise HostError("com_sti_med_tegn", sti=str(lines["INTERPRETER_WIN"])) from error


def interpreter() -> Path:
    """Tell which Python runs this command: Excel is to use the same."""
    return Path(sys.executable)


def dll_folder(folders: Sequence[Path] | None = None) -> Path:
    """Find the folder with xlwings' DLL; where there is none, the folder pip puts it in."""
    name = f"xlwings64-{xlwings_version()}.dll"
    looked = _folders() if folders is None else folders
    return next((folder for folder in looked if (folder / name).exists()), looked[0])


def has_dll() -> bool:
    """Tell whether the DLL lies where the settings say."""
    return (dll_folder() / f"xlwings64-{xlwings_version()}.dll").exists()


def startup_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Tell which folder Excel opens at its start, and trusts.

    A workbook keeps a formula's add-in by its path. Of all folders of a user's own only this one is
    kept as "the startup folder", so that the formula finds the add-in of the next user too.
    """
    roaming = environment.get("APPDATA")
    return (Path(roaming) if roaming else Path.home() / "AppData" / "Roaming") / "Microsoft/Excel/XLSTART"


def user_settings() -> Path:
    """Tell where the user's own settings lie; VBA looks there first."""
    return Path.home() / ".beregner" / SETTINGS


def _folders() -> list[Path]:
    # A virtual environment's python.exe lies one folder further down than its data files.
    return [Path(sys.prefix), Path(sys.executable).parent, Path(sys.base_prefix), Path(site.getuserbase())]
