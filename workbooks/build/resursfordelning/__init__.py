"""The templates `resursfordelning` and, in Danish, `ressourcefordeling`."""
