"""The page where a model is measured, and seen where it errs."""
