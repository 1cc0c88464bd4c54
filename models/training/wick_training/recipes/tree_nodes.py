"""Trees of both libraries in one form: flat arrays, thresholds that float32 can hold, decisions unchanged."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class TreeNodes:
    """Every node of every tree of a file. A leaf has no feature (-1); its value is added to `target`."""

    mode: str
    """`BRANCH_LEQ` (LightGBM) or `BRANCH_LT` (XGBoost): when a row goes to `yes`."""
    tree: list[int] = field(default_factory=list)
    node: list[int] = field(default_factory=list)
    feature: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    """A float32 threshold, or a leaf's value."""
    yes: list[int] = field(default_factory=list)
    no: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    trees: int = 0

    def add(self, node: int, feature: int, value: float, yes: int, no: int, target: int) -> None:
        self.tree.append(self.trees)
        self.node.append(node)
        self.feature.append(feature)
        self.value.append(value)
        self.yes.append(yes)
        self.no.append(no)
        self.target.append(target)

    def thresholds(self) -> list[tuple[int, float]]:
        """(feature, threshold) of every split, each once, in order."""
        return sorted({(f, v) for f, v in zip(self.feature, self.value, strict=True) if f >= 0})


def floored(threshold: float) -> np.float32:
    """The largest float32 that is not above: for float32 x, `x <= threshold` says the same of both."""
    near = np.float32(threshold)
    return np.nextafter(near, np.float32(-np.inf)) if float(near) > threshold else near


def add_lightgbm(nodes: TreeNodes, dump: dict[str, Any], target: int) -> None:
    """All trees of a booster's `dump_model()`."""
    for tree in dump["tree_info"]:
        waiting = [(tree["tree_structure"], 0)]
        used = 1
        while waiting:
            one, place = waiting.pop()
            if "leaf_value" in one:
                nodes.add(place, -1, float(one["leaf_value"]), 0, 0, target)
                continue
            if one["decision_type"] != "<=" or one["missing_type"] != "None":
                raise ValueError(f"a split of a kind that the graph has not: {one['decision_type']}, {one['missing_type']}")
            nodes.add(place, int(one["split_feature"]), float(floored(one["threshold"])), used, used + 1, target)
            waiting += [(one["left_child"], used), (one["right_child"], used + 1)]
            used += 2
        nodes.trees += 1


def add_xgboost(nodes: TreeNodes, raw: bytes) -> None:
    """All trees of a booster's `save_raw("json")`; their targets are its classes."""
    model = json.loads(raw)["learner"]["gradient_booster"]["model"]
    for tree, target in zip(model["trees"], model["tree_info"], strict=True):
        splits = zip(tree["left_children"], tree["right_children"], tree["split_indices"], tree["split_conditions"], strict=True)
        for place, (yes, no, feature, value) in enumerate(splits):
            leaf = yes == -1
            nodes.add(place, -1 if leaf else feature, float(np.float32(value)), 0 if leaf else yes, 0 if leaf else no, target)
        nodes.trees += 1
