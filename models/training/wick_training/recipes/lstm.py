"""A long short-term memory over the 64 bars, two a step; its last state tells."""

from __future__ import annotations

from torch import Tensor, nn

from .network_recipe import NetworkRecipe
from .network_training import Schedule, schedules
from .shape_network import SIGNALS, STEPS, ShapeNetwork

BARS_A_STEP = 2


class LstmEncoder(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.memory = nn.LSTM(BARS_A_STEP * SIGNALS, width)

    def forward(self, signals: Tensor) -> Tensor:
        steps = signals.reshape(-1, STEPS // BARS_A_STEP, BARS_A_STEP * SIGNALS)
        _, (state, _) = self.memory(steps.transpose(0, 1))
        return state[0]


class Lstm(NetworkRecipe):
    name = "lstm"

    def make(self, features: int, horizons: int) -> ShapeNetwork:
        return ShapeNetwork(LstmEncoder(32), 32, features, horizons, hidden=48, dropout=0.1)

    def planned(self, timeframe: str) -> Schedule:
        return schedules(timeframe, rate=3e-3, decay=0.05, epochs=8, warm_epochs=3, stride=4)
