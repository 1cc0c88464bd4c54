"""What a recipe trains on and what it says: plain numpy arrays."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import numpy as np

from .words import CHANNELS, SEQUENCE


@dataclass(frozen=True)
class SeriesBars:
    """Log bars of one symbol, oldest first: what `sequence` inputs are windows of."""

    symbol: str
    bars: np.ndarray
    """float32 [T, 5]"""


@dataclass(frozen=True)
class Baselines:
    """What the TypeScript baselines say of the same rows. Horizons in the order of `Rows.horizons`."""

    naive_quantiles: np.ndarray
    """float64 [N, H, 5]"""
    naive_probabilities: np.ndarray
    """float64 [N, 3]"""
    har_quantiles: np.ndarray
    """float64 [N, H, 5]"""
    har_variance: np.ndarray
    """float64 [N, H]"""

    def take(self, index: np.ndarray) -> Baselines:
        return Baselines(*(getattr(self, one.name)[index] for one in fields(self)))


@dataclass(frozen=True)
class Rows:
    """Rows of one timeframe, all coins, sorted by (issued_at, coin). `Rows.take` keeps everything in step."""

    timeframe: str
    horizons: tuple[int, ...]
    feature_names: tuple[str, ...]
    features: np.ndarray
    """float32 [N, F], raw: scaling is the recipe's, in the graph"""
    coin: np.ndarray
    """int64 [N]: the coin's true number, from 1. Recipes train with 20 % of it set to 0."""
    issued_at: np.ndarray
    """int64 [N], epoch ms: the close of the bar that a row is of"""
    y: np.ndarray
    """float64 [N, H]: log return over the horizon; nan where it is not known"""
    v: np.ndarray
    """float64 [N, H]: sum of the horizon's Garman-Klass variances; nan where it is not known"""
    label: np.ndarray
    """int8 [N]: 0 down, 1 neutral, 2 up over five bars; -1 where it is not known"""
    sigma24: np.ndarray
    """float64 [N]: standard deviation of the last 24 one-bar log returns"""
    baselines: Baselines
    series: tuple[SeriesBars, ...] = field(repr=False)
    series_index: np.ndarray
    """int64 [N]: which of `series` a row is of"""
    position: np.ndarray
    """int64 [N]: its bar's place there; the sequence ends with it"""

    def __len__(self) -> int:
        return len(self.coin)

    def sequences(self, index: np.ndarray | slice = slice(None)) -> np.ndarray:
        """float32 [n, 64, 5], oldest bar first, of the rows named by `index` (places or a mask)."""
        places = np.arange(len(self))[index]
        out = np.empty((len(places), SEQUENCE, CHANNELS), dtype=np.float32)
        steps = np.arange(SEQUENCE) - (SEQUENCE - 1)
        for number, one in enumerate(self.series):
            mine = np.flatnonzero(self.series_index[places] == number)
            if len(mine):
                out[mine] = one.bars[self.position[places[mine], None] + steps]
        return out

    def take(self, index: np.ndarray) -> Rows:
        """The rows named by `index` (places or a mask), in that order. The bars are shared, not copied."""
        shared = {"timeframe", "horizons", "feature_names", "series", "baselines"}
        taken = {f.name: getattr(self, f.name)[index] for f in fields(self) if f.name not in shared}
        return replace(self, **taken, baselines=self.baselines.take(index))


@dataclass(frozen=True)
class Outputs:
    """What a model says of N rows; None where it does not say it."""

    quantiles: np.ndarray | None = None
    """float64 [N, H, 5], log returns, never falling"""
    variance: np.ndarray | None = None
    """float64 [N, H]"""
    probabilities: np.ndarray | None = None
    """float64 [N, 3]: down, neutral, up"""

    def take(self, index: np.ndarray) -> Outputs:
        return Outputs(*(None if one is None else one[index] for one in (self.quantiles, self.variance, self.probabilities)))
