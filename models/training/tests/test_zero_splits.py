from __future__ import annotations

import lightgbm
import numpy as np

from wick_training.export.tree_parts import LIGHTGBM_ZERO, decided
from wick_training.recipes.tree_nodes import floored

NEXT_TO_ZERO = np.array([0.0, *(sign * LIGHTGBM_ZERO * factor for sign in (-1, 1) for factor in (0.1, 1, 1.0000002, 10))], np.float32)


def test_numbers_next_to_zero_go_where_lightgbm_has_them_go():
    """[FC-52]: LightGBM takes them for zero, and has splits just beside it."""
    x = np.repeat([-2.0, -1.0, 0.0, 1.0, 2.0], 100)[:, None]
    seen = set()
    for target in ((x < 0), (x <= 0)):
        options = {"num_leaves": 2, "min_data_in_leaf": 1, "verbose": -1, "use_missing": False, "feature_pre_filter": False}
        booster = lightgbm.train(options, lightgbm.Dataset(x, target[:, 0].astype(float)), 1)
        node = booster.dump_model()["tree_info"][0]["tree_structure"]
        seen.add(np.sign(node["threshold"]))
        probe = np.concatenate([NEXT_TO_ZERO, np.float32([-1, 1])])[:, None]
        native_left = booster.predict(probe) == node["left_child"]["leaf_value"] + 0.0
        threshold = np.float32(decided("BRANCH_LEQ", float(floored(node["threshold"]))))
        assert ((probe[:, 0] <= threshold) == native_left).all()
    assert seen == {-1.0, 1.0}, "both kinds of split were seen"


def test_other_thresholds_stay():
    for threshold in (0.5, -3.25, 1e-30):
        assert decided("BRANCH_LEQ", threshold) == threshold
    assert decided("BRANCH_LT", -1e-36) == -1e-36
