"""The JSON interface, one resource a file."""
