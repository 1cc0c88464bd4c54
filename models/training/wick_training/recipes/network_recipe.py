"""What is the same in the recipes of the four networks: all but the network itself and how long it is trained."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from ..export.network_graph import export_network
from ..recipe import ExportMetadata, FitContext
from ..rows import Outputs, Rows
from .anchor import Anchor
from .coin_scaler import CoinScaler
from .network_training import Prepared, Schedule, predict_shape, train_network
from .path_parts import PathParts, calibrated, recent_rows
from .shape import base_parameters, base_quantiles, standardised
from .shape_network import ServedNetwork, ShapeNetwork
from .store import Arrays, prefixed, read_arrays, under, write_arrays

QUICK = Schedule(epochs=2, warm_epochs=1, stride=4, batch=256, rate=3e-3, warm_rate=1e-3, decay=1e-2)
BASE = ("base_median", "base_log_gaps")
"""Buffers that belong to the rows, not to what was learned: a warm start leaves them alone."""


class NetworkRecipe(ABC):
    """A recipe each is a class in a module of its own: what its fits depend on is known by that."""

    name: str
    inputs: tuple[str, ...] = ("features", "bars", "coin")

    @abstractmethod
    def make(self, features: int, horizons: int) -> ShapeNetwork:
        """Not trained yet, of so many features and horizons."""

    @abstractmethod
    def planned(self, timeframe: str) -> Schedule: ...

    def schedule(self, timeframe: str, quick: bool) -> Schedule:
        return QUICK if quick else self.planned(timeframe)

    def parameters(self, timeframe: str, quick: bool) -> dict[str, object]:
        return asdict(self.schedule(timeframe, quick))

    def fit(self, train: Rows, valid: Rows, context: FitContext) -> FittedNetwork:
        coins = len(context.coins)
        scaler, anchor = CoinScaler.fit(train, coins), Anchor.fit(train, coins)
        torch.manual_seed(context.seed)
        network = self.make(train.features.shape[1], len(train.horizons))
        warm = isinstance(context.warm_start, FittedNetwork)
        if isinstance(context.warm_start, FittedNetwork):
            learned = context.warm_start.network.state_dict()
            network.load_state_dict({name: one for name, one in learned.items() if name not in BASE}, strict=False)
        median, log_gaps = base_parameters(base_quantiles(standardised(train.y, anchor.log_sigma(train.features, train.coin))))
        network.base_median.copy_(torch.from_numpy(median))
        network.base_log_gaps.copy_(torch.from_numpy(log_gaps))
        prepared, judged = Prepared(train, scaler, anchor), Prepared(valid, scaler, anchor)
        train_network(network, prepared, judged, self.schedule(train.timeframe, context.quick), warm, context.seed, context.progress)
        recent = recent_rows(train, valid)
        calibration = calibrated(
            anchor,
            recent,
            predict_shape(network, Prepared(recent, scaler, anchor), recent.coin),
            valid,
            predict_shape(network, judged, valid.coin),
        )
        return FittedNetwork(self, network, PathParts(scaler, anchor, calibration))

    def load(self, path: Path) -> FittedNetwork:
        arrays = read_arrays(path)
        parts = PathParts.of(under("parts", arrays))
        network = self.make(parts.scaler.center.shape[1], parts.anchor.bias.shape[1])
        network.load_state_dict({name: torch.from_numpy(one) for name, one in under("network", arrays).items()})
        network.eval()
        return FittedNetwork(self, network, parts)


@dataclass(frozen=True)
class FittedNetwork:
    recipe: NetworkRecipe
    network: ShapeNetwork
    parts: PathParts

    def predict(self, rows: Rows, coin: np.ndarray | None = None) -> Outputs:
        coin = rows.coin if coin is None else coin
        shape = predict_shape(self.network, Prepared(rows, self.parts.scaler, self.parts.anchor), coin)
        return self.parts.outputs(self.parts.anchor.log_sigma(rows.features, coin), shape)

    def arrays(self) -> Arrays:
        state = {name: one.numpy() for name, one in self.network.state_dict().items()}
        return {**prefixed("parts", self.parts.arrays()), **prefixed("network", state)}

    def save(self, path: Path) -> None:
        write_arrays(path, self.arrays())

    def export(self, path: Path, metadata: ExportMetadata) -> None:
        served = ServedNetwork(self.network, self.parts.scaler, self.parts.anchor, self.parts.calibration)
        export_network(served, len(metadata.features), path, metadata)
