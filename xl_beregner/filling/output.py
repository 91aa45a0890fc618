"""A finished file put in its place: whole, or not at all.

It is written under a temporary name in the same folder and renamed; whatever happens in between,
the old file or none stands there.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from xl_beregner.errors import OutputError


def write_whole(data: bytes, path: Path) -> None:
    """Write a file; ``OutputError`` tells what stands in the way."""
    if not path.parent.is_dir():
        raise OutputError("filling_mappe_mangler", sti=str(path.parent))
    if (path.parent / f"~${path.name}").exists():
        # Excel's own mark of an open file: replacing it would lose what is being typed.
        raise OutputError("filling_fil_aaben", sti=str(path))
    temporary = path.parent / f".xb-{secrets.token_hex(8)}.tmp"
    try:
        # Opened as any new file is, so that it gets the rights of one.
        with open(temporary, "xb") as file:
            file.write(data)
        os.replace(temporary, path)
    except PermissionError as error:
        raise OutputError("filling_ingen_adgang", sti=str(path)) from error
    except OSError as error:
        raise OutputError("filling_kan_ikke_skrives", sti=str(path), grund=error.strerror or "") from error
    finally:
        temporary.unlink(missing_ok=True)
