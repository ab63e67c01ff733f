"""Datasets: readers, the on-disk cache, splits, downloads, and the built-in generators."""
