"""How a space is searched, in Optuna's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.sweeps.space import SearchSpace, base_of
from core.sweeps.varied import Choices, Range, Varied, is_whole

if TYPE_CHECKING:  # takes half a second to load: left until a sweep is asked for
    import optuna
    from optuna.distributions import BaseDistribution


def sampler_of(space: SearchSpace, trials: int) -> optuna.samplers.BaseSampler:
    """What chooses the values of the next trials, where so many were begun before."""
    from optuna.samplers import RandomSampler, TPESampler  # noqa: PLC0415

    # A search that goes on must not draw again what it drew before.
    seed = int(np.random.SeedSequence([space.seed, trials]).generate_state(1)[0])
    if space.sampler == "tpe":
        # The liar keeps trials that run side by side from all looking at the same place.
        return TPESampler(seed=seed, constant_liar=True)
    return RandomSampler(seed=seed)


def pruner_of(space: SearchSpace) -> optuna.pruners.BasePruner:
    """What decides after every epoch whether a trial is worth going on with."""
    from optuna.pruners import HyperbandPruner, MedianPruner, NopPruner  # noqa: PLC0415

    match space.pruner:
        case "median":
            return MedianPruner(n_startup_trials=5, n_warmup_steps=1)
        case "hyperband":
            return HyperbandPruner(min_resource=1, max_resource=_most_epochs(space), reduction_factor=3)
        case "none":
            return NopPruner()


def _most_epochs(space: SearchSpace) -> int:
    varied = next((one for one in space.vary if one.path == "epochs"), None)
    if isinstance(varied, Range):
        return int(varied.high)
    if isinstance(varied, Choices):
        return max(value for value in varied.values if isinstance(value, int))
    return base_of(space).epochs


def distributions_of(space: SearchSpace) -> dict[str, BaseDistribution]:
    """From what the values of each varied field are chosen, by path."""
    base = base_of(space)
    return {one.path: _distribution(one, whole=is_whole(base, one), space=space) for one in space.vary}


def _distribution(varied: Varied, *, whole: bool, space: SearchSpace) -> BaseDistribution:
    from optuna.distributions import (  # noqa: PLC0415
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if isinstance(varied, Choices):
        return CategoricalDistribution(varied.values)
    if whole:
        step = 1 if varied.step is None or space.sampler == "grid" else int(varied.step)
        low, high = int(varied.low), int(varied.high)
        return IntDistribution(low, high - (high - low) % step, log=varied.log, step=step)
    if varied.step is None or space.sampler == "grid":
        return FloatDistribution(varied.low, varied.high, log=varied.log)
    steps = int((varied.high - varied.low) / varied.step + 1e-9)
    return FloatDistribution(varied.low, neat(varied.low + steps * varied.step), step=varied.step)


def neat(number: float) -> float:
    """A value as a person would write it: 0.1 + 2 * 0.1 is a little more than 0.3."""
    return float(f"{number:.12g}")
