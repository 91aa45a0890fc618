"""Goals as they were agreed, beside the results of the year they were due."""
