"""The page where an experiment is designed: its layers, its settings, what it will take."""
