"""K models of one shape behind one loss, so that the loop trains folds and seeds all at once."""

from __future__ import annotations

import abc
import copy
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state, vmap

from intarsia.objectives.base import ObjectiveModule, TrainingBatch
from intarsia.training.prepare import Run

TOGETHER = 32_000_000
"""Numbers in all models of one stack, at most: larger models gain nothing from company and cost memory."""


class Models(nn.Module, abc.ABC):
    """K models that never influence each other. Everything about one of them has K as its first dimension.

    Args:
        precision: type of the matrix products; float32 is full precision, anything else is autocast.
    """

    depth: ClassVar[int]
    """How many dimensions a parameter has before those that it has in one model."""

    def __init__(self, precision: torch.dtype = torch.float32) -> None:
        super().__init__()
        self.precision = precision

    @abc.abstractmethod
    def losses(self, batch: TrainingBatch) -> Tensor:
        """Return the loss (K,) of each model on a batch whose tensors are (K, B, ...)."""

    @abc.abstractmethod
    def one(self) -> ObjectiveModule:
        """Return one of the models, for its names and modules; its numbers may not be there."""

    @abc.abstractmethod
    def named(self) -> Iterator[tuple[str, nn.Parameter]]:
        """What is trained, under the name that it has in one model."""

    @abc.abstractmethod
    def tensors(self) -> dict[str, Tensor]:
        """What training changes, name → (K, ...), sharing memory with the models."""

    @abc.abstractmethod
    def gradients(self) -> list[Tensor]:
        """Return the gradients (K, ...), sharing memory with those of the parameters."""

    @abc.abstractmethod
    def narrow(self, places: Tensor, optimizer: torch.optim.Optimizer) -> None:
        """Go on with the models at these places alone; `places` is int64."""

    def forward(self, batch: TrainingBatch) -> dict[str, Tensor]:
        """`{"loss": () sum of the K losses, "each": (K,)}`: the gradient of the sum is each model's own.

        A loss is a mean over the batch's rows, so it counts in the sum as much as these rows weigh on average: else a
        batch of light rows would move the weights as far as one of heavy rows.
        """
        device = next(self.parameters()).device.type
        with torch.autocast(device, self.precision, enabled=self.precision != torch.float32):
            each = self.losses(batch)
        weight = batch["weight"]  # (K, B), 0 for padding
        heavy = weight.sum(1) / (weight > 0).sum(1).clamp(min=1)
        return {"loss": (each * heavy).sum(), "each": each.detach()}

    def clip(self, limit: float) -> None:
        """Scale each model's gradient down to norm `limit`, where it is longer."""
        gradients = self.gradients()
        norms = torch.stack([torch.linalg.vector_norm(g.reshape(len(g), -1), dim=1) for g in gradients])  # (P, K)
        factor = (limit / (torch.linalg.vector_norm(norms, dim=0) + 1e-6)).clamp(max=1.0)  # (K,)
        for gradient in gradients:
            gradient.mul_(factor.view(-1, *[1] * (gradient.ndim - 1)))


class Stacked(Models):
    """K objectives of one shape as one: their tensors are stacked and the computation is vectorised over them.

    Args:
        objectives: alike in every shape; copied, not changed.
    """

    depth: ClassVar[int] = 1

    def __init__(self, objectives: Sequence[ObjectiveModule], precision: torch.dtype = torch.float32) -> None:
        super().__init__(precision)
        parameters, buffers = stack_module_state(list(objectives))
        self.names = tuple(parameters)
        # Without the second argument, frozen weights (those beside adapters) would be trained.
        self.weights = nn.ParameterList(nn.Parameter(found, found.requires_grad) for found in parameters.values())
        self.constants: dict[str, Tensor] = buffers
        # The shell computes with the tensors above. It is no submodule, and empty: its own are never to be used.
        self.shell = (copy.deepcopy(objectives[0]),)
        for tensor in (*self.shell[0].parameters(), *self.shell[0].buffers()):
            tensor.data = torch.empty(0, dtype=tensor.dtype)

    def losses(self, batch: TrainingBatch) -> Tensor:
        """Compute all K losses in one vectorised call."""

        def one(parameters: dict[str, Tensor], buffers: dict[str, Tensor], batch: TrainingBatch) -> Tensor:
            answer: dict[str, Tensor] = functional_call(self.shell[0], (parameters, buffers), (batch,))
            return answer["loss"]

        # Every model draws the same numbers as it would alone, which also costs a K-th of drawing K times.
        vectorised = vmap(one, randomness="same")
        each: Tensor = vectorised(dict(zip(self.names, self.weights, strict=True)), self.constants, batch)
        return each

    def one(self) -> ObjectiveModule:
        """Return the shell, which has names and modules but no numbers."""
        return self.shell[0]

    def named(self) -> Iterator[tuple[str, nn.Parameter]]:
        """Yield the stacked parameters by their names."""
        yield from zip(self.names, self.weights, strict=True)

    def tensors(self) -> dict[str, Tensor]:
        """Return parameters and buffers, stacked."""
        return {name: weight.detach() for name, weight in self.named() if weight.requires_grad} | self.constants

    def gradients(self) -> list[Tensor]:
        """The gradients of the stacked parameters."""
        return [weight.grad for weight in self.weights if weight.grad is not None]

    def narrow(self, places: Tensor, optimizer: torch.optim.Optimizer) -> None:
        """Cut parameters, buffers and the optimizer's moments."""
        cut = {weight: nn.Parameter(weight.detach()[places], weight.requires_grad) for weight in self.weights}
        self.weights = nn.ParameterList(cut.values())
        self.constants = {name: constant[places] for name, constant in self.constants.items()}
        for group in optimizer.param_groups:
            group["params"] = [cut[weight] for weight in group["params"]]
        for weight in [weight for weight in cut if weight in optimizer.state]:
            moments = optimizer.state.pop(weight).items()
            # The count of steps is shared, the moments are each model's own.
            optimizer.state[cut[weight]] = {name: kept[places] if kept.ndim else kept for name, kept in moments}

    def train(self, mode: bool = True) -> Stacked:
        """Switch the shell to training (or back) too."""
        self.shell[0].train(mode)
        super().train(mode)
        return self

    def _apply(self, fn: Any, recurse: bool = True) -> Stacked:
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        self.constants = {name: fn(constant) for name, constant in self.constants.items()}
        return self


class Alone(Models):
    """One objective as it is (K = 1): for modules that cannot be vectorised, and for those too large to gain by it."""

    depth: ClassVar[int] = 0

    def __init__(self, objective: ObjectiveModule, precision: torch.dtype = torch.float32) -> None:
        super().__init__(precision)
        self.objective = objective
        self.weights = tuple(objective.parameters())  # a walk through the modules of a wide table takes milliseconds

    def losses(self, batch: TrainingBatch) -> Tensor:
        """The loss of the batch without its first dimension."""
        loss: Tensor = self.objective(without_run_axis(batch))["loss"]
        return loss.unsqueeze(0)

    def one(self) -> ObjectiveModule:
        """Return the objective itself."""
        return self.objective

    def named(self) -> Iterator[tuple[str, nn.Parameter]]:
        """Yield the objective's parameters by their names."""
        yield from self.objective.named_parameters()

    def tensors(self) -> dict[str, Tensor]:
        """Parameters and buffers, seen as (1, ...)."""
        trained = {name: weight.detach() for name, weight in self.named() if weight.requires_grad}
        return {name: tensor.unsqueeze(0) for name, tensor in (trained | dict(self.objective.named_buffers())).items()}

    def gradients(self) -> list[Tensor]:
        """The gradients of the parameters, seen as (1, ...)."""
        return [weight.grad.unsqueeze(0) for weight in self.weights if weight.grad is not None]

    def narrow(self, places: Tensor, optimizer: torch.optim.Optimizer) -> None:
        """Do nothing: one model is never fewer."""


def without_run_axis(batch: TrainingBatch) -> dict[str, Any]:
    """Return nested tensors (1, B, ...) without their first dimension."""
    return {
        name: value.squeeze(0) if isinstance(value, Tensor) else without_run_axis(value)
        for name, value in batch.items()
    }


def stacks(runs: Sequence[Run], steps: Callable[[Run], int]) -> Iterator[list[Run]]:
    """Runs with networks of the same shapes and as many steps, in stacks of bounded size.

    Args:
        runs: of one design and objective.
        steps: run → steps per epoch.
    """
    alike: dict[object, list[Run]] = {}
    for run in runs:
        shapes = tuple((name, tensor.shape, tensor.dtype) for name, tensor in run.network.state_dict().items())
        alike.setdefault((steps(run), shapes), []).append(run)
    for found in alike.values():
        numbers = sum(tensor.numel() for tensor in found[0].network.state_dict().values())
        size = max(1, TOGETHER // max(1, numbers))
        yield from (found[start : start + size] for start in range(0, len(found), size))


def vectorises(models: Models, batch: TrainingBatch) -> bool:
    """Return whether the stack can be computed: recurrent cells and control flow that depends on data cannot be."""
    try:
        with warnings.catch_warnings():
            # torch warns where it falls back to a loop over the models: that gains nothing.
            warnings.filterwarnings("error", message="There is a performance drop")
            loss: Tensor = models(batch)["loss"]
            loss.backward()  # type: ignore[no-untyped-call]
    except (RuntimeError, NotImplementedError, Warning):
        return False
    models.zero_grad()
    return True
