"""
A temporal convolutional network (Bai et al. 2018): causal, dilated, residual. Only its last step is read, and of the
layer with dilation 2^k that needs every 2^(k+1)-th step alone: so each layer is computed with stride 2, which is the
same network without the steps that nobody reads.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .network_recipe import NetworkRecipe
from .network_training import Schedule, schedules
from .shape_network import SIGNALS, ShapeNetwork

LAYERS = 5
"""Of kernel 3: 63 steps become 31, 15, 7, 3, 1. The entering kernel of 2 makes 63 of 64 bars."""


class DilatedLayer(nn.Module):
    """[N, 2T + 1, C] to [N, T, C]: a kernel of 3, a step for itself, and the step it stands at added."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.convolution = nn.Linear(3 * width, width)
        self.mix = nn.Linear(width, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        now = x[:, 2::2]
        seen = torch.cat([x[:, :-2:2], x[:, 1:-1:2], now], 2)
        return now + self.dropout(self.mix(functional.relu(self.convolution(seen))))


class TcnEncoder(nn.Module):
    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.enter = nn.Linear(2 * SIGNALS, width)
        self.layers = nn.Sequential(*(DilatedLayer(width, dropout) for _ in range(LAYERS)))

    def forward(self, signals: Tensor) -> Tensor:
        entered = self.enter(torch.cat([signals[:, :-1], signals[:, 1:]], 2))
        return functional.relu(self.layers(entered)[:, 0])


class Tcn(NetworkRecipe):
    name = "tcn"

    def make(self, features: int, horizons: int) -> ShapeNetwork:
        return ShapeNetwork(TcnEncoder(32, 0.1), 32, features, horizons, hidden=48, dropout=0.1)

    def planned(self, timeframe: str) -> Schedule:
        return schedules(timeframe, rate=3e-3, decay=0.05, epochs=8, warm_epochs=3, stride=4)
