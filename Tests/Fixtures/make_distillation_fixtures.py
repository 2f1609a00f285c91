"""Makes distillation.json: the loss of distillation as PyTorch computes it, in float64.

Run with any PyTorch 2: python make_distillation_fixtures.py
The inputs are float32 numbers, so that both sides start from the same.
"""

import json
import pathlib

import torch
from torch.nn import functional

torch.manual_seed(20240707)
path = pathlib.Path(__file__).parent / "distillation.json"


def exact(tensor):
    return tensor.float().double()


def array(tensor):
    tensor = tensor.detach()
    return {"shape": list(tensor.shape), "values": [float(number) for number in tensor.reshape(-1)]}


cases = []
for count, classes in [(2, 3), (6, 5), (9, 10)]:
    for temperature in [0.5, 1.0, 4.0]:
        for weight in [0.0, 0.25, 1.0]:
            student = exact(torch.randn(count, classes)).requires_grad_(True)
            teacher = exact(torch.randn(count, classes))
            labels = torch.randint(classes, (count,))
            divergence = functional.kl_div(
                (student / temperature).log_softmax(1), (teacher / temperature).softmax(1), reduction="batchmean"
            )
            loss = (1 - weight) * functional.cross_entropy(student, labels) + weight * temperature**2 * divergence
            loss.backward()
            cases.append(
                {
                    "name": "distillation",
                    "options": {"temperature": temperature, "weight": weight},
                    "inputs": {"student": array(student)},
                    "labels": {"shape": [count], "values": labels.tolist()},
                    "buffers": {"teacher": array(teacher)},
                    "output": array(loss),
                    "upstream": {"shape": [], "values": [1.0]},
                    "gradients": {"student": array(student.grad)},
                }
            )

text = json.dumps(cases, separators=(",", ":"))
path.write_text(text + "\n")
print(path.name, len(cases), len(text))
