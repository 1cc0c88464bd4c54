"""Hashes of what decides figures: the sources that a fit depends on, and the versions of libraries ([FC-57])."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from .recipe import Recipe

PACKAGE = Path(__file__).parent
LIBRARIES = ("numpy", "torch", "lightgbm", "xgboost-cpu")
FITTED_BY = ("data", "folds", "walk")
"""What stands around every fit"""
MEASURED_BY = ("evaluation",)
"""What makes figures of fits"""
LEFT_OUT = "export."
"""Writes down what was learned and decides nothing: its files are held to the fits by tests of their own"""


def module_path(module: str) -> Path:
    """The file of a module of this package, named as in `recipes.lightgbm`."""
    base = PACKAGE.joinpath(*module.split(".")) if module else PACKAGE
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


@cache
def text_of(module: str) -> str:
    """As it was when it was first asked for: what a long run runs, though a file changes meanwhile."""
    return module_path(module).read_text()


@cache
def imported(module: str) -> frozenset[str]:
    """Modules of this package that a module imports by itself."""
    path = module_path(module)
    parts = module.split(".") if module else []
    home = parts if path.name == "__init__.py" else parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(text_of(module))):
        if not isinstance(node, ast.ImportFrom) or node.level == 0:
            continue
        base = home[: len(home) - (node.level - 1)]
        target = [*base, *(node.module.split(".") if node.module else [])]
        found.add(".".join(target))
        for name in node.names:
            inner = ".".join([*target, name.name])
            if module_path(inner).exists():
                found.add(inner)
    return frozenset(one for one in found if one and module_path(one).exists())


def closure(modules: Iterable[str]) -> tuple[str, ...]:
    """The modules and all that they import within this package but for `export`, sorted."""
    seen: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in seen and not f"{module}.".startswith(LEFT_OUT):
            seen.add(module)
            waiting.extend(imported(module))
    return tuple(sorted(seen))


def source_hash(modules: Iterable[str]) -> str:
    """SHA-256 over the texts of modules and all that they import, and the versions of the libraries."""
    digest = hashlib.sha256()
    for name in LIBRARIES:
        # `+cpu` and the like name a build of the same release.
        digest.update(f"{name}=={version(name).split('+')[0]}\n".encode())
    for module in closure(modules):
        digest.update(f"--- {module}\n{text_of(module)}".encode())
    return digest.hexdigest()


def fit_hash(recipe: Recipe) -> str:
    """What one model's fits depend on: another model's recipe may change without it."""
    module = type(recipe).__module__
    prefix = f"{__package__}."
    own = [module.removeprefix(prefix)] if module.startswith(prefix) else []
    extra = b"" if own else Path(sys.modules[module].__file__ or "").read_bytes()
    return hashlib.sha256(source_hash([*own, *FITTED_BY]).encode() + extra).hexdigest()


def recipe_hash() -> str:
    """What all figures depend on: every recipe, folds, metrics, the ensemble. Its freeze comes before the last fold."""
    return source_hash(["recipes.registry", *FITTED_BY, *MEASURED_BY])
