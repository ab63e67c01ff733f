"""What is wrong with a dataset: copies, leakage, doubtful labels, blank images, uneven classes, unreadable files."""
