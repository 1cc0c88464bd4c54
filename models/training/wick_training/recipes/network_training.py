"""The loop that all networks are trained by: pinball loss in units of σ, one cycle, the best epoch kept."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..rows import Rows
from ..words import LEVELS
from .anchor import Anchor
from .coin_scaler import CoinScaler
from .shape import standardised
from .shape_network import ShapeNetwork, sequence_signals
from .unknown_coins import UNKNOWN_SHARE

VALIDATION_ROWS = 6000
PREDICT_BATCH = 4096
LEAST_STEPS = 10
"""A cycle cannot rise and fall in fewer: a quick fit on little data ends before its cycle does."""
THREADS = 1
"""A fit: batches are small, and two threads that wait for each other lose to two fits side by side."""


@dataclass(frozen=True)
class Schedule:
    """How long and how fast. An epoch sees every `stride`-th bar, the next one the bars after those."""

    epochs: int
    warm_epochs: int
    """Of a fit that starts from the weights of an earlier fold."""
    stride: int
    batch: int
    rate: float
    warm_rate: float
    decay: float


def schedules(timeframe: str, rate: float, decay: float, epochs: int, warm_epochs: int, stride: int) -> Schedule:
    """Of hourly bars as given; of slower bars, of which there are few: all of them, longer, slower, held back more."""
    if timeframe == "1h":
        return Schedule(epochs, warm_epochs, stride, batch=768, rate=rate, warm_rate=rate / 3, decay=decay)
    return Schedule(2 * epochs, 2 * warm_epochs, 1, batch=256, rate=rate / 2, warm_rate=rate / 6, decay=4 * decay)


@dataclass(frozen=True)
class Prepared:
    """What a batch is cut from."""

    rows: Rows
    scaler: CoinScaler
    anchor: Anchor

    def batch(self, index: np.ndarray, coin: np.ndarray) -> tuple[Tensor, Tensor, np.ndarray]:
        """Scaled features, signals, and ln σ [n, H] of the rows named by `index`, as of the coins given."""
        features = self.rows.features[index]
        log_sigma = self.anchor.log_sigma(features, coin)
        scaled = torch.from_numpy(self.scaler.apply(features, coin))
        bars = torch.from_numpy(self.rows.sequences(index))
        return scaled, sequence_signals(bars, torch.from_numpy(log_sigma[:, 0])), log_sigma


def pinball_loss(target: Tensor, quantiles: Tensor) -> Tensor:
    """Mean over known targets, horizons and levels. `target` [N, H] may be nan."""
    levels = torch.tensor(LEVELS)
    known = ~torch.isnan(target)
    error = torch.nan_to_num(target)[:, :, None] - quantiles
    loss = torch.maximum(levels * error, (levels - 1) * error).mean(dim=2)
    return (loss * known).sum() / known.sum().clamp(min=1)


def predict_shape(network: ShapeNetwork, prepared: Prepared, coin: np.ndarray) -> np.ndarray:
    """float32 [N, H, 5], in units of σ."""
    network.eval()
    parts = []
    with torch.no_grad():
        for start in range(0, len(prepared.rows), PREDICT_BATCH):
            index = np.arange(start, min(start + PREDICT_BATCH, len(prepared.rows)))
            scaled, signals, _ = prepared.batch(index, coin[index])
            parts.append(network(scaled, signals).numpy())
    return np.concatenate(parts)


def train_network(
    network: ShapeNetwork,
    train: Prepared,
    valid: Prepared,
    schedule: Schedule,
    warm: bool,
    seed: int,
    progress: Callable[[float, str], None],
) -> None:
    """Trains in place. Kept is the state that did best on `valid`, the one it came with included."""
    torch.set_num_threads(THREADS)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    epochs = schedule.warm_epochs if warm else schedule.epochs
    judged = thinned(valid, VALIDATION_ROWS)
    target = standardised(train.rows.y, train.anchor.log_sigma(train.rows.features, train.rows.coin))
    usable = np.flatnonzero(~np.isnan(target).all(axis=1))
    offsets = random.permutation(schedule.stride)
    steps = [
        len(chunk)
        for epoch in range(epochs)
        for chunk in batches(epoch_rows(train.rows, usable, schedule.stride, offsets, epoch), schedule.batch)
    ]
    optimizer = torch.optim.AdamW(network.parameters(), lr=schedule.warm_rate if warm else schedule.rate, weight_decay=schedule.decay)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=schedule.warm_rate if warm else schedule.rate, total_steps=max(len(steps), LEAST_STEPS) + 1, pct_start=0.2
    )
    best, best_state = validation_loss(network, judged), copy.deepcopy(network.state_dict())
    for epoch in range(epochs):
        network.train()
        mine = epoch_rows(train.rows, usable, schedule.stride, offsets, epoch)
        for index in batches(random.permutation(mine), schedule.batch):
            coin = np.where(random.random(len(index)) < UNKNOWN_SHARE, 0, train.rows.coin[index])
            scaled, signals, log_sigma = train.batch(index, coin)
            wanted = torch.from_numpy(standardised(train.rows.y[index], log_sigma).astype(np.float32))
            loss = pinball_loss(wanted, network(scaled, signals))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            cycle.step()
        reached = validation_loss(network, judged)
        if reached < best:
            best, best_state = reached, copy.deepcopy(network.state_dict())
        progress((epoch + 1) / epochs, f"loss {reached:.5f}, best {best:.5f}")
    network.load_state_dict(best_state)
    network.eval()


def validation_loss(network: ShapeNetwork, valid: Prepared) -> float:
    log_sigma = valid.anchor.log_sigma(valid.rows.features, valid.rows.coin)
    wanted = torch.from_numpy(standardised(valid.rows.y, log_sigma).astype(np.float32))
    return float(pinball_loss(wanted, torch.from_numpy(predict_shape(network, valid, valid.rows.coin))))


def thinned(prepared: Prepared, most: int) -> Prepared:
    """At most so many rows, evenly over time."""
    step = max(1, -(-len(prepared.rows) // most))
    return Prepared(prepared.rows.take(np.arange(0, len(prepared.rows), step)), prepared.scaler, prepared.anchor)


def epoch_rows(rows: Rows, usable: np.ndarray, stride: int, offsets: np.ndarray, epoch: int) -> np.ndarray:
    return usable[rows.position[usable] % stride == offsets[epoch % stride]]


def batches(index: np.ndarray, size: int) -> list[np.ndarray]:
    """Of about equal sizes, none much larger than `size`."""
    return np.array_split(index, max(1, round(len(index) / size)))
