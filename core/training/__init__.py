"""THE training loop, its events, its controls, and the process it runs in."""
