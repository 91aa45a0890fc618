"""The places a function can run: one file each, and the adapter they share.

Nothing is loaded here; ``engine`` runs a function from Python, without any spreadsheet.
"""
