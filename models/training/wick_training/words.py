"""The words that everything here shares. Those of market/forecast/*.ts; a test holds the two to each other."""

from __future__ import annotations

TIMEFRAMES = ("1h", "12h", "1d")
BAR_MS = {"1h": 3_600_000, "12h": 43_200_000, "1d": 86_400_000}
HORIZONS = {"1h": (1, 5, 24), "12h": (1, 5), "1d": (1, 5)}
LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
"""Levels of a forecast's quantiles: 95 % and 80 % intervals around the median."""
DIRECTION_HORIZON = 5
MOVE_THRESHOLD = 0.005
"""A simple return beyond this, either way, is a move."""
VARIANCE_FLOOR = 1e-8
"""The least variance of a bar."""
WINDOW = 512
"""Final bars that features are folded from."""
SEQUENCE = 64
CHANNELS = 5

PATH_MODELS = ("dlinear", "tcn", "lstm", "transformer", "lightgbm")
"""Learned models that say quantiles and variance."""
LEARNED_MODELS = (*PATH_MODELS, "xgboost")
