"""Run by LibreOffice's own Python: read a workbook's macros and call some of them.

Arguments: a pipe's name, the workbook, a JSON list of ``[procedure, [arguments]]``. Prints JSON:
every module's source by name, and each call's result (``{"refused": ...}`` where Basic refuses).
"""

import contextlib
import json
import os
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def connected(pipe):
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not answer")


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def main(pipe, workbook, calls):
    context = connected(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    always = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
    options = (option("Hidden", True), option("MacroExecutionMode", always))
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(workbook), "_blank", 0, options)
    libraries, sources, place = document.BasicLibraries, {}, ""
    for library in libraries.ElementNames:
        libraries.loadLibrary(library)
        modules = libraries.getByName(library)
        for module in modules.ElementNames:
            sources[module], place = modules.getByName(module), library
    results = []
    for procedure, arguments in json.loads(calls):
        address = f"vnd.sun.star.script:{place}.Beregner.{procedure}?language=Basic&location=document"
        try:
            found, _, _ = document.getScriptProvider().getScript(address).invoke(tuple(arguments), (), ())
            results.append(found)
        except Exception as error:
            results.append({"refused": str(error)[:200]})
    print(json.dumps({"sources": sources, "results": results}), flush=True)
    document.close(True)
    with contextlib.suppress(Exception):
        desktop.terminate()


main(*sys.argv[1:])
# The answer is told. Python's own way out takes pyuno apart while its office goes away, which at times
# ends in a segmentation fault.
os._exit(0)
