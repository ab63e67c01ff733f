"""Models for other programs: Keras's own format, ONNX, and scripts that stand alone.

Begin with `export`, which knows all formats. Every file says by itself what its classes are and what has to be done
with a picture before the first layer: see `about`.
"""
