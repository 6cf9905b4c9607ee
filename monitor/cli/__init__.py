"""The command line: each command turns its arguments into one call and prints what comes back."""

import sys

try:
    from monitor.cli.main import main
except KeyboardInterrupt:  # Ctrl-C while the program is still being read
    sys.exit(130)

__all__ = ["main"]
