"""`models/manifest.json`, as contract/models.ts reads it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .data import Dataset
from .ensemble import Weights
from .evaluation import Scored
from .references import DECILES, References
from .rows import Rows
from .words import BAR_MS, LEARNED_MODELS, SEQUENCE, WINDOW

Plain = dict[str, object]
VERSION_DIGITS = 12


@dataclass(frozen=True)
class Span:
    """Open times of the first and the last bar that a fit saw, targets included, epoch ms."""

    first: int
    last: int

    @staticmethod
    def of(rows: Rows) -> Span:
        """Of training rows: their windows reach back, their longest targets ahead."""
        bar = BAR_MS[rows.timeframe]
        first = int(rows.issued_at.min()) - bar
        return Span(first, int(rows.issued_at.max()) + (max(rows.horizons) - 1) * bar)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def model_entry(
    model: str, inputs: tuple[str, ...], file: Path, evaluated: Path, dataset: Dataset, span: Span, scored: Scored,
    trained_at: int, recipe_hash: str,
) -> Plain:  # fmt: skip
    rows = dataset.rows
    digest = sha256(file)
    return {
        "model": model,
        "timeframe": rows.timeframe,
        "file": file.name,
        "sha256": digest,
        "bytes": file.stat().st_size,
        "version": digest[:VERSION_DIGITS],
        "inputs": list(inputs),
        "features": list(rows.feature_names),
        "inputVersion": dataset.input_version,
        "window": WINDOW,
        "sequence": SEQUENCE,
        "horizons": list(rows.horizons),
        "coins": list(dataset.coins),
        "trainedFrom": span.first,
        "trainedTo": span.last,
        "trainedAt": trained_at,
        "dataHash": dataset.data_hash,
        "recipeHash": recipe_hash,
        "evaluatedSha256": sha256(evaluated),
        "metrics": short(scored.figures[model]),
    }


def timeframe_entry(rows: Rows, weights: Weights, scored: Scored) -> Plain:
    """@param rows: what the shipped models were fitted on"""
    references = References.of(rows)
    horizons = rows.horizons
    return {
        "timeframe": rows.timeframe,
        "quantileWeights": _by_horizon(horizons, weights.quantiles),
        "varianceWeights": _by_horizon(horizons, weights.variance),
        "directionWeights": _given(weights.direction),
        "classPrior": _numbers(references.class_prior),
        "references": [
            {
                "horizon": horizon,
                "quantiles": _numbers(references.quantiles[place]),
                "scaledQuantiles": _numbers(references.scaled_quantiles[place]),
            }
            for place, horizon in enumerate(horizons)
        ],
        "sigmaEdges": _numbers(references.sigma_edges),
        "sigmaPriors": [_numbers(row) for row in references.sigma_priors],
        "featureDeciles": [_numbers(column) for column in np.quantile(rows.features, DECILES, axis=0).T],
        "metrics": {name: short(one) for name, one in scored.figures.items() if name not in LEARNED_MODELS},
    }


def manifest(revision: int, created_at: int, models: list[Plain], timeframes: list[Plain], horizons_ms: int) -> Plain:
    """@param horizons_ms: the longest horizon of any timeframe, which is as long as the embargo"""
    return {
        "format": 1,
        "revision": revision,
        "createdAt": created_at,
        "trainedTo": max(int(str(one["trainedTo"])) for one in models),
        "embargoMs": horizons_ms,
        "models": models,
        "timeframes": timeframes,
    }


def next_revision(path: Path) -> int:
    """One more than the manifest that is there."""
    return int(json.loads(path.read_text())["revision"]) + 1 if path.exists() else 1


def write_manifest(path: Path, plain: Plain) -> None:
    """A model or timeframe a line, so that a change of one shows as one."""
    head = {key: value for key, value in plain.items() if key not in ("models", "timeframes")}
    lines = [f"{json.dumps(key)}:{json.dumps(value)}" for key, value in head.items()]
    for key in ("models", "timeframes"):
        entries = [json.dumps(one, separators=(",", ":"), allow_nan=False) for one in plain[key]]
        lines.append(f"{json.dumps(key)}:[\n" + ",\n".join(entries) + "\n]")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def short(figures: object) -> object:
    """Six digits of each number: more are noise, and the manifest is read by every isolate."""
    if isinstance(figures, dict):
        return {name: short(one) for name, one in figures.items()}
    if isinstance(figures, list):
        return [short(one) for one in figures]
    return float(f"{figures:.6g}") if isinstance(figures, float) else figures


def _by_horizon(horizons: tuple[int, ...], weights: tuple[dict[str, float], ...]) -> list[Plain]:
    return [{"horizon": horizon, "weights": _given(one)} for horizon, one in zip(horizons, weights)]


def _given(weights: dict[str, float]) -> dict[str, float]:
    """Without those that have no say."""
    return {name: weight for name, weight in weights.items() if weight > 0}


def _numbers(values: np.ndarray) -> list[float]:
    return [float(f"{value:.9g}") for value in values]


