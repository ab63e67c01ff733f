"""The page where a model is asked about pictures."""
