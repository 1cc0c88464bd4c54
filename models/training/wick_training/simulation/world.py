"""A simulated dataset: several coins of their own volatility, exported as the real ones are, with its truth at hand."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..data import load
from ..folds import before, target_end
from ..rows import Outputs, Rows
from ..words import DIRECTION_HORIZON, LEVELS
from .klines import TIMEFRAME, write_klines
from .process import Market, Process, simulate
from .truth import true_outlook

PROJECT = Path(__file__).resolve().parents[4]
SIGMAS = (0.005, 0.007, 0.009, 0.011, 0.013)
TEST_SHARE = 0.3


@dataclass(frozen=True)
class World:
    coins: tuple[str, ...]
    train: Rows
    valid: Rows
    test: Rows
    markets: tuple[Market, ...]
    """By coin, from number 1"""

    def truth(self, seed: int = 0) -> Outputs:
        """The true distribution of each test row over five bars; other horizons are nan."""
        quantiles = np.full((len(self.test), len(self.test.horizons), len(LEVELS)), np.nan)
        probabilities = np.empty((len(self.test), 3))
        five = self.test.horizons.index(DIRECTION_HORIZON)
        for number, market in enumerate(self.markets, start=1):
            mine = np.flatnonzero(self.test.coin == number)
            bar = self.test.position[mine]
            said = true_outlook(market.process, market.returns[bar], market.next_variance[bar], seed + number)
            quantiles[mine, five], probabilities[mine] = said
        return Outputs(quantiles=quantiles, probabilities=probabilities)


def make_world(folder: Path, coins: int, bars: int, seed: int, test_stride: int = 1) -> World:
    """Writes klines and the dataset under `folder`. Tested is on every `test_stride`-th bar of the last 30 %."""
    symbols = tuple(f"SIM{number}USDT" for number in range(1, coins + 1))
    markets = tuple(
        simulate(replace(Process(), sigma=SIGMAS[number % len(SIGMAS)]), bars, seed * 100 + number) for number in range(coins)
    )
    for symbol, market in zip(symbols, markets, strict=True):
        write_klines(folder / "klines", symbol, market)
    export(folder / "klines", folder / "dataset")
    rows = load(folder / "dataset", TIMEFRAME).rows
    times = np.unique(rows.issued_at)
    start = int(times[int(len(times) * (1 - TEST_SHARE))])
    train, valid = before(rows, start)
    whole = target_end(rows) <= times[-1]
    test = rows.take((rows.issued_at >= start) & whole & (rows.label >= 0) & (rows.position % test_stride == 0))
    return World(symbols, train, valid, test, markets)


def export(klines: Path, dataset: Path) -> None:
    """By the same command as the real data."""
    own = PROJECT / "node_modules/.bin/node"
    node = str(own) if own.exists() else shutil.which("node") or "node"
    command = [node, "scripts/forecast-export.ts", "--data", str(klines), "--out", str(dataset), "--timeframe", TIMEFRAME]
    subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
