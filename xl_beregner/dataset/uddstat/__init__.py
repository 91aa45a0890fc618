"""Official figures from Uddannelsesstatistik.dk: asked for, read and laid into a dataset.

``fetch`` is the whole of it.
"""
