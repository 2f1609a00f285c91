"""Makes attention.json: attention, Transformer layers, sparse products and embedding bags as PyTorch computes them.

Run with any PyTorch 2: python make_attention_fixtures.py
All in float64. The inputs are multiples of 1/256, so that both sides start from the same and the file stays small.
Masks are written as 1 = may look, 0 = may not; the boolean masks of PyTorch's layers say the opposite.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional

torch.manual_seed(20240603)
torch.sparse.check_sparse_tensor_invariants.enable()
torch.set_default_dtype(torch.float64)
folder = pathlib.Path(__file__).parent


def random(*shape, scale=1.0):
    return (torch.randn(shape) * scale * 256).round() / 256


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(f"{x:.8g}") for x in tensor.detach().reshape(-1).tolist()]}


def case(name, function, inputs, options=None, masks=None, labels=None, parameters=None, weights=None):
    """One case: the output of a function of named inputs, and all gradients for a random upstream."""
    leaves = {key: value.clone().requires_grad_(True) for key, value in inputs.items()}
    output = function(**leaves)
    upstream = random(*output.shape)
    output.backward(upstream)
    everything = {**leaves, **(parameters or {})}
    result = {
        "name": name,
        "options": options or {},
        "inputs": {key: array(value) for key, value in everything.items()},
        "masks": {key: array(value.double()) for key, value in (masks or {}).items()},
        "names": list((parameters or {}).keys()),
        "output": array(output),
        "upstream": array(upstream),
        "gradients": {key: array(value.grad) for key, value in everything.items()},
    }
    if labels is not None:
        result["labels"] = {key: {"shape": list(value.shape), "values": value.reshape(-1).tolist()} for key, value in labels.items()}
    if weights is not None:
        result["weights"] = array(weights())
    return result


def settle(module):
    """Replaces a module's parameters by round numbers, of a size that lets gradients live."""
    for name, parameter in module.named_parameters():
        near_one = name.endswith("weight") and "norm" in name
        parameter.data = random(*parameter.shape, scale=0.5) + (1 if near_one else 0)
    return dict(module.named_parameters())


def look(mask):
    """A layer's boolean mask, true = must not look, from ours."""
    return None if mask is None else mask == 0


def random_mask(*shape):
    mask = (torch.rand(shape) < 0.6).double()
    mask[..., 0] = 1  # a row without any would be NaN in PyTorch
    return mask


def attention():
    cases = []
    for q, k, v, mask_shape in [
        ((3, 4), (5, 4), (5, 2), (3, 5)),
        ((2, 4, 3), (2, 4, 3), (2, 4, 3), (2, 1, 4)),
        ((1, 2, 3, 3), (1, 2, 17, 3), (1, 2, 17, 2), (1, 1, 3, 17)),
    ]:
        for kind in ["plain", "mask", "causal"]:
            mask = random_mask(*mask_shape) if kind == "mask" else None
            cases.append(
                case(
                    "attention",
                    lambda query, key, value: functional.scaled_dot_product_attention(
                        query, key, value, attn_mask=None if mask is None else mask == 1, is_causal=kind == "causal"
                    ),
                    {"query": random(*q), "key": random(*k), "value": random(*v)},
                    {"causal": int(kind == "causal")},
                    {} if mask is None else {"mask": mask},
                )
            )
    return cases


def multihead():
    cases = []
    for n, t, s, e, h, bias in [(1, 3, 3, 4, 2, True), (2, 4, 5, 6, 3, True), (2, 5, 2, 4, 1, False)]:
        for kind in ["self", "cross", "separate"]:
            layer = nn.MultiheadAttention(e, h, bias=bias, batch_first=True)
            parameters = settle(layer)
            inputs = {"query": random(n, t, e)}
            if kind != "self":
                inputs["key"] = random(n, s, e)
            if kind == "separate":
                inputs["value"] = random(n, s, e)
            keys = t if kind == "self" else s
            padding = torch.ones(n, keys)
            padding[-1, keys - 1] = 0
            mask = random_mask(t, keys)
            kept = []

            def run(query, key=None, value=None):
                key = query if key is None else key
                value = key if value is None else value
                output, weights = layer(query, key, value, key_padding_mask=look(padding), attn_mask=look(mask))
                kept.append(weights)
                return output

            cases.append(
                case(
                    "multihead",
                    run,
                    inputs,
                    {"heads": h, "bias": int(bias)},
                    {"mask": mask, "padding": padding},
                    parameters=parameters,
                    weights=lambda: kept[-1],
                )
            )
    return cases


def layers():
    cases = []
    for n, t, s, e, h, inner in [(1, 3, 2, 4, 2, 6), (2, 4, 3, 6, 3, 3), (2, 2, 5, 4, 1, 3)]:
        for first in [False, True]:
            activation = "gelu" if first == (h == 2) else "relu"
            options = {"heads": h, "inner": inner, "first": int(first), "gelu": int(activation == "gelu")}
            padding = torch.ones(n, t)
            padding[-1, t - 1] = 0
            layer = nn.TransformerEncoderLayer(
                e, h, inner, dropout=0.0, activation=activation, batch_first=True, norm_first=first
            )
            parameters = settle(layer)
            cases.append(
                case(
                    "encoder_layer",
                    lambda source: layer(source, src_key_padding_mask=look(padding)),
                    {"source": random(n, t, e)},
                    options,
                    {"padding": padding},
                    parameters=parameters,
                )
            )
            memory_padding = torch.ones(n, s)
            memory_padding[0, s - 1] = 0
            causal = look(torch.ones(t, t).tril())
            layer = nn.TransformerDecoderLayer(
                e, h, inner, dropout=0.0, activation=activation, batch_first=True, norm_first=first
            )
            parameters = settle(layer)
            cases.append(
                case(
                    "decoder_layer",
                    lambda target, memory: layer(
                        target, memory, tgt_mask=causal, memory_key_padding_mask=look(memory_padding)
                    ),
                    {"target": random(n, t, e), "memory": random(n, s, e)},
                    options,
                    {"memory_padding": memory_padding},
                    parameters=parameters,
                )
            )
    return cases


def transformer():
    cases = []
    for n, s, t, e, h, first in [(1, 3, 2, 4, 1, False), (2, 4, 3, 4, 2, True), (2, 3, 2, 3, 3, False)]:
        model = nn.Transformer(e, h, 2 if n == 1 else 1, 1, 3, dropout=0.0, batch_first=True, norm_first=first)
        parameters = settle(model)
        padding = torch.ones(n, s)
        padding[-1, s - 1] = 0
        causal = look(torch.ones(t, t).tril())
        cases.append(
            case(
                "transformer",
                lambda source, target: model(
                    source,
                    target,
                    tgt_mask=causal,
                    src_key_padding_mask=look(padding),
                    memory_key_padding_mask=look(padding),
                ),
                {"source": random(n, s, e), "target": random(n, t, e)},
                {"heads": h, "first": int(first), "encoders": 2 if n == 1 else 1},
                {"padding": padding},
                parameters=parameters,
            )
        )
    return cases


def sparse():
    cases = []
    for rows, columns, width, count in [(3, 4, 2, 5), (5, 3, 17, 9), (4, 5, 66, 8)]:
        places = torch.stack([torch.randint(0, rows, (count,)), torch.randint(0, columns, (count,))])
        places[:, 1] = places[:, 0]  # one place twice
        cases.append(
            case(
                "sparse",
                lambda values, dense: torch.sparse_coo_tensor(places, values, (rows, columns)).to_dense() @ dense,
                {"values": random(count), "dense": random(columns, width)},
                {"rows": rows},
                labels={"rows": places[0], "columns": places[1]},
            )
        )
    return cases


def bags():
    cases = []
    for mode in ["sum", "mean"]:
        for ids, offsets, padding in [
            (torch.randint(0, 7, (2, 3)), None, None),
            (torch.randint(0, 7, (6,)), torch.tensor([0, 2, 2, 5]), None),
            (torch.tensor([1, 0, 3, 1, 1, 1, 6]), torch.tensor([0, 4, 6]), 1),
        ]:
            cases.append(
                case(
                    "bag",
                    lambda weight: functional.embedding_bag(ids, weight, offsets, mode=mode, padding_idx=padding),
                    {"weight": random(7, 5)},
                    {"mean": int(mode == "mean"), **({} if padding is None else {"padding": padding})},
                    labels={"ids": ids, **({} if offsets is None else {"offsets": offsets})},
                )
            )
    return cases


def write(name, cases):
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (folder / name).write_text("[\n" + lines + "\n]\n")


write("attention.json", attention() + multihead() + layers() + transformer() + sparse() + bags())
