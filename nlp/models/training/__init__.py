"""Training of the shipped models. Needs the extra `train`; nothing here is imported at run time."""
