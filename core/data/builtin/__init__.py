"""Sources generated from a seed, so that the program is useful before anything is downloaded."""
