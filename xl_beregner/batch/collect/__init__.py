"""What came home from the schools: read, held against what was sent, told.

``run`` is the whole of it, ``collected`` what it gives.
"""
