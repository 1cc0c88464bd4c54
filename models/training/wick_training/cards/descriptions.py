"""What each model is, in a sentence or two for people who do not train models."""

from __future__ import annotations

ANCHOR = (
    "It says how wide the distribution is by a linear rule of the last bars' variances (the anchor), "
    "and learns the shape around it."
)

DESCRIPTIONS = {
    "dlinear": f"A linear network over the last 64 bars, split into a trend and what is left, and over the features of the last bar. {ANCHOR}",
    "tcn": f"Causal dilated convolutions over the last 64 bars, and the features of the last bar. {ANCHOR}",
    "lstm": f"A recurrent network over the last 64 bars, and the features of the last bar. {ANCHOR}",
    "transformer": f"A small transformer over the last 64 bars, and the features of the last bar. {ANCHOR}",
    "lightgbm": f"Boosted trees on the features of the last bar, an ensemble a horizon and quantile. {ANCHOR}",
    "xgboost": "Boosted trees that call down, neutral or up over five bars from the features of the last bar. It says no quantiles and no volatility.",
    "ml_ensemble": "A weighted mean of the models above and of the baselines `har` and `naive`. Its weights are those that did best on the folds before the last, mixed with equal ones by as much as helped on folds left out.",
}  # fmt: skip
