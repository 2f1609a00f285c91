"""Makes photograph_networks.json: what Chapter 6's networks for photographs give in PyTorch, in float64, by Docs/PyTorch/models.py.

Run with any torchvision: python make_photograph_network_fixtures.py
Weights and pictures follow from their names (rule.py), so the file has only logits.
"""

import json
import pathlib
import sys

import torch

from rule import fill, pictures

folder = pathlib.Path(__file__).parent
sys.path.append(str(folder.parent.parent / "Docs/PyTorch"))
import models  # noqa: E402

torch.set_num_threads(1)
result = []
for kind in ["mobilenet_v2", "resnet18", "squeezenet1_1"]:
    network = fill(models.PhotographNetwork(kind, classes=3)).eval()
    with torch.no_grad():
        logits = network(pictures(2, (64, 40)))
    names = [name for name in network.state_dict() if not name.endswith("num_batches_tracked")]
    result.append({"network": kind, "logits": [float(f"{value:.9g}") for value in logits.reshape(-1).tolist()],
                   "count": len(names), "first": names[0], "last": names[-1]})

path = folder / "photograph_networks.json"
path.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in result) + "\n]\n")
print(path.read_text())
