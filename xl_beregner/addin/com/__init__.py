"""What Excel on Windows needs for the functions without a server: VBA, an add-in, a settings file.

Python's side of a call is ``hosts.com``. Nothing is loaded here.
"""
