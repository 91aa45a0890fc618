"""The year's steps as a calendar file beside each workbook, and one for the administration.

The file's format is ``ics``', what a step becomes in it ``of_steps``'.
"""
