"""What a new workbook takes over from earlier ones, and how nothing of them is lost on the way.

``previous`` reads them, ``refill`` hands out what a unit takes over, ``proof`` shows that it did.
"""
