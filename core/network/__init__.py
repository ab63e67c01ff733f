"""A neural network in NumPy, from scratch: the part to read for understanding backpropagation.

Read in this order: `parameters` (where weights live), `layer` (what a layer is), `dense`, `activations`, `loss`,
`network` (forward and backward through all of them), `optimizers`, `schedules`; then `dropout`,
`batch_normalization`, `penalties`, `initializers` and `averaging`, which make it train well; for images `convolution`
with `windows`, and `pooling`. What remains makes it fast: `blas`, of which the others need that a sum of products is
added to where it is kept (`+=` does the same), and `team`, which shares the images of a batch among threads.

Arrays are named by their shape: `X_BI` has a row for each example of the batch (B) and a column for each input (I);
`W_IO` leads from inputs to outputs (O); `Z_BC` has a column for each class (C). `dX` is the derivative of the loss
with respect to `X`, and has the shape of `X`.
"""
