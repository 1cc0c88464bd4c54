"""Rows whose outcomes are another row's: there is nothing to learn, and nothing may be found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..rows import Rows


def permuted(rows: Rows, seed: int) -> Rows:
    """All targets of a row stay together; which row they belong to is drawn."""
    order = np.random.default_rng(seed).permutation(len(rows))
    return replace(rows, y=rows.y[order], v=rows.v[order], label=rows.label[order])
