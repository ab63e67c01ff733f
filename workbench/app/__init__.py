"""The program with windows: start, the main window, and what happens when something fails."""
