"""The Report page: the student report's tables, repeated, and then beaten."""
