"""What to train, on what and how: the typed specification that every other room of `core` reads."""
