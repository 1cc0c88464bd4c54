"""DLinear (Zeng et al. 2023): a moving average, what is left of the sequence, and a linear layer for each."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .network_recipe import NetworkRecipe
from .network_training import Schedule, schedules
from .shape_network import SIGNALS, STEPS, ShapeNetwork


class Decomposition(nn.Module):
    """Trend and remainder of every signal, laid out flat: [N, 64, 6] to [N, 768]. Nothing in it is learned."""

    def __init__(self, average: int) -> None:
        super().__init__()
        steps = torch.arange(STEPS)
        near = (steps[:, None] + torch.arange(average)[None, :] - average // 2).clamp(0, STEPS - 1)
        smooth = torch.zeros(STEPS, STEPS)
        smooth.index_put_((steps[:, None].expand_as(near), near), torch.tensor(1.0 / average), accumulate=True)
        self.register_buffer("smooth", smooth)

    def forward(self, signals: Tensor) -> Tensor:
        trend = torch.matmul(self.smooth, signals)
        return torch.cat([trend.flatten(1), (signals - trend).flatten(1)], 1)


AVERAGE = 13
WIDTH = 2 * STEPS * SIGNALS


class DLinear(NetworkRecipe):
    name = "dlinear"

    def make(self, features: int, horizons: int) -> ShapeNetwork:
        return ShapeNetwork(Decomposition(AVERAGE), WIDTH, features, horizons, hidden=0, dropout=0)

    def planned(self, timeframe: str) -> Schedule:
        return schedules(timeframe, rate=1e-3, decay=0.05, epochs=8, warm_epochs=3, stride=3)
