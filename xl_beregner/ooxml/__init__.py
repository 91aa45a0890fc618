"""The file format: zip, parts, markup, references, cell texts; knows no schools and no templates.

What is written where is decided in `filling`.
"""
