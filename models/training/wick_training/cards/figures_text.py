"""Figures as a card tells them."""

from __future__ import annotations

from ..scorecard import Figures

ABSENT = "–"


def share(figure: object, digits: int = 1) -> str:
    """As a percentage with its interval."""
    if not isinstance(figure, dict):
        return ABSENT
    value, low, high = (100 * figure[name] for name in ("value", "low", "high"))
    return f"{value:.{digits}f} % ({low:.{digits}f} to {high:.{digits}f})"


def plain(figure: object, digits: int = 3) -> str:
    if isinstance(figure, dict):
        value, low, high = (figure[name] for name in ("value", "low", "high"))
        return f"{value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
    return f"{figure:.{digits}f}" if isinstance(figure, float) else ABSENT


def verdict(figure: object) -> str:
    """No skill, unless the whole interval is above zero."""
    if not isinstance(figure, dict):
        return "not said"
    if figure["low"] > 0:
        return "skill"
    return "worse than the reference" if figure["high"] < 0 else "no skill"


def horizon_table(figures: Figures) -> list[str]:
    lines = [
        "| bars ahead | n | pinball skill over naive | 80 % interval's skill over unconditional | over 24-bar σ | median's skill (MAE) | inside 80 % | inside 95 % | variance skill over HAR | |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in figures["horizons"]:
        cells = [
            str(one["horizon"]),
            f"{one['n']:,}",
            share(one["pinballSkill"]),
            share(one["pinball80SkillUnconditional"]),
            share(one["pinball80SkillScaled"]),
            share(one["maeSkill"]),
            share(one["coverage80"]),
            share(one["coverage95"]),
            share(one["qlikeSkillHar"]),
            verdict(one["pinballSkill"]),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def direction_lines(figures: Figures) -> list[str]:
    one = figures["direction"]
    if one is None:
        return ["It does not call the direction."]
    return [
        f"- Log-loss skill over class frequencies: {share(one['logLossSkill'], 2)}: {verdict(one['logLossSkill'])}.",
        f"- Brier skill: {share(one['brierSkill'], 2)}.",
        f"- What is left when volatility is known (class frequencies by decile of 24-bar σ): {share(one['logLossSkillBySigma'], 2)}: "
        f"{verdict(one['logLossSkillBySigma'])}.",
        f"- Up or down, given a move: AUC {plain(one['aucUpGivenMove'])}: {_auc_verdict(one['aucUpGivenMove'])}; "
        f"right {100 * one['accuracyUpGivenMove']:.1f} % of the time. Balanced accuracy of the three classes: {one['balancedAccuracy']:.3f}.",
        f"- Calibration error (ECE, 15 bins a class): {one['ece']:.3f}.",
        f"- Acting on every call of up and down, at a cost of 10 bp: {_cost(one['costAdjusted'])}",
    ]


def _auc_verdict(figure: dict[str, float]) -> str:
    return "skill" if figure["low"] > 0.5 else "no skill"


def _cost(figure: object) -> str:
    if not isinstance(figure, dict):
        return "it never called one."
    value, low, high = (1e4 * figure[name] for name in ("value", "low", "high"))
    return f"{value:.1f} bp a call ({low:.1f} to {high:.1f})."
