"""Collecting: sites become documents. Knows sites, nothing of language."""
