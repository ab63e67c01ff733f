"""The dialog in which settings are made."""
