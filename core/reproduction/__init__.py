"""The student report's tables, repeated: what it measured, what we measure on the data at hand, and the difference.

Every row of a table is a recipe, and every figure of ours is that of an ordinary run of the workspace, so that nothing
here trains: `planning` says which runs a reproduction needs, `finding` which of them are there, and `results` makes
the tables of those that are.
"""
