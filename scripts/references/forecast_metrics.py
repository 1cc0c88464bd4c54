"""Figures of market/forecast/metrics by NumPy and SciPy, written from their definitions, another way than ours.

Reads JSON from a file: {"quantiles": [N][5], "came": [N], "variance": [N], "cameVariance": [N], "probabilities": [N][3],
"direction": [N], "weeks": [N], "draws": [R][W]}, prints the figures as JSON.
"""

import json
import sys

import numpy as np
from scipy.stats import mannwhitneyu

LEVELS = np.array([0.025, 0.1, 0.5, 0.9, 0.975])


def interval(values):
    return [float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))]


def main():
    with open(sys.argv[1]) as text:
        given = {name: np.array(values) for name, values in json.load(text).items()}
    q, y, p, d = given["quantiles"], given["came"], given["probabilities"], given["direction"]
    s, v, weeks = given["variance"], given["cameVariance"], given["weeks"]
    below = y[:, None] < q
    loss = np.where(below, (1 - LEVELS) * (q - y[:, None]), LEVELS * (y[:, None] - q))
    place = d + 1
    called = np.argmax(p, axis=1)
    chosen = p[np.arange(len(p)), place]
    moved = d != 0
    lean = p[moved, 2] / (p[moved, 2] + p[moved, 0])
    up = d[moved] == 1
    auc = mannwhitneyu(lean[up], lean[~up]).statistic / (up.sum() * (~up).sum())
    gain = np.sign(called - 1) * y - 0.001
    gaps, sizes = [], []
    for c in range(3):
        for rows in bins(p[:, c]):
            gaps.append(abs(p[rows, c].mean() - (place[rows] == c).mean()))
            sizes.append(len(rows))
    log_loss = -np.log(chosen)
    plain = -np.log(np.full(len(p), 1 / 3))
    of_week = np.array([[log_loss[weeks == w].sum(), plain[weeks == w].sum()] for w in np.unique(weeks)])
    drawn = np.array([1 - (draw @ of_week[:, 0]) / (draw @ of_week[:, 1]) for draw in given["draws"]])
    figures = {
        "pinball": loss.mean(),
        "pinball80": loss[:, [1, 3]].mean(),
        "mae": np.abs(y - q[:, 2]).mean(),
        "coverage80": ((q[:, 1] <= y) & (y <= q[:, 3])).mean(),
        "coverage95": ((q[:, 0] <= y) & (y <= q[:, 4])).mean(),
        "qlike": (v / s - np.log(v) + np.log(s) - 1).mean(),
        "logLoss": log_loss.mean(),
        "brier": ((p - np.identity(3)[place]) ** 2).sum(axis=1).mean(),
        "balancedAccuracy": np.mean([(called[place == c] == c).mean() for c in range(3)]),
        "auc": auc,
        "accuracyUpGivenMove": ((lean > 0.5) == up).mean(),
        "earned": gain[called != 1].mean(),
        "ece": np.average(gaps, weights=sizes),
        "skill": 1 - log_loss.mean() / plain.mean(),
    }
    print(json.dumps({**{name: float(value) for name, value in figures.items()}, "skillInterval": interval(drawn)}))


def bins(chance):
    order = np.argsort(chance, kind="stable")
    edges = np.arange(16) * len(order) // 15
    return [order[a:b] for a, b in zip(edges, edges[1:])]


main()
