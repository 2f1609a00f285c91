"""Makes contrastive.json: the contrastive loss of SimCLR (NT-Xent) and its gradients as PyTorch computes them, in float64.

Run with any PyTorch 2: python make_contrastive_fixtures.py
The inputs are float32 numbers, so that both sides start from the same.
"""

import json
import pathlib

import torch
from torch.nn import functional

torch.manual_seed(20240613)
path = pathlib.Path(__file__).parent / "contrastive.json"


def exact(tensor):
    return tensor.float().double()


def numbers(tensor):
    return [float(number) for number in tensor.detach().reshape(-1)]


def contrastive_loss(first, second, temperature):
    u = functional.normalize(torch.cat([first, second]), dim=1)
    similarities = (u @ u.T / temperature).fill_diagonal_(-torch.inf)
    count = len(first)
    partners = torch.cat([torch.arange(count, 2 * count), torch.arange(count)])
    return functional.cross_entropy(similarities, partners)


cases = []
for count, width, temperature, spread in [
    (1, 3, 0.5, 1), (2, 2, 0.5, 1), (3, 5, 0.1, 1), (4, 3, 1.0, 20), (8, 4, 0.07, 0.5)
]:  # fmt: skip
    first = exact(spread * torch.randn(count, width)).requires_grad_(True)
    second = exact(spread * (first.detach() + 0.5 * torch.randn(count, width))).requires_grad_(True)
    loss = contrastive_loss(first, second, temperature)
    loss.backward()
    cases.append(
        {
            "count": count,
            "width": width,
            "temperature": temperature,
            "first": numbers(first),
            "second": numbers(second),
            "loss": float(loss.detach()),
            "firstGradient": numbers(first.grad),
            "secondGradient": numbers(second.grad),
        }
    )

text = json.dumps(cases, separators=(",", ":"))
path.write_text(text + "\n")
print(path.name, len(cases), len(text))
