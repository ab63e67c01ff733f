"""Writing down a graph of ONNX: each operation gets a name for its output, and constants lie beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

OPSET: Final = 18
"""Of the operations: from the end of 2022, which every runtime of the last years has."""
IR_VERSION: Final = 8
"""Of the file's format, of the same time."""

Value = str
"""The name of an array that flows through the graph."""


class GraphBuilder:
    """A graph that grows by one operation at a time.

    Args:
        onnx: The library.
    """

    def __init__(self, onnx: Any) -> None:
        self._onnx = onnx
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def add(self, operation: str, *inputs: Value, name: str = "", **attributes: Any) -> Value:
        """Apply an operation, and give the name of what comes out of it.

        Args:
            operation: As ONNX calls it.
            *inputs: Names of what goes into it.
            name: Of what comes out; by default the operation's, with its place in the graph.
            **attributes: As ONNX describes them.
        """
        output = name or f"{operation.lower()}_{len(self._nodes) + 1}"
        self._nodes.append(self._onnx.helper.make_node(operation, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, array: npt.ArrayLike, dtype: npt.DTypeLike = np.float32) -> Value:
        """An array that is part of the file; one of that name which is there already stays."""
        if name not in self._constants:
            content = np.ascontiguousarray(array, dtype).reshape(np.shape(array))
            self._constants[name] = self._onnx.numpy_helper.from_array(content, name)
        return name

    def whole(self, name: str, *numbers: int) -> Value:
        """A row of whole numbers, such as a shape or axes."""
        return self.constant(name, numbers, np.int64)

    def model(self, inputs: Value, dtype: npt.DTypeLike, shape: Sequence[int], outputs: Value, width: int) -> Any:
        """The finished model: from a batch of any size to a row for each of its entries.

        Args:
            inputs: Name of what goes in.
            dtype: Of it.
            shape: Of one entry.
            outputs: Name of the float32 rows that come out.
            width: Of a row.
        """
        helper, kind = self._onnx.helper, self._onnx.helper.np_dtype_to_tensor_dtype
        graph = helper.make_graph(
            self._nodes,
            "classifier",
            [helper.make_tensor_value_info(inputs, kind(np.dtype(dtype)), ["batch", *shape])],
            [helper.make_tensor_value_info(outputs, kind(np.dtype(np.float32)), ["batch", width])],
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", OPSET)]
        return helper.make_model(
            graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="Classifier Workbench"
        )
