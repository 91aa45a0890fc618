"""A dataset in: tables read from files, checked as a whole, every fault told with its place.

What the figures mean for a school is ``fields``'; a single cell is ``cells``'.
"""

from xl_beregner.dataset.blank import new_dataset
from xl_beregner.dataset.load import Dataset, check_dataset, load_dataset
from xl_beregner.dataset.settings import Setting

__all__ = ["Dataset", "Setting", "check_dataset", "load_dataset", "new_dataset"]
