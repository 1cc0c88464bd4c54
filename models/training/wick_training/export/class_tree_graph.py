"""XGBoost's file: logits of the expected size of a move, what the trees add, calibrated, as chances."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..recipe import ExportMetadata
from .graph import Graph
from .tree_parts import all_trees, log_sigma, scaled_features

if TYPE_CHECKING:
    from ..recipes.anchor import Anchor
    from ..recipes.class_anchor import ClassAnchor
    from ..recipes.class_calibration import ClassCalibration
    from ..recipes.coin_scaler import CoinScaler
    from ..recipes.tree_nodes import TreeNodes

CLASSES = 3


def export_class_trees(
    nodes: TreeNodes,
    scaler: CoinScaler,
    anchor: Anchor,
    before: ClassAnchor,
    calibration: ClassCalibration,
    path: Path,
    metadata: ExportMetadata,
) -> None:
    graph = Graph()
    leaves = all_trees(graph, nodes, scaled_features(graph, scaler), CLASSES)
    logits = graph.node("Add", [_before(graph, before, log_sigma(graph, anchor)), leaves], "logits")
    steep = graph.node("Mul", [graph.constant("class_slope", calibration.slope), logits], "steep")
    moved = graph.node("Add", [steep, graph.constant("class_offset", calibration.offset)], "moved")
    graph.node("Softmax", [moved], "probabilities", axis=1)
    graph.write(path, metadata, {"probabilities": [CLASSES]})


def _before(graph: Graph, before: ClassAnchor, log_sigmas: str) -> str:
    """[N, 3]: a cubic in standardised ln σ."""
    low, high = (graph.constant(name, np.float32(value)) for name, value in zip(("least", "most"), before.range, strict=True))
    one = graph.node("Gather", [log_sigmas, graph.constant("five_bars", before.horizon)], "log_sigma_five", axis=1)
    clipped = graph.node("Clip", [one, low, high], "clipped")
    centered = graph.node("Sub", [clipped, graph.constant("size_center", before.center)], "size_centered")
    z = graph.node("Div", [centered, graph.constant("size_scale", before.scale)], "size")
    square = graph.node("Mul", [z, z], "size_square")
    cube = graph.node("Mul", [square, z], "size_cube")
    basis = graph.node("Concat", [z, square, cube], "size_powers", axis=1)
    sloped = graph.node("MatMul", [basis, graph.constant("size_weights", before.weights[1:])], "size_slopes")
    return graph.node("Add", [sloped, graph.constant("size_bias", before.weights[0])], "size_logits")
