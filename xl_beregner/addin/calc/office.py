"""The add-in as LibreOffice sees it: the functions, the menu, and the job when a file is opened.

All of UNO is here, and inside functions: it exists in LibreOffice's Python alone.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from typing import Any

from .functions import Functions, one_of
from .heal import enter_array, heal, own_functions, plain

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_folder = ""


def factory(implementation: str, key: Any, manager: Any, folder: str) -> Any:
    """Give LibreOffice what makes one of our three objects."""
    global _folder
    _folder = folder
    import unohelper  # type: ignore[import-not-found]

    makers = {"Calc": _functions_class, "Menu": _menu_class, "Opened": _opened_class}
    helper = unohelper.ImplementationHelper()
    made = makers[implementation.rpartition(".")[2]]()
    helper.addImplementation(made, implementation, (implementation,))
    return helper.getComponentFactory(implementation, key, manager)


@lru_cache(maxsize=None)  # noqa: UP033  (Python 3.8)
def _settings() -> Any:
    with open(os.path.join(_folder, "settings.json"), encoding="utf-8") as file:
        return json.load(file)


@lru_cache(maxsize=None)  # noqa: UP033  (Python 3.8)
def _functions() -> Functions:
    return Functions(_settings())


def _functions_class() -> Any:
    """Make the class with a method for every function, as the interface beside it says."""
    import uno  # type: ignore[import-not-found]
    import unohelper

    methods = {method: one_of(_functions, name) for method, name in _settings()["functions"].items()}
    interface = uno.getClass(_settings()["interface"])
    bases = (unohelper.Base, interface)
    return type("Calc", bases, {"__init__": _with_context, **methods})


def _menu_class() -> Any:
    import uno
    import unohelper

    class Menu(unohelper.Base, uno.getClass("com.sun.star.task.XJobExecutor")):  # type: ignore[misc]
        """What the menu Beregner does."""

        __init__ = _with_context

        def trigger(self, asked: str) -> None:
            document = _desktop(self.context).getCurrentComponent()
            if asked == "connection":
                _tell(self.context, document, _functions().connection())
            elif document is not None and document.supportsService(_SPREADSHEET):
                tell = {"reload": _reload, "explain": _explain}[asked]
                _tell(self.context, document, tell(document))

    return Menu


def _opened_class() -> Any:
    import uno
    import unohelper

    class Opened(unohelper.Base, uno.getClass("com.sun.star.task.XJob")):  # type: ignore[misc]
        """A file was opened: heal the names its import broke."""

        __init__ = _with_context

        def execute(self, arguments: tuple[Any, ...]) -> Any:
            given = {argument.Name: argument.Value for argument in arguments}
            environment = {part.Name: part.Value for part in given.get("Environment", ())}
            document = environment.get("Model")
            if document is not None and document.supportsService(_SPREADSHEET):
                heal(document)
            return None

    return Opened


def _with_context(self: Any, context: Any, *arguments: Any) -> None:
    self.context = context


def _reload(document: Any) -> str:
    _functions().link.forget()
    done, refused = heal(document)
    document.calculateAll()
    told = _functions().word("genindlaest", antal=done)
    return told + " " + _functions().word("laaste", antal=refused) if refused else told


def _explain(document: Any) -> str:
    """Calculate the chosen cell once more and tell the sentences that came of it."""
    functions = _functions()
    cell = document.getCurrentController().getSelection()
    if not hasattr(cell, "getCellAddress"):
        return functions.word("vaelg_en_celle")
    formula = cell.getFormula()
    if not own_functions(formula) and _settings()["service"].lower() not in formula.lower():
        return functions.word("ingen_funktion")
    functions.recorded()
    _recalculate(document, cell)
    told = list(dict.fromkeys(functions.recorded()))
    if told:
        return "\n\n".join(told)
    return functions.word("fejl_i_argument" if cell.getError() else "ingen_fejl")


def _recalculate(document: Any, cell: Any) -> None:
    cursor = cell.getSpreadsheet().createCursorByRange(cell)
    modified = document.isModified()
    if cell.getArrayFormula():
        cursor.collapseToCurrentArray()
        enter_array(cursor, plain(cell))
    else:
        cell.setFormula(cell.getFormula())
    cell.getError()
    if not modified:
        document.setModified(False)


def _desktop(context: Any) -> Any:
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def _tell(context: Any, document: Any, sentence: str) -> None:
    """Show a sentence in a box of its own."""
    import uno

    toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
    frame = document.getCurrentController().getFrame() if document is not None else None
    window = frame.getContainerWindow() if frame is not None else toolkit.getDesktopWindow()
    kind = uno.Enum("com.sun.star.awt.MessageBoxType", "INFOBOX")
    toolkit.createMessageBox(window, kind, 1, "Beregner", sentence).execute()
