"""One reader a format; which one applies is decided by the content."""

READER_VERSION = 1
"""Part of every cache key: raise it when a reader gives other pixels, labels or names for the same files."""
