"""Importing what may not be installed."""

from __future__ import annotations

from importlib import import_module


def why_missing(module: str) -> str | None:
    """Import a module; the reason where that fails, in a few words."""
    try:
        import_module(module)
    except ModuleNotFoundError as error:
        return "not installed" if error.name == module else f"cannot be imported: {error}"
    except ImportError as error:
        return f"cannot be imported: {error}"
    return None
