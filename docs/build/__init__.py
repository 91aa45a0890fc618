"""What makes pages of ``docs``, and files for an IT department, from the installed packages."""
