"""The templates `skolerapport` and `skolerapport_kommune`."""
