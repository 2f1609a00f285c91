"""Writes lbfgs.json beside this file: what torch.optim.LBFGS does, in float64, and where SciPy's L-BFGS-B arrives.

Run: python make_lbfgs_fixtures.py (torch, scipy)
"""

import json
import pathlib

import numpy
import scipy.optimize
import torch

from make_optimizer_fixtures import fresh_parameters, loss_of


def rosenbrock(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def train(name, parameters, loss_function, steps, **options):
    optimizer = torch.optim.LBFGS(parameters, **options)
    losses, evaluations = [], [0]

    def closure():
        evaluations[0] += 1
        optimizer.zero_grad()
        loss = loss_function(parameters)
        loss.backward()
        return loss

    counts = []
    for _ in range(steps):
        losses.append(float(optimizer.step(closure)))
        counts.append(evaluations[0])
    return {
        "name": name,
        "options": {key: float(value) for key, value in options.items() if not isinstance(value, str)},
        "searches": "line_search_fn" in options,
        "losses": losses,
        "evaluations": counts,
        "parameters": [p.detach().flatten().tolist() for p in parameters],
    }


def valley(*start):
    return [torch.tensor(start, dtype=torch.float64, requires_grad=True)]


def of_valley(parameters):
    return rosenbrock(parameters[0])


WOLFE = dict(line_search_fn="strong_wolfe", max_eval=25)
TRAININGS = [
    train("rosenbrock, one direction a step", valley(-1.2, 1.0), of_valley, 14, max_iter=1, **WOLFE),
    train("rosenbrock, history of 2", valley(-1.2, 1.0), of_valley, 12, max_iter=1, history_size=2, **WOLFE),
    train("rosenbrock, defaults", valley(-1.2, 1.0), of_valley, 2, **WOLFE),
    train("rosenbrock, four numbers", valley(-1.2, 1.0, -0.5, 0.8), of_valley, 12, max_iter=1, **WOLFE),
    train("rosenbrock, short first step", valley(0.5, -1.5), of_valley, 10, max_iter=1, lr=0.05, **WOLFE),
    train("rosenbrock, few evaluations", valley(-1.2, 1.0), of_valley, 6, max_iter=9, max_eval=7, line_search_fn="strong_wolfe"),
    train("regression", fresh_parameters(), loss_of, 6, max_iter=3, **WOLFE),
    train("regression, history of 3", fresh_parameters(), loss_of, 8, max_iter=2, history_size=3, **WOLFE),
    train("regression, without search", fresh_parameters(), loss_of, 8, max_iter=2, max_eval=25, lr=0.2),
]


def scipy_minimum(start):
    found = scipy.optimize.minimize(
        scipy.optimize.rosen, start, jac=scipy.optimize.rosen_der, method="L-BFGS-B", options={"maxcor": 10}
    )
    return {"start": list(start), "x": numpy.round(found.x, 6).tolist(), "loss": float(found.fun), "evaluations": int(found.nfev)}


if __name__ == "__main__":
    fixtures = {
        "trainings": TRAININGS,
        "scipy": [scipy_minimum(start) for start in [(-1.2, 1.0), (3.0, -2.0), (-1.2, 1.0, -0.5, 0.8, 2.0)]],
    }
    path = pathlib.Path(__file__).with_name("lbfgs.json")
    path.write_text(json.dumps(fixtures, separators=(",", ":")) + "\n")
