"""One protocol over the engines that can train a network."""
