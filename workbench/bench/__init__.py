"""What `workbench bench window` and `workbench bench start` measure: programs of their own, each started afresh."""
