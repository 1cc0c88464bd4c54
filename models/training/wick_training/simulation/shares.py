"""How much of the attainable skill a model has: skill over what knows nothing, as a share of the truth's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..bootstrap import Measured, Weeks
from ..metrics import log_loss, pinball
from ..references import References, with_probabilities
from ..rows import Outputs, Rows
from ..words import DIRECTION_HORIZON


@dataclass(frozen=True)
class Skills:
    """Over five bars: log-loss over the class prior, pinball over the training rows' quantiles (None: no quantiles)."""

    direction: Measured
    pinball: Measured | None


def skills(rows: Rows, outputs: Outputs, references: References) -> Skills:
    weeks = Weeks.of(rows.issued_at)
    told = with_probabilities(outputs, rows)
    assert told.probabilities is not None
    prior = log_loss(rows.label, np.broadcast_to(references.class_prior, (len(rows), 3)))
    direction = weeks.skill(log_loss(rows.label, told.probabilities), prior)
    if outputs.quantiles is None:
        return Skills(direction, None)
    five = rows.horizons.index(DIRECTION_HORIZON)
    still = pinball(rows.y[:, five], np.broadcast_to(references.quantiles[five], (len(rows), 5)))
    return Skills(direction, weeks.skill(pinball(rows.y[:, five], outputs.quantiles[:, five]), still))


def recovered(model: Skills, truth: Skills) -> float:
    """The smaller share of those that the model has a figure for."""
    shares = [model.direction.value / truth.direction.value]
    if model.pinball is not None and truth.pinball is not None:
        shares.append(model.pinball.value / truth.pinball.value)
    return min(shares)
