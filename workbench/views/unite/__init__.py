"""The panel that makes a committee of finished runs."""
