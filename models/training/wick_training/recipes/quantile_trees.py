"""LightGBM: a boosted ensemble a horizon and level, of returns in units of the anchor's σ."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import lightgbm
import numpy as np

from ..export.quantile_tree_graph import export_quantile_trees
from ..recipe import ExportMetadata, FitContext
from ..rows import Outputs, Rows
from ..words import LEVELS
from .anchor import ANCHOR_FEATURES, Anchor
from .coin_scaler import CoinScaler
from .path_parts import PathParts, calibrated, recent_rows
from .shape import standardised
from .store import Arrays, from_bytes, prefixed, read_arrays, under, write_arrays
from .tree_nodes import TreeNodes, add_lightgbm
from .unknown_coins import with_unknown

THREADS = 1


@dataclass(frozen=True)
class TreePlan:
    """At most `trees` of each booster, fewer where the validation part says so. Every `stride`-th bar is seen."""

    trees: int
    rate: float
    leaves: int
    least_rows: int
    stride: int


PLANS = {
    "1h": TreePlan(trees=26, rate=0.12, leaves=20, least_rows=800, stride=2),
    "12h": TreePlan(trees=40, rate=0.06, leaves=6, least_rows=300, stride=1),
    "1d": TreePlan(trees=40, rate=0.06, leaves=4, least_rows=300, stride=1),
}
QUICK = TreePlan(trees=3, rate=0.3, leaves=4, least_rows=50, stride=4)


@dataclass(frozen=True)
class LightGbmRecipe:
    name: str = "lightgbm"
    inputs: tuple[str, ...] = ("features", "coin")

    def plan(self, timeframe: str, quick: bool) -> TreePlan:
        return QUICK if quick else PLANS[timeframe]

    def parameters(self, timeframe: str, quick: bool) -> dict[str, object]:
        return asdict(self.plan(timeframe, quick))

    def fit(self, train: Rows, valid: Rows, context: FitContext) -> FittedLightGbm:
        plan = self.plan(train.timeframe, context.quick)
        coins = len(context.coins)
        scaler = CoinScaler.fit(train, coins, frozenset(ANCHOR_FEATURES))
        anchor = Anchor.fit(train, coins)
        seen = train.take(np.flatnonzero(train.position % plan.stride == 0))
        coin = with_unknown(seen.coin, context.seed)
        x, target = scaler.apply(seen.features, coin), standardised(seen.y, anchor.log_sigma(seen.features, coin))
        judged_x = scaler.apply(valid.features, valid.coin)
        judged = standardised(valid.y, anchor.log_sigma(valid.features, valid.coin))
        boosters: list[lightgbm.Booster] = []
        count = len(train.horizons) * len(LEVELS)
        for h in range(len(train.horizons)):
            known, judged_known = ~np.isnan(target[:, h]), ~np.isnan(judged[:, h])
            data = lightgbm.Dataset(x[known], target[known, h], free_raw_data=False)
            check = lightgbm.Dataset(judged_x[judged_known], judged[judged_known, h], reference=data, free_raw_data=False)
            for level in LEVELS:
                boosters.append(_boosted(data, check, level, plan, context.seed))
                context.progress(len(boosters) / count, f"{boosters[-1].num_trees()} trees")
        recent = recent_rows(train, valid)
        calibration = calibrated(
            anchor,
            recent,
            _shape(boosters, scaler, recent, recent.coin),
            valid,
            _shape(boosters, scaler, valid, valid.coin),
        )
        return FittedLightGbm(self, boosters, PathParts(scaler, anchor, calibration))

    def load(self, path: Path) -> FittedLightGbm:
        arrays = read_arrays(path)
        texts = under("booster", arrays)
        boosters = [lightgbm.Booster(model_str=texts[str(i)].tobytes().decode()) for i in range(len(texts))]
        return FittedLightGbm(self, boosters, PathParts.of(under("parts", arrays)))


def _boosted(data: lightgbm.Dataset, check: lightgbm.Dataset, level: float, plan: TreePlan, seed: int) -> lightgbm.Booster:
    parameters = {
        "objective": "quantile",
        "alpha": level,
        "metric": "quantile",
        "learning_rate": plan.rate,
        "num_leaves": plan.leaves,
        "min_data_in_leaf": plan.least_rows,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "max_bin": 127,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": THREADS,
        "verbose": -1,
        "use_missing": False,
        "feature_pre_filter": False,
    }
    booster = lightgbm.train(
        parameters, data, plan.trees, valid_sets=[check], callbacks=[lightgbm.early_stopping(plan.trees, verbose=False)]
    )
    return lightgbm.Booster(model_str=booster.model_to_string(num_iteration=booster.best_iteration))


def _shape(boosters: list[lightgbm.Booster], scaler: CoinScaler, rows: Rows, coin: np.ndarray) -> np.ndarray:
    """float32 [N, H, 5] in units of σ, as the trees say it: not sorted yet."""
    x = scaler.apply(rows.features, coin)
    said = [one.predict(x, num_threads=THREADS) for one in boosters]
    return np.stack(said, axis=1).astype(np.float32).reshape(len(x), -1, len(LEVELS))


@dataclass(frozen=True)
class FittedLightGbm:
    recipe: LightGbmRecipe
    boosters: list[lightgbm.Booster]
    """Level by level of the first horizon, then of the next."""
    parts: PathParts

    def predict(self, rows: Rows, coin: np.ndarray | None = None) -> Outputs:
        coin = rows.coin if coin is None else coin
        return self.parts.outputs(self.parts.anchor.log_sigma(rows.features, coin), _shape(self.boosters, self.parts.scaler, rows, coin))

    def nodes(self) -> TreeNodes:
        nodes = TreeNodes("BRANCH_LEQ")
        for target, booster in enumerate(self.boosters):
            add_lightgbm(nodes, booster.dump_model(), target)
        return nodes

    def save(self, path: Path) -> None:
        texts: Arrays = {str(i): from_bytes(one.model_to_string().encode()) for i, one in enumerate(self.boosters)}
        write_arrays(path, {**prefixed("parts", self.parts.arrays()), **prefixed("booster", texts)})

    def export(self, path: Path, metadata: ExportMetadata) -> None:
        export_quantile_trees(self.nodes(), self.parts.scaler, self.parts.anchor, self.parts.calibration, path, metadata)
