"""What the four networks share: the sequence in units of σ, the head, the shape, and the graph that is served."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from ..words import CHANNELS, SEQUENCE, VARIANCE_FLOOR
from .anchor import Anchor
from .calibration import HIGH, LOW, Calibration
from .coin_scaler import CoinScaler
from .shape import MEDIAN

STEPS, SIGNALS = SEQUENCE, CHANNELS + 1
"""What an encoder sees: the bar's five numbers and its log variance."""
PRICE_CHANNELS = 4
"""Those in log returns; the fifth, relative volume, has no unit."""
RETURN_LIMIT = 8.0
VARIANCE_LIMIT = 4.0
FEATURE_LIMIT = 5.0
GAP_LIMIT = 2.0
"""A gap is at most e² times its base, and at least e⁻² times."""


def sequence_signals(bars: Tensor, log_sigma: Tensor) -> Tensor:
    """[N, 64, 5] log bars to [N, 64, 6] in units of the one-bar σ `log_sigma` [N]: calm and wild rows look alike."""
    level = log_sigma[:, None, None]
    returns = torch.clamp(bars[:, :, :PRICE_CHANNELS] * torch.exp(-level), -RETURN_LIMIT, RETURN_LIMIT)
    range_, body = bars[:, :, 1:2], bars[:, :, 2:3]
    variance = 0.5 * range_ * range_ - (2 * math.log(2) - 1) * body * body
    log_variance = 0.5 * torch.log(torch.clamp(variance, min=VARIANCE_FLOOR)) - level
    return torch.cat([returns, bars[:, :, PRICE_CHANNELS:], torch.clamp(log_variance, -VARIANCE_LIMIT, VARIANCE_LIMIT)], 2)


class ShapeNetwork(nn.Module):
    """
    An encoder of the sequence, scaled features beside it, and a small head: medians and gaps of all horizons.
    The last layer starts at zero, so that learning starts at the base quantiles.
    """

    def __init__(self, encoder: nn.Module, width: int, features: int, horizons: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.horizons = horizons
        joined = width + features
        self.head: nn.Module
        if hidden:
            self.head = nn.Sequential(nn.Linear(joined, hidden), nn.ReLU(), nn.Dropout(dropout))
            self.last = nn.Linear(hidden, horizons * 5)
        else:
            self.head = nn.Identity()
            self.last = nn.Linear(joined, horizons * 5)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        self.register_buffer("base_median", torch.zeros(horizons))
        self.register_buffer("base_log_gaps", torch.zeros(horizons, 4))

    def forward(self, scaled: Tensor, signals: Tensor) -> Tensor:
        """Quantiles in units of σ, [N, H, 5], sorted by construction."""
        features = torch.clamp(scaled, -FEATURE_LIMIT, FEATURE_LIMIT)
        out = self.last(self.head(torch.cat([self.encoder(signals), features], 1)))
        out = out.reshape(-1, self.horizons, 5)
        median = out[:, :, :1] + self.base_median[:, None]
        gaps = torch.exp(self.base_log_gaps + torch.clamp(out[:, :, 1:], -GAP_LIMIT, GAP_LIMIT))
        below1 = median - gaps[:, :, 1:2]
        below2 = below1 - gaps[:, :, 0:1]
        above1 = median + gaps[:, :, 2:3]
        above2 = above1 + gaps[:, :, 3:4]
        return torch.cat([below2, below1, median, above1, above2], 2)


class ServedNetwork(nn.Module):
    """Raw inputs to served outputs: scalers, anchor, shape, calibration. What is exported, as it is."""

    def __init__(self, network: ShapeNetwork, scaler: CoinScaler, anchor: Anchor, calibration: Calibration) -> None:
        super().__init__()
        self.network = network
        for name, array in (
            ("center", scaler.center),
            ("scale", scaler.scale),
            ("columns", anchor.columns),
            ("weights", anchor.weights),
            ("bias", anchor.bias),
            ("factor", calibration.factor),
            ("intercept", calibration.intercept),
            ("slope", calibration.slope),
        ):
            self.register_buffer(name, torch.from_numpy(array.copy()))

    def forward(self, features: Tensor, bars: Tensor, coin: Tensor) -> tuple[Tensor, Tensor]:
        scaled = (features - self.center[coin]) / self.scale[coin]
        log_sigma = features[:, self.columns] @ self.weights + self.bias[coin]
        shape = self.network(scaled, sequence_signals(bars, log_sigma[:, 0]))
        middle = shape[:, :, MEDIAN : MEDIAN + 1]
        quantiles = torch.exp(log_sigma)[:, :, None] * (middle + self.factor * (shape - middle))
        width = quantiles[:, :, HIGH] - quantiles[:, :, LOW]
        square = torch.clamp(width * width, min=VARIANCE_FLOOR)
        variance = torch.exp(self.intercept + self.slope * torch.log(square))
        return quantiles, variance
