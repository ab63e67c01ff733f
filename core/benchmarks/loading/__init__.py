"""How fast datasets are read, beside other ways to the same pixels."""
