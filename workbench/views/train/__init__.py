"""The Train page: the run at hand, its curves, and what waits behind it."""
