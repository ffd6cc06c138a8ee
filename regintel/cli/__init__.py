"""The `regintel` command. Heavy packages are imported inside the commands, so that `--help` answers at once."""

from regintel.cli.main import main

__all__ = ["main"]
