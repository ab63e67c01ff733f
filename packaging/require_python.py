"""Stops an interpreter that is too old with one line. Kept to syntax that every Python 3 can read."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have any Python
    sys.exit("The workbench needs Python 3.11 or newer, and this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031
