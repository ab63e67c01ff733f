"""What just happened: a run's curves and counts in plain words, by rules whose thresholds are named beside them.

Begin with `diagnose`. A rule looks at a `Case` and gives a `Finding`, with the numbers that it rests on, or None.
"""
