"""What runs inside LibreOffice: a small add-in that asks a worker of our own Python.

These modules are packed into the extension as they stand and run in LibreOffice's Python, which may
be as old as 3.8 and has no packages: they import nothing of ours and nothing that must be installed.
What the extension says of itself is written by ``hosts.calc``; the worker is ``hosts.calc_worker``.
"""
