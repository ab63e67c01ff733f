"""One reader a format; which one applies is decided by the content."""
