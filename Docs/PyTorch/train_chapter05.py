"""Continues the training of Chapter 5's network, on GPUs if there are any.

    swift run Chapter5 --data mnist --network book
    python Docs/PyTorch/train_chapter05.py runs/Chapter5 --data ~/.cache/deep-learning-swift/mnist
    swift run Chapter6 --data mnist --model runs/Chapter5-pytorch/model.safetensors

Several processes: torchrun --nproc-per-node N in place of python; a cluster: see torchrun --help.
"""

import argparse
import gzip
from pathlib import Path

import numpy
import torch

from training import Processes, close_run, open_run


def read_idx(folder, name, dimensions):
    """An IDX file, packed or not: two zero bytes, the type 8, the number of dimensions, each extent; then bytes."""
    path = next((path for path in [Path(folder) / f"{name}.gz", Path(folder) / name] if path.exists()), None)
    if path is None:
        raise SystemExit(f"{folder}/{name}.gz: no such file")
    data = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
    extents = numpy.frombuffer(data, ">i4", dimensions, 4)
    if data[:4] != bytes([0, 0, 8, dimensions]) or len(data) != 4 + 4 * dimensions + extents.prod():
        raise SystemExit(f"{path}: not an IDX file of {dimensions} dimensions")
    return torch.from_numpy(numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * dimensions).reshape(extents).copy())


def read_digits(folder, part, device):
    """Pictures [N, 1, 28, 28] from 0, paper, to 1, ink, and what they show, [N]."""
    pictures = read_idx(folder, f"{part}-images-idx3-ubyte", 3)
    labels = read_idx(folder, f"{part}-labels-idx1-ubyte", 1)
    return (pictures.unsqueeze(1).float() / 255).to(device), labels.long().to(device)


def test_accuracy(model, pictures, labels, processes):
    """The share of test pictures read right; each process looks at its part of them."""
    model.eval()
    mine = slice(processes.rank, None, processes.count)
    with torch.no_grad():
        batches = zip(pictures[mine].split(1000), labels[mine].split(1000))
        right = sum((model(x).argmax(1) == y).sum().item() for x, y in batches)
    return processes.mean(right, len(labels[mine]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", help="a folder that Chapter 5 left, with model.safetensors and example.safetensors")
    parser.add_argument("--data", required=True, help="folder with MNIST's or Fashion-MNIST's four files")
    parser.add_argument("--out", default="runs/Chapter5-pytorch")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=64, help="pictures of an update, all processes together")
    parser.add_argument("--learning-rate", type=float, default=0.01, help="falls to 0 along half a cosine wave")
    parser.add_argument("--limit", type=int, help="learn from this many pictures only")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    processes = Processes()
    torch.manual_seed(options.seed + processes.rank)
    model, notes, example = open_run(options.run, processes)
    pictures, labels = (part[: options.limit] for part in read_digits(options.data, "train", processes.device))
    test = read_digits(options.data, "t10k", processes.device)
    processes.print(f"test digits read right: {test_accuracy(model, *test, processes):.2%}")

    learner = processes.together(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=options.learning_rate, momentum=0.9)
    share = max(1, options.batch // processes.count)
    steps = max(1, len(labels) // (share * processes.count))
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, options.epochs * steps)
    shuffling = torch.Generator().manual_seed(options.seed)  # the same in each process
    for epoch in range(options.epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(labels), generator=shuffling)[processes.rank :: processes.count]
        for places in order.split(share)[:steps]:
            optimizer.zero_grad()
            loss = model.loss(learner(pictures[places]), labels[places])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        loss, right = processes.mean(total, steps), test_accuracy(model, *test, processes)
        processes.print(f"epoch {epoch + 1}: loss {loss:.4f}, test digits read right: {right:.2%}")
    close_run(options.out, model, notes, example, options.epochs, processes)


if __name__ == "__main__":
    main()
