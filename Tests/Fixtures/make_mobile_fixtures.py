"""Makes mobile.json: ReLU6, and pooling that rounds the number of windows up, as PyTorch computes them, in float64.

Run with any PyTorch 2: python make_mobile_fixtures.py
"""

import json
import pathlib

import torch
from torch.nn import functional

torch.manual_seed(20240901)


def random(*shape):
    return torch.randn(shape, dtype=torch.float32).double()


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(number) for number in tensor.detach().reshape(-1)]}


def case(name, function, input, **options):
    leaf = input.clone().requires_grad_(True)
    output = function(leaf)
    upstream = random(*output.shape)
    output.backward(upstream)
    return {
        "name": name,
        "options": options,
        "inputs": {"input": array(leaf)},
        "output": array(output),
        "upstream": array(upstream),
        "gradients": {"input": array(leaf.grad)},
    }


cases = []
for shape in [(7,), (2, 3, 5), (1, 2, 3, 17)]:
    cases.append(case("relu6", functional.relu6, (random(*shape) * 5 + 3).float().double()))
# The corners, where PyTorch lets no gradient through.
cases.append(case("relu6", functional.relu6, torch.tensor([-1, 0, 1e-3, 5.999, 6, 7]).float().double()))

# Extents of which the last window lies in the picture as a whole, in part, and behind it.
for shape, kernel, stride, padding in [
    ((2, 3, 8, 9), (3, 3), (2, 2), (0, 0)), ((1, 2, 6, 8), (2, 3), (3, 2), (1, 1)),
    ((1, 1, 5, 5), (2, 2), (3, 3), (0, 1)), ((1, 2, 4, 11), (3, 2), (2, 4), (1, 0)),
]:  # fmt: skip
    options = {"kernel": kernel, "stride": stride, "padding": padding}
    cases.append(case("max_pool2d", lambda x: functional.max_pool2d(
        x, kernel, stride, padding, ceil_mode=True), random(*shape), **options))
    for counts in [True, False]:
        cases.append(case("avg_pool2d", lambda x: functional.avg_pool2d(
            x, kernel, stride, padding, ceil_mode=True, count_include_pad=counts), random(*shape),
            counts_padding=[int(counts)], **options))

path = pathlib.Path(__file__).with_name("mobile.json")
path.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes")
