"""One picture a model: reliability, coverage and skill by fold, a row a timeframe."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import matplotlib

from ..scorecard import Figures

matplotlib.use("svg")
matplotlib.rcParams.update(
    {"svg.fonttype": "none", "svg.hashsalt": "wick", "font.size": 8, "axes.spines.top": False, "axes.spines.right": False}
)
CLASS_STYLES = (("down", "#b5443b", "v"), ("neutral", "#6b7280", "s"), ("up", "#1f7a4d", "^"))
BINS = 15
HORIZON_STYLES = (("#1d4ed8", "o"), ("#c2670c", "s"), ("#6d28d9", "^"))


def draw(path: Path, model: str, by_timeframe: dict[str, Figures], by_fold: dict[str, dict[int, Figures]]) -> None:
    """@param by_timeframe: figures of the last fold; by_fold: of the folds before it, by number"""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 2.7 * len(by_timeframe)), layout="constrained")
    grid = figure.subplots(len(by_timeframe), 3, squeeze=False)
    for row, (timeframe, figures) in zip(grid, by_timeframe.items()):
        _reliability(row[0], figures)
        _coverage(row[1], figures)
        _by_fold(row[2], {**by_fold[timeframe], 0: figures})
        row[0].set_ylabel(f"{timeframe}\nobserved")
    figure.suptitle(f"{model}: the last fold, and skill by fold")
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": "wick"})


def _reliability(axes, figures: Figures) -> None:
    axes.set_title("reliability of the direction")
    direction = figures["direction"]
    if direction is None:
        axes.text(0.5, 0.5, "not said", ha="center")
        return
    axes.plot([0, 1], [0, 1], color="#9ca3af", linewidth=0.8)
    points = direction["reliability"]
    for number, (name, color, marker) in enumerate(CLASS_STYLES):
        mine = points[number * len(points) // 3 : (number + 1) * len(points) // 3]
        axes.plot(
            [one["forecast"] for one in mine], [one["observed"] for one in mine],
            color=color, marker=marker, markersize=3, linewidth=0.8, label=name,
        )  # fmt: skip
    axes.set_xlabel("forecast")
    axes.legend(frameon=False)


def _coverage(axes, figures: Figures) -> None:
    axes.set_title("inside the interval")
    for level, name in ((0.8, "coverage80"), (0.95, "coverage95")):
        axes.axhline(level, color="#9ca3af", linewidth=0.8)
        for place, one in enumerate(figures["horizons"]):
            if one[name] is None:
                continue
            color, marker = HORIZON_STYLES[place]
            value = one[name]
            error = [[value["value"] - value["low"]], [value["high"] - value["value"]]]
            axes.errorbar([place], [value["value"]], yerr=error, color=color, marker=marker, markersize=4, capsize=2)
    axes.set_ylim(0.6, 1.0)
    axes.set_xticks(range(len(figures["horizons"])), [f"{one['horizon']} bar{'s' if one['horizon'] > 1 else ''}" for one in figures["horizons"]])


def _by_fold(axes, folds: dict[int, Figures]) -> None:
    axes.set_title("skill by fold, five bars ahead")
    axes.axhline(0, color="#9ca3af", linewidth=0.8)
    ordered = sorted(folds.values(), key=lambda one: one["from"])
    names = [datetime.fromtimestamp(one["from"] / 1000, UTC).strftime("%Y-%m") for one in ordered]
    fives = [next(entry for entry in one["horizons"] if entry["horizon"] == 5) for one in ordered]
    series = {
        "pinball over naive": [one["pinballSkill"] for one in fives],
        "log-loss over prior": [None if one["direction"] is None else one["direction"]["logLossSkill"] for one in ordered],
    }
    for (name, values), (color, marker) in zip(series.items(), HORIZON_STYLES):
        known = [(place, value) for place, value in enumerate(values) if value is not None]
        if not known:
            continue
        middle = [value["value"] for _, value in known]
        error = [
            [value["value"] - value["low"] for _, value in known],
            [value["high"] - value["value"] for _, value in known],
        ]
        axes.errorbar(
            [place for place, _ in known], middle, yerr=error, color=color, marker=marker, markersize=3, linewidth=0.8,
            capsize=2, label=name,
        )  # fmt: skip
    axes.set_xticks(range(len(names)), names, rotation=45)
    axes.legend(frameon=False)
