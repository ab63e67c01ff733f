"""Small drawings beside the help of a field, made of the formulas; `picture_of` in `registry` is the way to them."""
