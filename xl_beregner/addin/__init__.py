"""What the functions need around them in Excel: server, manifest, task pane, icons, the doctor.

How a function answers in each place stands in ``hosts``. Nothing is loaded here.
"""
