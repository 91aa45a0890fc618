"""The workbook that checks the functions in a program: its cases and its sheets."""
