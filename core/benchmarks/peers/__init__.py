"""Libraries that do the same work. None is needed: where one is absent, its row says so."""
