"""Writes optimizers.json beside this file: what PyTorch's optimizers, schedules and gradient clipping do, in float64.

Run: python make_optimizer_fixtures.py
"""

import json
import pathlib
import random
import warnings

import torch
from torch.optim import lr_scheduler as schedulers

warnings.filterwarnings("ignore")
random.seed(7)


def numbers(count, scale):
    """Numbers that 32 bits hold exactly."""
    return [round(random.gauss(0, scale) * 64) / 64 for _ in range(count)]


SHAPES = [[4, 3], [4], [2, 4], [2]]
PROBLEM = {
    "inputs": numbers(6 * 3, 1.0),
    "targets": numbers(6 * 2, 1.0),
    "parameters": [numbers(torch.Size(shape).numel(), 0.5) for shape in SHAPES],
    "shapes": SHAPES,
}


def tensor(values, *shape):
    return torch.tensor(values, dtype=torch.float64).reshape(*shape)


def fresh_parameters():
    return [tensor(v, *s).requires_grad_() for v, s in zip(PROBLEM["parameters"], SHAPES)]


def loss_of(parameters):
    w1, b1, w2, b2 = parameters
    hidden = torch.tanh(tensor(PROBLEM["inputs"], 6, 3) @ w1.T + b1)
    return ((hidden @ w2.T + b2 - tensor(PROBLEM["targets"], 6, 2)) ** 2).mean()


def train(name, kind, options, groups=None, frozen=(), clip_norm=None, clip_value=None):
    parameters = fresh_parameters()
    for index in frozen:
        parameters[index].requires_grad_(False)
    if groups is None:
        optimizer = kind(parameters, **options)
    else:
        optimizer = kind(
            [dict(params=[parameters[i] for i in g["indices"]], lr=g["lr"], weight_decay=g["weight_decay"]) for g in groups],
            **options,
        )
    losses, norms = [], []
    for _ in range(10):
        optimizer.zero_grad()
        loss = loss_of(parameters)
        loss.backward()
        if clip_norm is not None:
            norms.append(torch.nn.utils.clip_grad_norm_(parameters, clip_norm).item())
        if clip_value is not None:
            torch.nn.utils.clip_grad_value_(parameters, clip_value)
        optimizer.step()
        losses.append(loss.item())
    flat = {k: (list(v) if isinstance(v, tuple) else v) for k, v in options.items()}
    return {
        "name": name,
        "optimizer": kind.__name__,
        "options": {k: float(v) for k, v in flat.items() if not isinstance(v, list)},
        "betas": flat.get("betas"),
        "groups": groups,
        "frozen": list(frozen),
        "clipNorm": clip_norm,
        "clipValue": clip_value,
        "norms": norms,
        "losses": losses,
        "parameters": [p.detach().flatten().tolist() for p in parameters],
    }


SGD, ADAM, ADAMW, RMSPROP = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop
GROUPS = [
    {"indices": [0, 2], "lr": 0.1, "weight_decay": 0.1},
    {"indices": [1, 3], "lr": 0.02, "weight_decay": 0.0},
]
TRAININGS = [
    train("sgd", SGD, dict(lr=0.1)),
    train("sgd, decay", SGD, dict(lr=0.1, weight_decay=0.05)),
    train("sgd, momentum", SGD, dict(lr=0.05, momentum=0.9)),
    train("sgd, momentum, decay", SGD, dict(lr=0.05, momentum=0.9, weight_decay=0.05)),
    train("sgd, momentum, dampening", SGD, dict(lr=0.05, momentum=0.9, dampening=0.5)),
    train("sgd, nesterov", SGD, dict(lr=0.05, momentum=0.9, nesterov=True)),
    train("sgd, nesterov, decay", SGD, dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.05)),
    train("adam, defaults", ADAM, dict()),
    train("adam", ADAM, dict(lr=0.05)),
    train("adam, betas, eps", ADAM, dict(lr=0.05, betas=(0.7, 0.95), eps=1e-3)),
    train("adam, decay", ADAM, dict(lr=0.05, weight_decay=0.1)),
    train("adamw, defaults", ADAMW, dict()),
    train("adamw", ADAMW, dict(lr=0.05, weight_decay=0.1)),
    train("adamw, betas, eps", ADAMW, dict(lr=0.05, betas=(0.5, 0.9), eps=1e-4, weight_decay=0.3)),
    train("rmsprop, defaults", RMSPROP, dict()),
    train("rmsprop, alpha, eps", RMSPROP, dict(lr=0.02, alpha=0.9, eps=1e-3)),
    train("rmsprop, decay", RMSPROP, dict(lr=0.02, weight_decay=0.1)),
    train("rmsprop, momentum", RMSPROP, dict(lr=0.01, momentum=0.8)),
    train("rmsprop, centered", RMSPROP, dict(lr=0.01, centered=True)),
    train("rmsprop, all", RMSPROP, dict(lr=0.01, momentum=0.8, centered=True, weight_decay=0.1, alpha=0.95)),
    train("sgd, groups", SGD, dict(momentum=0.9), groups=GROUPS),
    train("adamw, groups", ADAMW, dict(), groups=GROUPS),
    train("adam, frozen", ADAM, dict(lr=0.05), frozen=(0, 3)),
    train("sgd, clipped by norm", SGD, dict(lr=0.5), clip_norm=0.5),
    train("sgd, not reached by the norm", SGD, dict(lr=0.1), clip_norm=100.0),
    train("sgd, clipped by value", SGD, dict(lr=0.5), clip_value=0.1),
]


def rates(make, initial=0.5):
    """The rates of 30 steps, for two groups."""
    groups = [{"params": [torch.zeros(1)], "lr": initial}, {"params": [torch.zeros(1)], "lr": initial / 10}]
    optimizer = SGD(groups)
    scheduler = make(optimizer)
    result = []
    for _ in range(30):
        result.append([g["lr"] for g in optimizer.param_groups])
        optimizer.step()
        scheduler.step()
    return result


def sequence(optimizer, warm_up, steps, start=1.0 / 3):
    rise = schedulers.LinearLR(optimizer, start_factor=start, total_iters=steps)
    return schedulers.SequentialLR(optimizer, [rise, warm_up(optimizer)], milestones=[steps])


SCHEDULES = {
    "step": rates(lambda o: schedulers.StepLR(o, 7, gamma=0.3)),
    "multi-step": rates(lambda o: schedulers.MultiStepLR(o, [3, 8, 8, 20], gamma=0.5)),
    "exponential": rates(lambda o: schedulers.ExponentialLR(o, 0.9)),
    "cosine": rates(lambda o: schedulers.CosineAnnealingLR(o, 12, eta_min=0.01)),
    "linear": rates(lambda o: schedulers.LinearLR(o, start_factor=1, end_factor=0.2, total_iters=9)),
    "warm-up, linear": rates(
        lambda o: sequence(
            o, lambda o: schedulers.LinearLR(o, start_factor=1, end_factor=0, total_iters=20), 5, start=0.2
        )
    ),
    "warm-up": rates(lambda o: schedulers.LinearLR(o, total_iters=5)),
    "warm-up, cosine": rates(
        lambda o: sequence(o, lambda o: schedulers.CosineAnnealingLR(o, 25), 5, start=0.1)
    ),
    "warm-up, step": rates(lambda o: sequence(o, lambda o: schedulers.StepLR(o, 4), 6)),
    "noam": rates(
        lambda o: schedulers.LambdaLR(o, lambda t: 64**-0.5 * min((t + 1) ** -0.5, (t + 1) * 10**-1.5))
    ),
}


def plateau(metrics, **options):
    optimizer = SGD([{"params": [torch.zeros(1)], "lr": 0.5}, {"params": [torch.zeros(1)], "lr": 0.05}])
    scheduler = schedulers.ReduceLROnPlateau(optimizer, **options)
    result = []
    for metric in metrics:
        scheduler.step(metric)
        result.append([g["lr"] for g in optimizer.param_groups])
    return {"metrics": metrics, "rates": result}


FALLING = [1 / (1 + t) if t < 6 else 0.16 + 0.001 * (t % 3) for t in range(30)]
SLOWLY = [1 - 0.001 * t for t in range(30)]
PLATEAUS = {
    "defaults": plateau(FALLING),
    "patience": plateau(FALLING, patience=2, factor=0.5),
    "cooldown": plateau(FALLING, patience=1, factor=0.5, cooldown=3),
    "minimum": plateau(FALLING, patience=0, factor=0.2, min_lr=0.004),
    "maximize": plateau([-x for x in FALLING], mode="max", patience=3, threshold_mode="abs", threshold=0.01),
    "relative": plateau([1 - x for x in FALLING], mode="max", patience=2, threshold=0.05),
    "absolute": plateau(SLOWLY, patience=2, threshold_mode="abs", threshold=0.0035),
}

if __name__ == "__main__":
    fixtures = {
        "problem": PROBLEM,
        "trainings": TRAININGS,
        "schedules": SCHEDULES,
        "plateaus": PLATEAUS,
    }
    path = pathlib.Path(__file__).with_name("optimizers.json")
    path.write_text(json.dumps(fixtures, separators=(",", ":")) + "\n")
