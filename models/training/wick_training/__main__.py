"""python -m wick_training: see models/training/README.md. `npm run train` calls it after it has exported the dataset."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from .words import LEARNED_MODELS, TIMEFRAMES

HERE = Path(__file__).parent.parent
NOTHING_NEW = 3
"""A retraining that replaces no model: no error, and nothing to publish"""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m wick_training", description="Trains Wick's models, offline.")
    commands = top.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="folds, ensemble weights, the last fold if it is frozen, refit, export, cards")
    run.add_argument("--dataset", type=Path, required=True, help="folder that forecast:export wrote")
    run.add_argument("--work", type=Path, default=Path(".train"), help="where fits stay, so that a killed run goes on")
    run.add_argument("--models", type=Path, default=Path("models"), help="where files, manifest and cards go")
    run.add_argument("--ledger", type=Path, default=HERE, help="folder of frozen.json and last-fold.json")
    run.add_argument("--timeframes", default=",".join(TIMEFRAMES))
    run.add_argument("--fit", default=",".join(LEARNED_MODELS), help="of which models folds are walked (with --folds-only)")
    run.add_argument("--folds-only", action="store_true", help="walk the folds before the last, and stop")
    run.add_argument("--lanes", type=int, default=2, help="fits at a time, a processor core each")
    run.add_argument("--freeze", action="store_true", help="write frozen.json from those folds, and stop")
    run.add_argument("--rescore", metavar="REASON", help="score the last fold though another recipe has; kept with the figures")
    run.add_argument("--quick", action="store_true", help="two folds and tiny fits, to see that everything works")
    known = commands.add_parser("simulate", help="every recipe on a market whose truth is known, and on shuffled outcomes")
    known.add_argument("--work", type=Path, default=Path(".train"), help="where klines, dataset and simulation.json go")
    known.add_argument("--fit", default=",".join(LEARNED_MODELS))
    again = commands.add_parser("retrain", help="fit on newer data, and replace the models that it does not make worse")
    again.add_argument("--dataset", type=Path, required=True)
    again.add_argument("--current", type=Path, default=Path("models"), help="folder of the models that run")
    again.add_argument("--out", type=Path, required=True, help="folder that gets the manifest and every file")
    again.add_argument("--work", type=Path, default=Path(".train"))
    again.add_argument("--quick", action="store_true", help="tiny fits, for tests")
    return top


def main(arguments: list[str]) -> int:
    begun = time.monotonic()
    options = parser().parse_args(arguments)
    if options.command == "simulate":
        return simulate(options)
    # After the arguments are read: the libraries take seconds to load.
    from .data import DatasetError
    from .last_fold import FreezeError
    from .scorecard import LeakAlarm

    try:
        if options.command == "retrain":
            from .retrain import retrain

            if not retrain(options):
                return NOTHING_NEW
        else:
            from .run import run

            run(options)
    except (DatasetError, FreezeError, LeakAlarm) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{time.monotonic() - begun:.0f} s")
    return 0


def simulate(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from .recipes.registry import RECIPES
    from .simulation.run import run_simulation

    chosen = {name: RECIPES[name] for name in options.fit.split(",")}
    return 0 if run_simulation(options.work, chosen, tqdm.write) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
