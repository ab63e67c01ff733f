"""What the real TensorBoard shows of our runs: the event files that they write, and the server that reads them."""
