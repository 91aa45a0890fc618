"""The templates `malnedbrytning`, of a school, and `malnedbrytning_kommun`."""
