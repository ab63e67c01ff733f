"""A model written for other programs: where to, and what came of it."""
