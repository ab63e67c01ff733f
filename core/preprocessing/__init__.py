"""From stored bytes to the numbers that the first layer receives."""
