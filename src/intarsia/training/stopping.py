"""When each of K models has learned enough, and what it knew then."""

from __future__ import annotations

import torch
from torch import Tensor

from intarsia.training.batches import RunBatches
from intarsia.training.runtime import generator
from intarsia.training.vectorized import Models


class EarlyStopping:
    """After each epoch: keep the models that are better than ever, drop those that have not been for too long.

    Better is a smaller loss on the rows that are held out; a model without such rows is always taken as better.

    Args:
        models: K of them, as they are being trained.
        batches: what they are trained on.
        optimizer: loses the dropped models' moments.
        patience: epochs without improvement after which a model is dropped.
    """

    def __init__(self, models: Models, batches: RunBatches, optimizer: torch.optim.Optimizer, patience: int) -> None:
        self.models = models
        self.batches = batches
        self.optimizer = optimizer
        self.patience = patience
        count = len(batches.learn)
        self.best = {name: tensor.clone() for name, tensor in models.tensors().items()}
        self.loss = torch.full((count,), torch.inf)
        self.since = torch.zeros(count, dtype=torch.int64)
        self.active = torch.arange(count)
        """Which of the K are still trained."""

    def after(self, steps: int) -> bool:
        """True when every model has been dropped."""
        if steps % self.batches.per_epoch:
            return False
        loss, judged = self.held_out_loss()
        improved = (loss < self.loss[self.active]) | ~judged  # (active,)
        self._keep(improved, loss)
        self.since[self.active] = torch.where(improved, 0, self.since[self.active] + 1)
        self.narrow((self.since[self.active] < self.patience).nonzero().flatten())
        return not len(self.active)

    def held_out_loss(self) -> tuple[Tensor, Tensor]:
        """Return the mean loss (active,) of each model on its rows, and whether it has such rows."""
        total = torch.zeros(len(self.active))
        weight = torch.zeros(len(self.active))
        self.models.eval()
        for number, batch in enumerate(self.batches.held_out()):
            heavy = batch["weight"].sum(1).cpu()  # (active,)
            with torch.no_grad(), generator(number):  # of one batch alone: others wait for whoever draws
                total = total + self.models(batch)["each"].float().cpu() * heavy
            weight = weight + heavy
        self.models.train()
        return total / weight.clamp(min=1e-9), weight > 0

    def narrow(self, places: Tensor) -> None:
        """Drop all active models but those at these places."""
        if len(places) == len(self.active):
            return
        self.active = self.active[places]
        if len(places):
            self.models.narrow(places.to(next(self.models.parameters()).device), self.optimizer)
            self.batches.narrow(places.tolist())

    def _keep(self, improved: Tensor, loss: Tensor) -> None:
        where = self.active[improved]
        self.loss[where] = loss[improved]
        for name, tensor in self.models.tensors().items():
            self.best[name][where] = tensor[improved]
