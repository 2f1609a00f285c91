"""Makes layers.json, losses.json and network_training.json: what PyTorch computes, in float64, on small random inputs.

Run with any PyTorch 2: python make_layer_fixtures.py
The inputs are float32 numbers, so that both sides start from the same.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional

torch.manual_seed(20240501)
folder = pathlib.Path(__file__).parent


def random(*shape, scale=1.0):
    return (torch.randn(shape, dtype=torch.float32) * scale).double()


def exact(tensor):
    return tensor.float().double()


def array(tensor):
    tensor = tensor.detach()
    numbers = [float(number) for number in tensor.reshape(-1)]
    return {"shape": list(tensor.shape), "values": numbers}


def case(name, function, inputs, options=None, labels=None, buffers=None):
    """One case: the outputs of a function of named inputs, and the inputs' gradients for a random upstream."""
    leaves = {key: value.clone().requires_grad_(True) for key, value in inputs.items()}
    output = function(**leaves)
    upstream = random(*output.shape)
    output.backward(upstream)
    result = {
        "name": name,
        "options": options or {},
        "inputs": {key: array(value) for key, value in inputs.items()},
        "output": array(output),
        "upstream": array(upstream),
        "gradients": {
            key: array(torch.zeros_like(value) if value.grad is None else value.grad)
            for key, value in leaves.items()
        },
    }
    if labels is not None:
        result["labels"] = {"shape": list(labels.shape), "values": labels.reshape(-1).tolist()}
    if buffers is not None:
        result["buffers"] = {key: array(value) for key, value in buffers().items()}
    return result


def layers():
    cases = []
    for shape, outputs in [((5, 3), 4), ((2, 3, 7), 5), ((33,), 17)]:
        inputs = {"input": random(*shape), "weight": random(outputs, shape[-1]), "bias": random(outputs)}
        cases.append(case("linear", lambda input, weight, bias: functional.linear(input, weight, bias), inputs))
        del inputs["bias"]
        cases.append(case("linear", lambda input, weight: functional.linear(input, weight), inputs))

    activations = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": functional.relu,
        "leaky_relu": lambda x: functional.leaky_relu(x, 0.01),
        "gelu": functional.gelu,
        "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh"),
    }
    for name, function in activations.items():
        for shape in [(7,), (3, 5), (2, 3, 4)]:
            cases.append(case(name, lambda input: function(input), {"input": random(*shape, scale=2)}))
    for name, function in [("softmax", functional.softmax), ("log_softmax", functional.log_softmax)]:
        for shape, axis in [((6,), -1), ((4, 19), 1), ((3, 5, 2), 1)]:
            inputs = {"input": random(*shape, scale=3)}
            cases.append(case(name, lambda input: function(input, dim=axis), inputs, {"axis": axis}))

    for shape in [(4, 3), (2, 5), (3, 4, 6)]:
        for training in [True, False]:
            channels = shape[1]
            inputs = {"input": exact(random(*shape) * 2 + 1), "weight": random(channels), "bias": random(channels)}
            mean, variance = random(channels), exact(random(channels).abs() + 0.5)
            start = {"start_mean": mean.clone(), "start_var": variance.clone()}
            result = case(
                "batch_norm",
                lambda input, weight, bias: functional.batch_norm(
                    input, mean, variance, weight, bias, training=training, momentum=0.1, eps=1e-5
                ),
                inputs,
                {"training": int(training)},
                buffers=lambda: {"running_mean": mean, "running_var": variance, **start},
            )
            cases.append(result)

    for shape, normalized in [((4, 6), (6,)), ((2, 3, 5), (5,)), ((3, 2, 4), (2, 4))]:
        inputs = {"input": exact(random(*shape) * 2 + 1), "weight": random(*normalized), "bias": random(*normalized)}
        options = {"axes": len(normalized)}
        cases.append(
            case(
                "layer_norm",
                lambda input, weight, bias: functional.layer_norm(input, normalized, weight, bias, 1e-5),
                inputs,
                options,
            )
        )
        del inputs["weight"], inputs["bias"]
        cases.append(
            case("layer_norm", lambda input: functional.layer_norm(input, normalized), inputs, options)
        )

    for shape, padding in [((5,), None), ((3, 4), 0), ((2, 2, 3), 2)]:
        ids = torch.randint(0, 6, shape)
        ids.reshape(-1)[0] = padding or 0
        options = {} if padding is None else {"padding": padding}
        cases.append(
            case(
                "embedding",
                lambda weight: functional.embedding(ids, weight, padding_idx=padding),
                {"weight": random(6, 3)},
                options,
                labels=ids,
            )
        )
    return cases


def losses():
    cases = []
    reductions = ["mean", "sum", "none"]
    regressions = {
        "mse": (functional.mse_loss, {}),
        "l1": (functional.l1_loss, {}),
        "huber": (functional.huber_loss, {"delta": 0.7}),
        "smooth_l1": (functional.smooth_l1_loss, {"beta": 1.5}),
    }
    for name, (function, options) in regressions.items():
        for shape, reduction in zip([(9,), (4, 1), (2, 3, 4)], reductions):
            cases.append(
                case(
                    name,
                    lambda input, target: function(input, target, reduction=reduction, **options),
                    {"input": random(*shape), "target": random(*shape)},
                    {"reduction": reductions.index(reduction), **options},
                )
            )

    for shape in [(6, 5), (3, 11), (2, 4, 3)]:
        for reduction in reductions:
            for weighted in [False, True]:
                for smoothing in [0.0, 0.1]:
                    for ignored in [-100, 1]:
                        labels = torch.randint(0, shape[1], (shape[0], *shape[2:]))
                        labels.reshape(-1)[0] = ignored
                        labels.reshape(-1)[1] = 2
                        weights = exact(random(shape[1]).abs() + 0.1) if weighted else None
                        options = {
                            "reduction": reductions.index(reduction),
                            "smoothing": smoothing,
                            "ignored": ignored,
                        }
                        result = case(
                            "cross_entropy",
                            lambda input: functional.cross_entropy(
                                input,
                                labels,
                                weight=weights,
                                label_smoothing=smoothing,
                                ignore_index=ignored,
                                reduction=reduction,
                            ),
                            {"input": random(*shape, scale=3)},
                            options,
                            labels,
                            (lambda: {"weights": weights}) if weighted else None,
                        )
                        cases.append(result)
                        if smoothing == 0:
                            result = case(
                                "nll",
                                lambda input: functional.nll_loss(
                                    input, labels, weight=weights, ignore_index=ignored, reduction=reduction
                                ),
                                {"input": random(*shape)},
                                options,
                                labels,
                                (lambda: {"weights": weights}) if weighted else None,
                            )
                            cases.append(result)

    for shape in [(7,), (5, 1), (3, 4)]:
        for reduction in reductions:
            for weighted in [False, True]:
                weights = exact(random(shape[-1]).abs() + 0.1) if weighted else None
                cases.append(
                    case(
                        "bce_with_logits",
                        lambda input, target: functional.binary_cross_entropy_with_logits(
                            input, target, pos_weight=weights, reduction=reduction
                        ),
                        {"input": random(*shape, scale=4), "target": torch.rand(*shape).double()},
                        {"reduction": reductions.index(reduction)},
                        buffers=(lambda: {"weights": weights}) if weighted else None,
                    )
                )
    return cases


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)
        self.batch_norm = nn.BatchNorm1d(outputs)

    def forward(self, x):
        return torch.tanh(self.batch_norm(self.linear(x)))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(3, 5), Block(5, 4)])
        self.head = nn.Sequential(nn.LayerNorm(4), nn.GELU(), nn.Linear(4, 2, bias=False))

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


def training():
    """A nested network: the names of its state, and its first ten losses under plain gradient descent."""
    network = Network().float().double()
    start = {name: array(value.double()) for name, value in network.state_dict().items()}
    inputs, labels = random(12, 3), torch.randint(0, 2, (12,))
    losses = []
    for _ in range(10):
        network.zero_grad()
        loss = functional.cross_entropy(network(inputs), labels)
        loss.backward()
        with torch.no_grad():
            for parameter in network.parameters():
                parameter -= 0.1 * parameter.grad
        losses.append(loss.item())
    network.eval()
    return {
        "names": list(start),
        "parameter_names": [name for name, _ in network.named_parameters()],
        "start": start,
        "input": array(inputs),
        "labels": labels.tolist(),
        "losses": losses,
        "end": {name: array(value.double()) for name, value in network.state_dict().items()},
        "output": array(network(inputs)),
    }


def write(name, content):
    text = json.dumps(content, separators=(",", ":"))
    (folder / name).write_text(text + "\n")
    print(name, len(text))


write("layers.json", layers())
write("losses.json", losses())
write("network_training.json", training())
