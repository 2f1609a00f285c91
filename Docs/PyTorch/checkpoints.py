"""The files that a chapter writes: model.safetensors, and example.safetensors beside it."""

from dataclasses import dataclass

import torch
from safetensors import safe_open
from safetensors.torch import save_file

# Under this prefix a model's header has the notes of its chapter; beside them, how far its training had come.
NOTE = "note."


def read_arrays(path):
    """The arrays of a file by name, and the texts of its header."""
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}


def read_model(path):
    """What a model has learned, as `load_state_dict` takes it, and the notes beside it."""
    state, header = read_arrays(path)
    return state, {name.removeprefix(NOTE): text for name, text in header.items() if name.startswith(NOTE)}


def write_model(path, model, notes, epoch=0, dtype=torch.float):
    """Writes a model for its chapter in Swift, which reads floats of any length. Tied tensors are written twice."""
    state = {name: value.detach().cpu().clone().contiguous() for name, value in model.state_dict().items()}
    state = {name: value.to(dtype) if value.is_floating_point() else value for name, value in state.items()}
    header = {"format": "pt", "epoch": str(epoch), "step": "0"}
    save_file(state, path, header | {NOTE + name: text for name, text in notes.items()})


@dataclass
class Example:
    """A few inputs of a network, by name if there are several; its answers to them; perhaps its loss."""

    inputs: dict
    outputs: torch.Tensor
    targets: torch.Tensor | None = None
    loss: torch.Tensor | None = None

    def answers(self, model):
        """What a model answers to the inputs."""
        inputs = {name: value.to(next(model.parameters()).device) for name, value in self.inputs.items()}
        return model(inputs["inputs"]) if "inputs" in inputs else model(**inputs)

    def share(self, rank, count):
        """Every `count`-th row, from row `rank` on."""
        inputs = {name: value[rank::count] for name, value in self.inputs.items()}
        return Example(inputs, self.outputs[rank::count], self.targets[rank::count])

    def loss_of(self, model):
        """How wrong a model is, as a number; nothing is dropped meanwhile."""
        was_training = model.training
        model.eval()
        with torch.no_grad():
            answers = self.answers(model)
            loss = model.loss(answers, self.targets.to(answers.device)).item()
        model.train(was_training)
        return loss


def read_example(path):
    """The example beside a model. PyTorch wants ids and classes as 64-bit numbers."""
    arrays, _ = read_arrays(path)
    arrays = {name: value if value.is_floating_point() else value.long() for name, value in arrays.items()}
    inputs = {name.removeprefix("inputs."): value for name, value in arrays.items() if name.startswith("inputs")}
    return Example(inputs, arrays["outputs"], arrays.get("targets"), arrays.get("loss"))


def write_example(path, model, inputs, targets=None):
    """Writes what a model answers to inputs: a tensor, or a dictionary of several."""
    named = inputs if isinstance(inputs, dict) else {"inputs": inputs}
    model.eval()
    with torch.no_grad():
        outputs = Example(named, outputs=None).answers(model)
        arrays = {name if name == "inputs" else f"inputs.{name}": value for name, value in named.items()}
        arrays["outputs"] = outputs
        if targets is not None:
            arrays |= {"targets": targets, "loss": model.loss(outputs, targets)}
    # Ids are 32-bit numbers in Swift.
    arrays = {name: value if value.is_floating_point() else value.int() for name, value in arrays.items()}
    save_file({name: value.cpu().clone().contiguous() for name, value in arrays.items()}, path, {"format": "pt"})
