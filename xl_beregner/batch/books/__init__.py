"""The workbooks made for the administration, and the one look they share."""
