"""What the windows show, without windows: objects that views subscribe to. Uses QtCore alone."""
