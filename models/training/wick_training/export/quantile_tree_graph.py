"""LightGBM's file: shapes by trees, times σ, calibrated, sorted; variance by the width of the 80 % interval."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from onnx import helper

from ..recipe import ExportMetadata
from ..words import LEVELS, VARIANCE_FLOOR
from .graph import Graph
from .tree_parts import all_trees, log_sigma, scaled_features

if TYPE_CHECKING:
    from ..recipes.anchor import Anchor
    from ..recipes.calibration import Calibration
    from ..recipes.coin_scaler import CoinScaler
    from ..recipes.tree_nodes import TreeNodes


def export_quantile_trees(
    nodes: TreeNodes, scaler: CoinScaler, anchor: Anchor, calibration: Calibration, path: Path, metadata: ExportMetadata
) -> None:
    horizons, levels = len(metadata.horizons), len(LEVELS)
    graph = Graph()
    leaves = all_trees(graph, nodes, scaled_features(graph, scaler), horizons * levels)
    shape = graph.node("Reshape", [leaves, graph.integers("by_horizon", [-1, horizons, levels])], "shape")
    middle = graph.node("Gather", [shape, graph.integers("median", [LEVELS.index(0.5)])], "middle", axis=2)
    spread = graph.node("Mul", [graph.constant("factor", calibration.factor), graph.node("Sub", [shape, middle], "off")], "spread")
    moved = graph.node("Add", [middle, spread], "moved")
    count = graph.integers("levels", [levels])
    graph.nodes.append(helper.make_node("TopK", [moved, count], ["sorted", "places"], name="sorted", axis=2, largest=0, sorted=1))
    axis = graph.integers("last", [2])
    sigma = graph.node("Unsqueeze", [graph.node("Exp", [log_sigma(graph, anchor)], "sigma_flat"), axis], "sigma")
    graph.node("Mul", [sigma, "sorted"], "quantiles")
    _variance(graph, calibration)
    graph.write(path, metadata, {"quantiles": [horizons, levels], "variance": [horizons]})


def _variance(graph: Graph, calibration: Calibration) -> None:
    low, high = graph.constant("low", np.int64(LEVELS.index(0.1))), graph.constant("high", np.int64(LEVELS.index(0.9)))
    width = graph.node(
        "Sub",
        [graph.node("Gather", ["quantiles", high], "upper", axis=2), graph.node("Gather", ["quantiles", low], "lower", axis=2)],
        "width",
    )
    floor = graph.constant("floor", np.float32(VARIANCE_FLOOR))
    square = graph.node("Max", [graph.node("Mul", [width, width], "width_squared"), floor], "square")
    sloped = graph.node("Mul", [graph.constant("slope", calibration.slope), graph.node("Log", [square], "log_square")], "sloped")
    graph.node("Exp", [graph.node("Add", [graph.constant("intercept", calibration.intercept), sloped], "log_variance")], "variance")
