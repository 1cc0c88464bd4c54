"""Rows whose outcomes are another row's: there is nothing to learn, and nothing may be found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..rows import Rows

TARGETS = ("y", "v", "label")


def permuted(parts: tuple[Rows, ...], seed: int) -> tuple[Rows, ...]:
    """
    All targets of a row stay together; which row they belong to, of all parts, is drawn. Over all parts: within each
    alone, a calm validation part would still tell of a calm test, as if something were known.
    """
    lengths = [len(rows) for rows in parts]
    order = np.split(np.random.default_rng(seed).permutation(sum(lengths)), np.cumsum(lengths)[:-1])
    pooled = {name: np.concatenate([getattr(rows, name) for rows in parts]) for name in TARGETS}
    return tuple(
        replace(rows, **{name: pooled[name][mine] for name in TARGETS}) for rows, mine in zip(parts, order, strict=True)
    )
