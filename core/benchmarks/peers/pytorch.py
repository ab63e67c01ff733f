"""PyTorch on the CPU."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from core.benchmarks.contender import (
    KERNEL,
    NORMALISATION_EPSILON,
    NORMALISATION_MOMENTUM,
    FlatImages,
    Parameters,
    Workload,
)
from core.benchmarks.peers.optional import why_missing
from core.data.dataset import Labels


class PyTorch:
    """A hand-written loop over `nn.Sequential`, without compilation.

    The fastest of the variants tried: ReLU in place and the fused SGD. Its threads keep OpenMP's own way of waiting; a
    passive one makes it a fifth slower.
    """

    name = "PyTorch"
    steps_per_call = 1

    @staticmethod
    def takes(workload: Workload) -> bool:  # noqa: ARG004
        """All."""
        return True

    def available(self) -> str | None:
        """Whether PyTorch is installed."""
        return why_missing("torch")

    def version(self) -> str:
        """PyTorch's."""
        return str(import_module("torch").__version__)

    def prepare(self, workload: Workload, images: FlatImages, labels: Labels, initial: Parameters) -> None:
        """Bytes become a tensor without a copy."""
        torch: Any = import_module("torch")
        self._torch, self._workload = torch, workload
        self._images, self._labels = torch.from_numpy(images), torch.from_numpy(labels)
        torch.manual_seed(0)
        self._model = _network(torch, workload)
        with torch.no_grad():
            for own, given in zip(_arrays(self._model), initial, strict=True):
                own.copy_(torch.from_numpy(_as_pytorch_keeps(given)))
        self._loss = torch.nn.CrossEntropyLoss()
        self._optimizer = _optimizer(torch, workload, self._model.parameters())

    def run(self, steps: int) -> None:
        """An epoch at a time, every image once."""
        while steps:
            batches = self._torch.randperm(self._workload.images).split(self._workload.batch_size)[:steps]
            for rows in batches:
                self._step(rows)
            steps -= len(batches)

    def parameters(self) -> Parameters:
        """Copies, outputs last."""
        return [_as_others_keep(array.detach().numpy()).copy() for array in _arrays(self._model)]

    def _step(self, rows: Any) -> None:
        X = self._images.index_select(0, rows).float().div_(255)
        loss = self._loss(self._model(X), self._labels.index_select(0, rows))
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._optimizer.step()


def _network(torch: Any, workload: Workload) -> Any:
    layers = _on_images(torch, workload) if workload.convolutions else []
    *hidden, last = workload.layers
    for inputs, outputs in hidden:
        layers += [torch.nn.Linear(inputs, outputs), *_normalisation(torch, workload, outputs)]
        layers += [torch.nn.ReLU(inplace=True), *([torch.nn.Dropout(workload.dropout)] if workload.dropout else [])]
    return torch.nn.Sequential(*layers, torch.nn.Linear(*last))


def _normalisation(torch: Any, workload: Workload, units: int) -> list[Any]:
    if not workload.is_normalised:
        return []
    # PyTorch's momentum is the share of the new value.
    return [torch.nn.BatchNorm1d(units, eps=NORMALISATION_EPSILON, momentum=1 - NORMALISATION_MOMENTUM)]


def _optimizer(torch: Any, workload: Workload, parameters: Any) -> Any:
    if workload.optimizer == "Adam":
        return torch.optim.Adam(parameters, lr=workload.learning_rate, eps=1e-7, fused=True)
    return torch.optim.SGD(parameters, lr=workload.learning_rate, momentum=workload.momentum, fused=True)


def _arrays(model: Any) -> list[Any]:
    """Weights and moving statistics, layer by layer."""
    found = []
    for layer in model:
        found += list(layer.parameters())
        found += [array for name, array in layer.named_buffers() if name.startswith("running")]
    return found


def _on_images(torch: Any, workload: Workload) -> list[Any]:
    nn = torch.nn
    layers = [nn.Unflatten(1, (1, workload.side, workload.side))]
    before = workload.side
    for side, inputs, outputs in workload.filters:
        layers += [nn.MaxPool2d(2)] if side < before else []
        layers += [nn.Conv2d(inputs, outputs, KERNEL, padding="same"), nn.ReLU(inplace=True)]
        before = side
    return [*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten()]


def _as_pytorch_keeps(array: Any) -> Any:
    """Outputs and inputs first: (O, I), or (O, C, i, j)."""
    return array.transpose(3, 2, 0, 1) if array.ndim == 4 else array.T


def _as_others_keep(array: Any) -> Any:
    return array.transpose(2, 3, 1, 0) if array.ndim == 4 else array.T
