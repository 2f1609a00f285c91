"""Makes upsampling.json: instance normalization, upsampling and reflection padding as PyTorch computes them, in float64.

Run with any PyTorch 2: python make_upsampling_fixtures.py
"""

import json
import pathlib

import torch
from torch.nn import functional

torch.manual_seed(20240701)


def random(*shape):
    return torch.randn(shape, dtype=torch.float32).double()


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(number) for number in tensor.detach().reshape(-1)]}


def case(name, function, inputs, **options):
    leaves = {key: value.clone().requires_grad_(True) for key, value in inputs.items()}
    output = function(**leaves)
    upstream = random(*output.shape)
    output.backward(upstream)
    return {
        "name": name,
        "options": options,
        "inputs": {key: array(value) for key, value in inputs.items()},
        "output": array(output),
        "upstream": array(upstream),
        "gradients": {key: array(value.grad) for key, value in leaves.items()},
    }


cases = []
for shape, affine in [((2, 3, 4, 5), True), ((1, 2, 1, 3), True), ((3, 2, 5, 2), False)]:
    inputs = {"input": (random(*shape) * 2 + 1).float().double()}
    if affine:
        inputs |= {"weight": random(shape[1]), "bias": random(shape[1])}
    cases.append(case("instance_norm2d", lambda input, weight=None, bias=None: functional.instance_norm(
        input, weight=weight, bias=bias), inputs, affine=[int(affine)]))
for mode in ["nearest", "bilinear"]:
    for shape, scale in [((2, 3, 4, 5), (2, 2)), ((1, 2, 3, 1), (3, 4)), ((1, 1, 1, 6), (5, 1))]:
        corners = {"align_corners": False} if mode == "bilinear" else {}
        cases.append(case(f"upsample_{mode}", lambda input: functional.interpolate(
            input, scale_factor=scale, mode=mode, **corners), {"input": random(*shape)}, scale=scale))
for shape, size in [((2, 3, 4, 5), (1, 1)), ((1, 2, 3, 5), (2, 4)), ((1, 1, 4, 2), (3, 0))]:
    cases.append(case("reflection_pad2d", lambda input: functional.pad(
        input, (size[1], size[1], size[0], size[0]), mode="reflect"), {"input": random(*shape)}, size=size))

path = pathlib.Path(__file__).with_name("upsampling.json")
path.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes")
