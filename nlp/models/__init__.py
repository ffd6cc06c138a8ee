"""Trained models: tier 1 is hashed linear models in numpy; see `runtime.load`."""
