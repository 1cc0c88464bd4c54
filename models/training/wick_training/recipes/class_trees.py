"""XGBoost: the three classes over five bars, boosted from what the expected size of a move says already."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import xgboost

from ..export.class_tree_graph import export_class_trees
from ..recipe import ExportMetadata, FitContext
from ..rows import Outputs, Rows
from .anchor import ANCHOR_FEATURES, Anchor
from .class_anchor import CLASSES, ClassAnchor
from .class_calibration import ClassCalibration
from .coin_scaler import CoinScaler
from .store import arrays_of, from_bytes, prefixed, read_arrays, under, write_arrays
from .tree_nodes import TreeNodes, add_xgboost
from .unknown_coins import with_unknown

THREADS = 1


@dataclass(frozen=True)
class ClassPlan:
    """At most `rounds` of three trees each, fewer where the validation part says so."""

    rounds: int
    rate: float
    depth: int
    least_weight: float
    stride: int


PLANS = {
    "1h": ClassPlan(rounds=133, rate=0.05, depth=4, least_weight=60, stride=2),
    "12h": ClassPlan(rounds=100, rate=0.03, depth=2, least_weight=30, stride=1),
    "1d": ClassPlan(rounds=100, rate=0.03, depth=2, least_weight=30, stride=1),
}
QUICK = ClassPlan(rounds=5, rate=0.3, depth=2, least_weight=5, stride=4)
PATIENCE = 20


@dataclass(frozen=True)
class XgBoostRecipe:
    name: str = "xgboost"
    inputs: tuple[str, ...] = ("features", "coin")

    def plan(self, timeframe: str, quick: bool) -> ClassPlan:
        return QUICK if quick else PLANS[timeframe]

    def parameters(self, timeframe: str, quick: bool) -> dict[str, object]:
        return asdict(self.plan(timeframe, quick))

    def fit(self, train: Rows, valid: Rows, context: FitContext) -> FittedXgBoost:
        plan = self.plan(train.timeframe, context.quick)
        coins = len(context.coins)
        scaler = CoinScaler.fit(train, coins, frozenset(ANCHOR_FEATURES))
        anchor = Anchor.fit(train, coins)
        before = ClassAnchor.fit(train, anchor)
        seen = train.take(np.flatnonzero((train.position % plan.stride == 0) & (train.label >= 0)))
        judged = valid.take(valid.label >= 0)

        def matrix(rows: Rows, coin: np.ndarray) -> xgboost.DMatrix:
            margin = before.logits(anchor.log_sigma(rows.features, coin))
            return xgboost.DMatrix(scaler.apply(rows.features, coin), label=rows.label, base_margin=margin, nthread=THREADS)

        told = _Told(context, plan.rounds)
        booster = xgboost.train(
            {
                "objective": "multi:softprob",
                "num_class": CLASSES,
                "eta": plan.rate,
                "max_depth": plan.depth,
                "min_child_weight": plan.least_weight,
                "subsample": 0.7,
                "colsample_bytree": 0.5,
                "lambda": 10.0,
                "max_bin": 127,
                "tree_method": "hist",
                "seed": context.seed,
                "nthread": THREADS,
            },
            matrix(seen, with_unknown(seen.coin, context.seed)),
            plan.rounds,
            evals=[(matrix(judged, judged.coin), "valid")],
            early_stopping_rounds=PATIENCE,
            verbose_eval=False,
            callbacks=[told],
        )
        booster = booster[: booster.best_iteration + 1]
        plain = FittedXgBoost(self, booster, scaler, anchor, before, ClassCalibration.none())
        calibration = ClassCalibration.fit(plain.logits(judged, judged.coin), judged.label)
        return FittedXgBoost(self, booster, scaler, anchor, before, calibration)

    def load(self, path: Path) -> FittedXgBoost:
        arrays = read_arrays(path)
        booster = xgboost.Booster(model_file=bytearray(arrays["booster"].tobytes()))
        booster.set_param({"nthread": THREADS})
        return FittedXgBoost(
            self,
            booster,
            CoinScaler(**under("scaler", arrays)),
            Anchor(**under("anchor", arrays)),
            ClassAnchor(**under("before", arrays)),
            ClassCalibration(**under("calibration", arrays)),
        )


class _Told(xgboost.callback.TrainingCallback):
    """Hands progress on."""

    def __init__(self, context: FitContext, rounds: int) -> None:
        super().__init__()
        self.context, self.rounds = context, rounds

    def after_iteration(self, model: xgboost.Booster, epoch: int, evals_log: dict[str, dict[str, list[float]]]) -> bool:
        loss = evals_log["valid"]["mlogloss"][-1]
        self.context.progress((epoch + 1) / self.rounds, f"loss {loss:.5f}")
        return False


@dataclass(frozen=True)
class FittedXgBoost:
    recipe: XgBoostRecipe
    booster: xgboost.Booster
    scaler: CoinScaler
    anchor: Anchor
    before: ClassAnchor
    calibration: ClassCalibration

    def logits(self, rows: Rows, coin: np.ndarray) -> np.ndarray:
        """float32 [N, 3], before calibration."""
        margin = self.before.logits(self.anchor.log_sigma(rows.features, coin))
        matrix = xgboost.DMatrix(self.scaler.apply(rows.features, coin), base_margin=margin, nthread=THREADS)
        return self.booster.predict(matrix, output_margin=True)

    def predict(self, rows: Rows, coin: np.ndarray | None = None) -> Outputs:
        coin = rows.coin if coin is None else coin
        return Outputs(probabilities=self.calibration.probabilities(self.logits(rows, coin)).astype(np.float64))

    def nodes(self) -> TreeNodes:
        nodes = TreeNodes("BRANCH_LT")
        add_xgboost(nodes, bytes(self.booster.save_raw("json")))
        return nodes

    def save(self, path: Path) -> None:
        arrays = {"booster": from_bytes(bytes(self.booster.save_raw("ubj")))}
        for part in ("scaler", "anchor", "before", "calibration"):
            arrays |= prefixed(part, arrays_of(getattr(self, part)))
        write_arrays(path, arrays)

    def export(self, path: Path, metadata: ExportMetadata) -> None:
        export_class_trees(self.nodes(), self.scaler, self.anchor, self.before, self.calibration, path, metadata)
