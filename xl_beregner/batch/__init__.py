"""One workbook for every unit of a municipality, made in parallel and put in place safely.

Here: what is to be made (``plan``), how one is made (``unit``), by how many hands (``pool``), where
it lies (``folder``), what is known about it (``manifest``, ``verify``, ``report``) and the order of
it all (``run``). Elsewhere: the figures (``fields``), the filling (``filling``), the commands
(``cli``). Nothing is imported here: a worker process loads ``unit`` and pays for nothing else.
"""
