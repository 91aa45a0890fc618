"""Deleting what is too old to be kept: only what the program made, and only when asked twice.

``workbook`` tells a workbook of ours and its year, ``look`` finds what may go, ``delete`` lets it go.
"""
