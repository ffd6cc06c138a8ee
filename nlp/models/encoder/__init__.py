"""Tier 2: a small character encoder with one head a task, read through ONNX Runtime and numpy."""
