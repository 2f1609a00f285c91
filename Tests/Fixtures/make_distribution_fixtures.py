"""Makes distribution_losses.json: the losses against distributions as PyTorch computes them, in float64.

Run with any PyTorch 2: python make_distribution_fixtures.py
The inputs are float32 numbers, so that both sides start from the same.
"""

import json
import pathlib

import torch
from torch.nn import functional

torch.manual_seed(20240612)
path = pathlib.Path(__file__).parent / "distribution_losses.json"
reductions = ["mean", "sum", "none", "batchmean"]


def exact(tensor):
    return tensor.float().double()


def array(tensor):
    tensor = tensor.detach()
    return {"shape": list(tensor.shape), "values": [float(number) for number in tensor.reshape(-1)]}


def case(name, function, inputs, options, buffers=None):
    """The output of a function of named inputs, and the inputs' gradients for a random upstream."""
    leaves = {key: value.clone().requires_grad_(True) for key, value in inputs.items()}
    output = function(**leaves)
    upstream = exact(torch.randn(output.shape))
    output.backward(upstream)
    result = {
        "name": name,
        "options": options,
        "inputs": {key: array(value) for key, value in inputs.items()},
        "output": array(output),
        "upstream": array(upstream),
        "gradients": {key: array(value.grad) for key, value in leaves.items()},
    }
    if buffers:
        result["buffers"] = {key: array(value) for key, value in buffers.items()}
    return result


cases = []
for shape in [(6, 5), (3, 11), (2, 4, 3)]:
    for reduction in reductions[:3]:
        for weighted in [False, True]:
            for smoothing in [0.0, 0.1]:
                weights = exact(torch.rand(shape[1]) + 0.1) if weighted else None
                cases.append(
                    case(
                        "cross_entropy_probabilities",
                        lambda input, target: functional.cross_entropy(
                            input, target, weight=weights, label_smoothing=smoothing, reduction=reduction
                        ),
                        {
                            "input": exact(3 * torch.randn(shape)),
                            "target": exact(torch.randn(shape).softmax(1)),
                        },
                        {"reduction": reductions.index(reduction), "smoothing": smoothing},
                        {"weights": weights} if weighted else None,
                    )
                )

for shape in [(7,), (6, 5), (2, 4, 3)]:
    for reduction in reductions:
        for log_target in [False, True]:
            logits = 2 * torch.randn(shape)
            target = torch.randn(shape).log_softmax(-1)
            cases.append(
                case(
                    "kl_div",
                    lambda input, target: functional.kl_div(
                        input, target, reduction=reduction, log_target=log_target
                    ),
                    {
                        "input": exact(logits.log_softmax(-1)),
                        "target": exact(target if log_target else target.exp()),
                    },
                    {"reduction": reductions.index(reduction), "log_target": float(log_target)},
                )
            )

text = json.dumps(cases, separators=(",", ":"))
path.write_text(text + "\n")
print(path.name, len(cases), len(text))
