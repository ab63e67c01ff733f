"""What `workbench bench` runs: our work and the same work done by peers, interleaved."""
