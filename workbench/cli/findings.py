"""What just happened in a run, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from core.evaluation.diagnosis.finding import Finding
from workbench.cli.output import say


def print_findings(findings: Sequence[Finding]) -> None:
    """Each finding with the numbers that it rests on, what to try next, and where to read about it."""
    if findings:
        say("What just happened")
    for finding in findings:
        say(f"  {finding.title}. {finding.words}")
        if finding.advice:
            say(f"  {finding.advice} (workbench glossary {finding.term})")
