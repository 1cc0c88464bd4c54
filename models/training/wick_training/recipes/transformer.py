"""A small transformer over patches of bars (Nie et al. 2023), positions learned, normalised before each layer."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from .network_recipe import NetworkRecipe
from .network_training import Schedule, schedules
from .shape_network import SIGNALS, STEPS, ShapeNetwork


class AttentionLayer(nn.Module):
    def __init__(self, width: int, heads: int, tokens: int, dropout: float) -> None:
        super().__init__()
        self.width, self.heads, self.tokens = width, heads, tokens
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.ask = nn.Linear(width, 3 * width)
        self.answer = nn.Linear(width, width)
        self.think = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        size = self.width // self.heads
        asked = self.ask(self.first(x)).reshape(-1, self.tokens, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        query, key, value = asked[0], asked[1], asked[2]
        weights = torch.softmax(torch.matmul(query, key.transpose(2, 3)) / math.sqrt(size), dim=-1)
        seen = torch.matmul(weights, value).permute(0, 2, 1, 3).reshape(-1, self.tokens, self.width)
        x = x + self.dropout(self.answer(seen))
        return x + self.dropout(self.think(self.second(x)))


class TransformerEncoder(nn.Module):
    """[N, 64, 6] to [N, 2 × width]: the last token, and the mean of all."""

    def __init__(self, width: int, heads: int, layers: int, patch: int, dropout: float) -> None:
        super().__init__()
        self.tokens, self.patch = STEPS // patch, patch
        self.enter = nn.Linear(patch * SIGNALS, width)
        self.place = nn.Parameter(torch.randn(self.tokens, width) * 0.02)
        self.layers = nn.Sequential(*(AttentionLayer(width, heads, self.tokens, dropout) for _ in range(layers)))
        self.leave = nn.LayerNorm(width)

    def forward(self, signals: Tensor) -> Tensor:
        x = self.enter(signals.reshape(-1, self.tokens, self.patch * SIGNALS)) + self.place
        x = self.leave(self.layers(x))
        return torch.cat([x[:, -1], x.mean(dim=1)], 1)


class Transformer(NetworkRecipe):
    name = "transformer"

    def make(self, features: int, horizons: int) -> ShapeNetwork:
        return ShapeNetwork(TransformerEncoder(32, 4, 2, 8, 0.1), 64, features, horizons, hidden=48, dropout=0.1)

    def planned(self, timeframe: str) -> Schedule:
        return schedules(timeframe, rate=2e-3, decay=0.05, epochs=8, warm_epochs=3, stride=4)
