"""Makes convolutions.json: what PyTorch computes, in float64, for layers of pictures on small random inputs.

Run with any PyTorch 2: python make_convolution_fixtures.py
The inputs are float32 numbers of three decimals, so that both sides start from the same.
"""

import json
import pathlib

import torch
from torch.nn import functional

torch.manual_seed(20260102)


def random(*shape):
    return torch.round(torch.randn(shape, dtype=torch.float64) * 1000).div(1000).float().double()


def array(tensor):
    values = [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]
    return {"shape": list(tensor.shape), "values": values}


def case(name, function, inputs, **options):
    """One case: the output of a function of named inputs, and their gradients for a random upstream."""
    leaves = {key: value.clone().requires_grad_(True) for key, value in inputs.items()}
    output = function(**leaves)
    upstream = random(*output.shape)
    output.backward(upstream)
    return {
        "name": name,
        "options": {key: list(value) for key, value in options.items()},
        "inputs": {key: array(value) for key, value in inputs.items()},
        "output": array(output),
        "upstream": array(upstream),
        "gradients": {key: array(value.grad) for key, value in leaves.items()},
    }


cases = []
for input, weight, bias, stride, padding, dilation, groups in [
    ((2, 3, 5, 7), (4, 3, 3, 3), True, (1, 1), (1, 1), (1, 1), 1),
    ((2, 2, 9, 8), (3, 2, 3, 2), False, (3, 2), (2, 0), (1, 1), 1),
    ((1, 4, 8, 7), (6, 2, 2, 3), True, (1, 2), (1, 2), (2, 2), 2),
    ((2, 3, 6, 5), (3, 1, 3, 3), True, (2, 2), (1, 1), (1, 1), 3),
    ((1, 2, 2, 3), (2, 2, 5, 4), True, (1, 1), (2, 1), (1, 1), 1),
    ((2, 5, 4, 3), (13, 5, 1, 1), True, (1, 1), (0, 0), (1, 1), 1),
]:
    inputs = {"input": random(*input), "weight": random(*weight)} | ({"bias": random(weight[0])} if bias else {})
    cases.append(case(
        "conv2d", lambda input, weight, bias=None: functional.conv2d(
            input, weight, bias, stride, padding, dilation, groups),
        inputs, stride=stride, padding=padding, dilation=dilation, groups=[groups]))

for input, weight, bias, stride, padding, output_padding, dilation, groups in [
    ((2, 3, 4, 3), (3, 2, 3, 3), True, (1, 1), (0, 0), (0, 0), (1, 1), 1),
    ((2, 2, 3, 4), (2, 3, 4, 4), False, (2, 2), (1, 1), (0, 0), (1, 1), 1),
    ((1, 4, 3, 5), (4, 2, 3, 2), True, (3, 2), (1, 0), (2, 1), (1, 1), 2),
    ((1, 2, 4, 3), (2, 2, 3, 2), True, (2, 1), (1, 1), (1, 0), (2, 3), 1),
    ((2, 5, 1, 1), (5, 3, 4, 3), True, (1, 1), (0, 0), (0, 0), (1, 1), 1),
    ((1, 2, 3, 3), (2, 1, 1, 1), True, (2, 3), (0, 0), (1, 2), (1, 1), 1),
]:
    channels = weight[1] * groups
    inputs = {"input": random(*input), "weight": random(*weight)} | ({"bias": random(channels)} if bias else {})
    cases.append(case(
        "conv_transpose2d", lambda input, weight, bias=None: functional.conv_transpose2d(
            input, weight, bias, stride, padding, output_padding, groups, dilation),
        inputs, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=[groups]))

for shape, kernel, stride, padding in [
    ((2, 2, 6, 8), (2, 2), (2, 2), (0, 0)),
    ((1, 3, 7, 5), (3, 2), (2, 1), (1, 1)),
    ((2, 1, 9, 10), (2, 3), (3, 4), (0, 1)),
]:
    options = {"kernel": kernel, "stride": stride, "padding": padding}
    cases.append(case(
        "max_pool2d", lambda input: functional.max_pool2d(input, kernel, stride, padding),
        {"input": random(*shape)}, **options))
    for counts in [True, False]:
        cases.append(case(
            "avg_pool2d", lambda input: functional.avg_pool2d(
                input, kernel, stride, padding, count_include_pad=counts),
            {"input": random(*shape)}, **options, counts_padding=[int(counts)]))
# Many equal numbers: which of them gets the gradient?
ties = torch.randint(0, 3, (1, 2, 6, 6)).double()
cases.append(case(
    "max_pool2d", lambda input: functional.max_pool2d(input, 3, 1, 1), {"input": ties}, kernel=(3, 3), stride=(1, 1),
    padding=(1, 1)))
for shape, size in [((2, 3, 4, 5), (1, 1)), ((1, 2, 7, 5), (3, 2)), ((2, 1, 3, 4), (5, 3))]:
    cases.append(case(
        "adaptive_avg_pool2d", lambda input: functional.adaptive_avg_pool2d(input, size), {"input": random(*shape)},
        size=size))

for shape, training in [((3, 2, 4, 5), True), ((1, 3, 2, 3), True), ((2, 2, 3, 3), False)]:
    channels = shape[1]
    mean, variance = random(channels), random(channels).abs() + 0.5
    start = (mean.clone(), variance.clone())
    inputs = {"input": random(*shape), "weight": random(channels), "bias": random(channels)}
    batch = case(
        "batch_norm2d", lambda input, weight, bias: functional.batch_norm(
            input, mean, variance, weight, bias, training), inputs, training=[int(training)])
    batch["buffers"] = {
        "start_mean": array(start[0]), "start_var": array(start[1]), "running_mean": array(mean),
        "running_var": array(variance)}
    cases.append(batch)

path = pathlib.Path(__file__).with_name("convolutions.json")
path.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes")
