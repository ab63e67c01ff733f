"""Signs of good typography, by name since they are easily taken for others in code."""

from __future__ import annotations

TIMES = "\N{MULTIPLICATION SIGN}"
NONE = "\N{EN DASH}"
LEADS_TO = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
