"""The year's steps: when a date is a rule that holds every year, the table that holds them, what is shipped.

A rule is ``rules``', the dataset's own table ``table``'s, the steps that stand in for one ``shipped``'s.
"""
