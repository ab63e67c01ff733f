"""What stands around every page: the rail, the pipeline, the status line."""
