"""Keras on TensorFlow behind the common protocol; nothing here is imported before a run asks for it.

Read `layers` (the network), `step` (loss, gradient and update as TensorFlow sees them), `optimizers`, then `model`,
which compiles a loop of steps and stands behind the protocol. `start` loads the libraries.
"""
