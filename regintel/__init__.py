"""RegIntel: Chinese-first regulatory intelligence. Shared types live here, and the wiring on top."""

__version__ = "0.1.0"
