"""Makes recurrent.json: what PyTorch's RNN, LSTM and GRU compute, in float64, on small random inputs.

Run with any PyTorch 2: python make_recurrent_fixtures.py
The inputs are multiples of 1/64, so that both sides start from the same numbers.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.manual_seed(20240601)

# inputs, hidden units, layers, batch, steps, options
SHAPES = [
    (3, 4, 1, 2, 4, {"states": True}),
    (3, 4, 2, 3, 5, {"batch_first": True, "bidirectional": True, "states": True, "lengths": [3, 5, 1]}),
    (2, 17, 1, 2, 3, {"batch_first": True, "bias": False}),
    (2, 2, 2, 3, 4, {"bidirectional": True, "lengths": [2, 3, 4]}),
]


def random(*shape, scale=1.0):
    return (torch.randn(shape, dtype=torch.float64) * scale * 64).round() / 64


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(f"{x:.8g}") for x in tensor.detach().reshape(-1).tolist()]}


def case(kind, inputs, hidden, layers, batch, steps, options):
    layer = {"rnn_tanh": nn.RNN, "rnn_relu": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind]
    settings = {key: options[key] for key in ("batch_first", "bidirectional", "bias") if key in options}
    if kind.startswith("rnn"):
        settings["nonlinearity"] = kind[4:]
    net = layer(inputs, hidden, layers, **settings).double()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(random(*parameter.shape, scale=0.5))
    batch_first = options.get("batch_first", False)
    leaves = {"input": random(*((batch, steps) if batch_first else (steps, batch)), inputs)}
    if options.get("states"):
        shape = (layers * (2 if options.get("bidirectional") else 1), batch, hidden)
        leaves["hidden"] = random(*shape)
        if kind == "lstm":
            leaves["cell"] = random(*shape)
    for leaf in leaves.values():
        leaf.requires_grad_(True)

    x = leaves["input"]
    if "lengths" in options:
        x = pack_padded_sequence(x, options["lengths"], batch_first=batch_first, enforce_sorted=False)
    start = None
    if "hidden" in leaves:
        start = (leaves["hidden"], leaves["cell"]) if kind == "lstm" else leaves["hidden"]
    output, final = net(x, start)
    if "lengths" in options:
        output, _ = pad_packed_sequence(output, batch_first=batch_first, total_length=steps)
    outputs = {"output": output}
    outputs.update(zip(("hidden", "cell"), final if kind == "lstm" else (final,)))
    upstream = {key: random(*value.shape) for key, value in outputs.items()}
    sum((outputs[key] * upstream[key]).sum() for key in outputs).backward()
    return {
        "kind": kind,
        "sizes": {"inputs": inputs, "hidden": hidden, "layers": layers},
        "batch_first": batch_first,
        "bidirectional": options.get("bidirectional", False),
        "bias": options.get("bias", True),
        "lengths": options.get("lengths"),
        "parameter_names": list(net.state_dict()),
        "parameters": {key: array(value) for key, value in net.named_parameters()},
        "inputs": {key: array(value) for key, value in leaves.items()},
        "outputs": {key: array(value) for key, value in outputs.items()},
        "upstream": {key: array(value) for key, value in upstream.items()},
        "parameter_gradients": {key: array(value.grad) for key, value in net.named_parameters()},
        "input_gradients": {key: array(value.grad) for key, value in leaves.items()},
    }


cases = [case(kind, *shape) for kind in ("rnn_tanh", "rnn_relu", "lstm", "gru") for shape in SHAPES]
path = pathlib.Path(__file__).with_name("recurrent.json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes")
