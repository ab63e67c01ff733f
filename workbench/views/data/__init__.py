"""The page where a dataset is opened and looked at."""
