"""A long short-term memory over the 64 bars, two a step; its last state tells."""

from __future__ import annotations

from torch import Tensor, nn

from .shape_network import SIGNALS, STEPS

BARS_A_STEP = 2


class LstmEncoder(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.memory = nn.LSTM(BARS_A_STEP * SIGNALS, width)

    def forward(self, signals: Tensor) -> Tensor:
        steps = signals.reshape(-1, STEPS // BARS_A_STEP, BARS_A_STEP * SIGNALS)
        _, (state, _) = self.memory(steps.transpose(0, 1))
        return state[0]
