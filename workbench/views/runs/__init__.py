"""The Runs page: all runs of the workspace, kept in order and compared."""
