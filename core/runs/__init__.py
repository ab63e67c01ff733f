"""The run store: what was trained, how it went, and what came of it."""
