"""A recipe that needs no library: σ times fixed quantiles. It stands in where the pipeline is tested, not the models."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from wick_training.recipe import ExportMetadata, FitContext
from wick_training.rows import Outputs, Rows
from wick_training.words import LEVELS


@dataclass(frozen=True)
class PlainFitted:
    shape: list[list[float]]
    ratio: list[float]
    prior: list[float]
    classifier: bool
    warm: bool

    def predict(self, rows: Rows, coin: np.ndarray | None = None) -> Outputs:
        if self.classifier:
            return Outputs(probabilities=np.tile(self.prior, (len(rows), 1)))
        quantiles = rows.sigma24[:, None, None] * np.array(self.shape)
        return Outputs(quantiles, rows.sigma24[:, None] ** 2 * np.array(self.ratio))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    def export(self, path: Path, metadata: ExportMetadata) -> None:
        path.write_text(json.dumps({"fit": asdict(self), "metadata": asdict(metadata)}))


@dataclass
class PlainRecipe:
    name: str
    inputs: tuple[str, ...] = ("features",)
    fits: int = 0

    def fit(self, train: Rows, valid: Rows, context: FitContext) -> PlainFitted:
        self.fits += 1
        context.progress(1.0, "done")
        scaled = train.y / train.sigma24[:, None]
        return PlainFitted(
            shape=np.quantile(scaled, LEVELS, axis=0).T.tolist(),
            ratio=(train.v / train.sigma24[:, None] ** 2).mean(axis=0).tolist(),
            prior=(np.bincount(train.label, minlength=3) / len(train)).tolist(),
            classifier=self.name == "xgboost",
            warm=context.warm_start is not None,
        )

    def load(self, path: Path) -> PlainFitted:
        return PlainFitted(**json.loads(path.read_text()))

    def parameters(self, timeframe: str, quick: bool) -> dict[str, object]:
        return {"levels": list(LEVELS)}


def plain_recipes() -> dict[str, PlainRecipe]:
    return {name: PlainRecipe(name) for name in ("dlinear", "tcn", "lstm", "transformer", "lightgbm", "xgboost")}
