"""One reader a format; which one applies is decided by the content."""

READER_VERSION = 2
"""Part of every cache key: raise it when a reader gives other pixels, labels, names or forms for the same files."""
