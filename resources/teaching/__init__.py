"""Texts that explain: the glossary's terms, the fields of an experiment, the pages of the window, as tables in TOML."""
