"""The parts that both tree files have: scaled features, the anchor, and all trees in one node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .graph import ML, Graph

if TYPE_CHECKING:
    from ..recipes.anchor import Anchor
    from ..recipes.coin_scaler import CoinScaler
    from ..recipes.tree_nodes import TreeNodes


def scaled_features(graph: Graph, scaler: CoinScaler) -> str:
    """One subtraction and one division in float32: trees decide by these very bits."""
    center = graph.node("Gather", [graph.constant("centers", scaler.center), "coin"], "center", axis=0)
    scale = graph.node("Gather", [graph.constant("scales", scaler.scale), "coin"], "scale", axis=0)
    return graph.node("Div", [graph.node("Sub", ["features", center], "centered"), scale], "scaled")


def log_sigma(graph: Graph, anchor: Anchor) -> str:
    """[N, H]"""
    logs = graph.node("Gather", ["features", graph.constant("anchor_columns", anchor.columns)], "anchor_logs", axis=1)
    moved = graph.node("MatMul", [logs, graph.constant("anchor_weights", anchor.weights)], "anchor_slope")
    bias = graph.node("Gather", [graph.constant("anchor_biases", anchor.bias), "coin"], "anchor_bias", axis=0)
    return graph.node("Add", [moved, bias], "log_sigma")


LIGHTGBM_ZERO = np.float32(1e-35)
"""LightGBM reads numbers up to this size as 0 (its `kZeroThreshold`), and splits on either side of it."""


def decided(mode: str, threshold: float) -> float:
    """The threshold with which a plain comparison decides as the library does, numbers next to zero included."""
    if mode != "BRANCH_LEQ" or abs(threshold) > LIGHTGBM_ZERO:
        return threshold
    return float(LIGHTGBM_ZERO if threshold >= 0 else np.nextafter(-LIGHTGBM_ZERO, np.float32(-np.inf)))


def all_trees(graph: Graph, nodes: TreeNodes, scaled: str, targets: int) -> str:
    """[N, targets]: the sums of the leaves that a row falls into."""
    leaves = [place for place, feature in enumerate(nodes.feature) if feature < 0]
    inner = [max(one, 0) for one in nodes.feature]
    return graph.node(
        "TreeEnsembleRegressor",
        [scaled],
        "leaves",
        domain=ML,
        n_targets=targets,
        aggregate_function="SUM",
        post_transform="NONE",
        nodes_treeids=nodes.tree,
        nodes_nodeids=nodes.node,
        nodes_featureids=inner,
        nodes_modes=["LEAF" if feature < 0 else nodes.mode for feature in nodes.feature],
        nodes_values=[
            0.0 if feature < 0 else decided(nodes.mode, value) for feature, value in zip(nodes.feature, nodes.value, strict=True)
        ],
        nodes_truenodeids=nodes.yes,
        nodes_falsenodeids=nodes.no,
        nodes_missing_value_tracks_true=[0] * len(nodes.node),
        target_treeids=[nodes.tree[place] for place in leaves],
        target_nodeids=[nodes.node[place] for place in leaves],
        target_ids=[nodes.target[place] for place in leaves],
        target_weights=[nodes.value[place] for place in leaves],
    )
