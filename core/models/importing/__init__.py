"""Models of other programs: networks that Keras saved, taken in as models of this program.

Begin with `keras_file`. Nothing of a file is ever run, and Keras is not needed: its description and its weights are
read as data, and every layer is one that this program has itself, or is refused by name.
"""
