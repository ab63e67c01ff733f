"""Widgets and pages: they show state objects and pass on what the user asks for."""
