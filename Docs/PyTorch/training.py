"""What both training scripts share: one process, or as many as torchrun starts, on GPUs or on the CPU.

    python Docs/PyTorch/train_chapter05.py ...                                 one process
    torchrun --nproc-per-node 4 Docs/PyTorch/train_chapter05.py ...            four on this machine
"""

import os
import sys
from pathlib import Path

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

from checkpoints import read_example, read_model, write_example, write_model
from models import build


class Processes:
    """The processes that train together: each takes its part of every batch, and all make the same update."""

    def __init__(self):
        self.rank = int(os.environ.get("RANK", 0))
        self.count = int(os.environ.get("WORLD_SIZE", 1))
        local = int(os.environ.get("LOCAL_RANK", 0))
        gpus = torch.cuda.device_count()
        # Each process needs a GPU of its own.
        has_gpu = int(os.environ.get("LOCAL_WORLD_SIZE", 1)) <= gpus
        self.device = torch.device("cuda", local) if has_gpu else torch.device("cpu")
        if has_gpu:
            torch.cuda.set_device(self.device)
            # No rounding to ten bits in convolutions either, or the first loss would not be the same.
            torch.backends.cudnn.allow_tf32 = False
        if self.count > 1:
            distributed.init_process_group("nccl" if has_gpu else "gloo")

    @property
    def is_first(self):
        return self.rank == 0

    def print(self, *words):
        if self.is_first:
            print(*words, flush=True)

    def together(self, model):
        """The model, its gradients averaged over the processes after each `backward()`."""
        model.to(self.device)
        return model if self.count == 1 else DistributedDataParallel(model)

    def mean(self, total, count):
        """The mean of all that the processes have added up, each `count` numbers."""
        sums = torch.tensor([float(total), float(count)], dtype=torch.float64)
        if self.count > 1:
            sums = sums.to(self.device)
            distributed.all_reduce(sums)
        return (sums[0] / sums[1]).item()

    def end(self):
        if self.count > 1:
            distributed.destroy_process_group()


def open_run(folder, processes):
    """The model, notes and example that a chapter left in a folder, after showing that the loss is the same here.

    Each process computes the loss of its share of the example, before any update; the mean of all is compared. Where
    an example has no loss, there is nothing to compare: see check.py.
    """
    state, notes = read_model(Path(folder) / "model.safetensors")
    example = read_example(Path(folder) / "example.safetensors")
    model = build(state, notes).to(processes.device)
    if example.loss is None:
        return model, notes, example
    share = example.share(processes.rank, processes.count)
    counted = (share.targets != getattr(model, "PADDING", -1)).sum().item()
    loss = processes.mean(share.loss_of(model) * counted if counted else 0, counted)
    swift = example.loss.item()
    far = abs(loss - swift) / max(1, abs(swift))
    processes.print(f"loss on the example before the first step: {loss:.7g}; Swift wrote {swift:.7g}; {far:.1e} off")
    if far > 1e-5:
        sys.exit("the model does not compute here what it computed in Swift")
    return model, notes, example


def close_run(folder, model, notes, example, epochs, processes):
    """Writes the model for Swift, and what it now says of the same example."""
    if processes.is_first:
        Path(folder).mkdir(parents=True, exist_ok=True)
        model.cpu()
        write_model(Path(folder) / "model.safetensors", model, notes, epochs)
        inputs = example.inputs.get("inputs", example.inputs)
        write_example(Path(folder) / "example.safetensors", model, inputs, example.targets)
        print(f"model: {folder}/model.safetensors")
    processes.end()
