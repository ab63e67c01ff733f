"""Saved models: one file each, and the predictor that answers from it."""
