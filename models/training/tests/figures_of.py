"""python figures_of.py ROWS.json: training's own figures of made-up forecasts, for market/forecast/metrics to be held to."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from wick_training import metrics  # noqa: E402


def figures(rows: dict[str, list]) -> dict[str, float]:
    y, q = np.array(rows["came"]), np.array(rows["quantiles"])
    v, f = np.array(rows["cameVariance"]), np.array(rows["variance"])
    label, p = np.array(rows["direction"]) + 1, np.array(rows["probabilities"])
    moved, up, lean = metrics.up_given_move(label, p)
    gain, called = metrics.cost_adjusted(y, p)
    return {
        "pinball": metrics.pinball(y, q).mean(),
        "pinball80": metrics.pinball(y, q[:, [1, 3]], (0.1, 0.9)).mean(),
        "mae": np.abs(y - q[:, 2]).mean(),
        "qlike": metrics.qlike(v, f).mean(),
        "logLoss": metrics.log_loss(label, p).mean(),
        "brier": metrics.brier(label, p).mean(),
        "balancedAccuracy": metrics.balanced_accuracy(label, p),
        "auc": metrics.auc_of(up, lean)(np.ones(len(lean))),
        "accuracyUpGivenMove": np.mean((lean > 0.5) == up),
        "earned": gain[called].mean(),
        "ece": metrics.expected_calibration_error(label, p),
    }


if __name__ == "__main__":
    print(json.dumps({name: float(value) for name, value in figures(json.loads(Path(sys.argv[1]).read_text())).items()}))
