"""Opens the models that chapters wrote and compares PyTorch's outputs with Swift's.

    python Docs/PyTorch/check.py runs/Chapter3 runs/Chapter5

For each folder: model.safetensors is read, its network built and loaded strictly by name, and its answers to the inputs
in example.safetensors compared with those that Swift wrote there. Ends with 1 if an answer or a loss is farther off
than 1e-5, measured as |a − b| / max(1, |b|).
"""

import sys
from pathlib import Path

import torch

from checkpoints import read_example, read_model
from models import build

TOLERANCE = 1e-5


def difference(ours, theirs):
    """The largest |a − b| / max(1, |b|); infinite where shapes differ or a number is none."""
    if ours.shape != theirs.shape:
        return float("inf")
    largest = ((ours - theirs).abs() / theirs.abs().clamp(min=1)).max().item()
    return largest if largest == largest else float("inf")


def check(folder):
    """Prints a line and says whether the model of a folder computes the same here."""
    for name in ["model.safetensors", "example.safetensors"]:
        if not (folder / name).exists():
            print(f"{folder / name}: no such file")
            return False
    state, notes = read_model(folder / "model.safetensors")
    example = read_example(folder / "example.safetensors")
    model = build(state, notes)
    with torch.no_grad():
        far = difference(example.answers(model), example.outputs)
    line = f"{folder.name}: {type(model).__name__}, outputs {list(example.outputs.shape)} differ by {far:.1e}"
    if example.loss is not None:
        loss = torch.tensor(example.loss_of(model))
        far = max(far, difference(loss, example.loss))
        line += f"; loss {loss:.7g}, Swift {example.loss:.7g}"
    print(line if far <= TOLERANCE else f"{line}  TOO FAR")
    return far <= TOLERANCE


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    agree = [check(Path(folder)) for folder in sys.argv[1:]]
    sys.exit(0 if all(agree) else 1)
