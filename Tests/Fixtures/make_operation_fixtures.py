"""Writes operations.json beside this file: results and gradients of PyTorch in float64 for every operation of Tensor.

Run: python make_operation_fixtures.py

A case has inputs that 32 bits hold exactly, the result in float64, a random upstream gradient and the gradient of each
input. The operations carry the names of the Swift functions; operators are written as they are called, "x * scalar".
"""

import json
import pathlib

import numpy
import torch

random = numpy.random.default_rng(20260101)
cases = []


def tensor(*shape, low=-2.0, high=2.0):
    """Random numbers of three decimals, as 32 bits hold them."""
    return numpy.round(random.uniform(low, high, shape), 3).astype(numpy.float32)


def apart(*shape):
    """Numbers no two of which are equal, in random order."""
    count = int(numpy.prod(shape))
    return (random.permutation(count).astype(numpy.float32) / 8 - count / 16).reshape(shape).astype(numpy.float32)


def digits(array):
    return [float(f"{value:.9g}") for value in numpy.asarray(array, dtype=numpy.float64).reshape(-1)]


def array(values):
    # 32-bit numbers in as few digits as name them.
    return {"shape": list(values.shape), "values": [float(str(v)) for v in values.reshape(-1)]}


def integers(values):
    values = numpy.asarray(values)
    return {"shape": list(values.shape), "values": [int(v) for v in values.reshape(-1)]}


def add(operation, function, *inputs, **arguments):
    leaves = [torch.tensor(x.astype(numpy.float64)).requires_grad_() for x in inputs]
    result = function(*leaves)
    upstream = tensor(*result.shape, low=-1.5, high=1.5)
    result.backward(torch.tensor(upstream.astype(numpy.float64)))
    cases.append(
        {
            "operation": operation,
            "arguments": arguments,
            "inputs": [array(x) for x in inputs],
            "result": {"shape": list(result.shape), "values": digits(result.detach().numpy())},
            "upstream": array(upstream),
            "gradients": [digits(leaf.grad.numpy() if leaf.grad is not None else x * 0) for leaf, x in zip(leaves, inputs)],
        }
    )


def away_from_zero(*shape):
    x = tensor(*shape, low=0.4, high=2.5)
    return x * numpy.where(random.random(shape) < 0.5, -1, 1).astype(numpy.float32)


# Operators of two tensors: broadcast both ways, an odd size, a scalar.
SHAPES = [((3, 5), (5,)), ((2, 1, 3), (4, 1)), ((), (17,))]
for a, b in SHAPES:
    add("a + b", lambda x, y: x + y, tensor(*a), tensor(*b))
    add("a - b", lambda x, y: x - y, tensor(*a), tensor(*b))
    add("a * b", lambda x, y: x * y, tensor(*a), tensor(*b))
    add("a / b", lambda x, y: x / y, tensor(*a), away_from_zero(*b))
    add("maximum", torch.maximum, tensor(*a), tensor(*b))
    add("minimum", torch.minimum, tensor(*a), tensor(*b))
tied = numpy.array([[1, 2, 3], [3, 2, 1]], dtype=numpy.float32)
add("maximum", torch.maximum, tied, numpy.array([2, 2, 2], dtype=numpy.float32))
add("minimum", torch.minimum, tied, numpy.array([2, 2, 2], dtype=numpy.float32))
for mask_shape, a, b in [((3, 5), (3, 5), (5,)), ((3, 1), (4,), (3, 1)), ((2, 3, 1), (3, 1), ())]:
    mask = (random.random(mask_shape) < 0.5).astype(numpy.float32)
    add(
        "select", lambda x, y: torch.where(torch.tensor(mask) != 0, x, y), tensor(*a), tensor(*b), mask=array(mask))

# Operators with a number.
for shape, s in [((7,), 1.5), ((3, 5), -0.25), ((2, 3, 3), 2.75)]:
    add("-x", lambda x: -x, tensor(*shape))
    add("x + scalar", lambda x: x + s, tensor(*shape), scalar=s)
    add("scalar + x", lambda x: s + x, tensor(*shape), scalar=s)
    add("x - scalar", lambda x: x - s, tensor(*shape), scalar=s)
    add("scalar - x", lambda x: s - x, tensor(*shape), scalar=s)
    add("x * scalar", lambda x: x * s, tensor(*shape), scalar=s)
    add("scalar * x", lambda x: s * x, tensor(*shape), scalar=s)
    add("x / scalar", lambda x: x / s, tensor(*shape), scalar=s)
    add("scalar / x", lambda x: s / x, away_from_zero(*shape), scalar=s)

# Functions of one element.
FUNCTIONS = {
    "exp": torch.exp,
    "expMinusOne": torch.expm1,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "erf": torch.erf,
    "sin": torch.sin,
    "cos": torch.cos,
    "square": torch.square,
    "magnitude": torch.abs,
    "gelu": torch.nn.functional.gelu,
    "geluTanh": lambda x: torch.nn.functional.gelu(x, approximate="tanh"),
    "softplus": torch.nn.functional.softplus,
}
POSITIVE = {"log": torch.log, "logOnePlus": torch.log1p, "squareRoot": torch.sqrt}
for shape in [(17,), (3, 5), (2, 3, 3)]:
    for name, function in FUNCTIONS.items():
        add(name, function, tensor(*shape))
    for name, function in POSITIVE.items():
        add(name, function, tensor(*shape, low=0.1, high=4))
    add("reciprocal", torch.reciprocal, away_from_zero(*shape))
add("magnitude", torch.abs, numpy.array([-1, 0, 1], dtype=numpy.float32))
for shape, exponent in [((9,), 3.0), ((3, 5), 2.0), ((2, 3, 3), 1.0), ((4,), 0.0)]:
    add("power", lambda x: torch.pow(x, exponent), tensor(*shape), scalar=exponent)
for shape, exponent in [((9,), 2.5), ((3, 5), 0.5), ((2, 3, 3), -1.0), ((4,), -1.75)]:
    add("power", lambda x: torch.pow(x, exponent), tensor(*shape, low=0.3, high=3), scalar=exponent)
edges = numpy.array([-1, -0.5, 0, 0.5, 1], dtype=numpy.float32)
for x, low, high in [(tensor(9), -0.5, 1.0), (tensor(3, 5), 0.0, 0.75), (edges, -0.75, 0.25)]:
    add("clamped", lambda x: torch.clamp(x, low, high), x, low=low, high=high)
for x, slope in [(tensor(17), 0.0), (tensor(3, 5), 0.25), (edges, 0.0), (edges, 0.125)]:
    add("relu", lambda x: torch.nn.functional.leaky_relu(x, slope), x, scalar=slope)

# Reductions.
REDUCED = [((4, 5), None), ((3, 4, 5), [1]), ((2, 3, 2, 3), [0, -2]), ((17, 3), [0])]
for shape, axes in REDUCED:
    dims = tuple(range(len(shape))) if axes is None else tuple(axes)
    for keep in [False, True] if axes == [1] else [False]:
        options = {"keepingDimensions": keep} | ({} if axes is None else {"axes": axes})
        add("sum", lambda x: x.sum(dims, keepdim=keep), tensor(*shape), **options)
        add("mean", lambda x: x.mean(dims, keepdim=keep), tensor(*shape), **options)
        add("max", lambda x: x.amax(dims, keepdim=keep), apart(*shape), **options)
        add("min", lambda x: x.amin(dims, keepdim=keep), apart(*shape), **options)
        for correction in [0, 1]:
            add(
                "variance", lambda x: x.var(dims, correction=correction, keepdim=keep), tensor(*shape), **options,
                correction=correction)
            add(
                "standardDeviation", lambda x: x.std(dims, correction=correction, keepdim=keep), tensor(*shape), **options,
                correction=correction)
add("max", lambda x: x.amax(1), numpy.array([[1, 3, 3], [2, 2, 2]], dtype=numpy.float32), axes=[1])
add("min", lambda x: x.amin(0), numpy.array([[1, 3, 3], [1, 2, 3]], dtype=numpy.float32), axes=[0])
for shape, axis in [((17,), 0), ((3, 5), -1), ((3, 4, 2), 1)]:
    add("softmax", lambda x: torch.softmax(x, axis), tensor(*shape), axis=axis)
    add("logSoftmax", lambda x: torch.log_softmax(x, axis), tensor(*shape), axis=axis)
add("softmax", lambda x: torch.softmax(x, 0), tensor(4, low=98, high=102), axis=0)
add("logSoftmax", lambda x: torch.log_softmax(x, 0), tensor(4, low=98, high=102), axis=0)

# Matrix products: rectangles, batches that broadcast, vectors.
for a, b in [((3, 5), (5, 4)), ((17, 3), (3, 1)), ((2, 1, 3, 2), (3, 2, 4)), ((5,), (5, 3)), ((2, 3, 5), (5,)), ((7,), (7,))]:
    add("matmul", torch.matmul, tensor(*a), tensor(*b))

# Views and joining.
for shape, target in [((4, 3), [2, 6]), ((2, 3, 5), [-1]), ((15,), [3, -1, 1])]:
    add("reshaped", lambda x: x.reshape(target), tensor(*shape), shape=target)
for shape, axis in [((2, 3, 4), 1), ((2, 3, 4), 0), ((2, 3, 4, 2), -2)]:
    add("flattened", lambda x: x.flatten(axis), tensor(*shape), axis=axis)
for shape, order in [((3, 5), [0, 1]), ((2, 3, 4), [0, 2]), ((2, 3, 4), [-1, 1])]:
    add("transposed", lambda x: x.transpose(*order), tensor(*shape), order=order)
for order in [[1, 2, 0], [2, 0, 1], [0, -1, 1]]:
    add("permuted", lambda x: x.permute(order), tensor(2, 3, 4), order=order)
for shape, axis, low, high, step in [((7, 2), 0, 1, 6, 1), ((3, 7), 1, 0, 7, 3), ((2, 5, 2), -2, 1, 4, 2)]:
    index = [slice(None)] * len(shape)
    index[axis] = slice(low, high, step)
    add("sliced", lambda x: x[tuple(index)], tensor(*shape), axis=axis, range=[low, high], step=step)
add("sliced", lambda x: x[:, 1:6].flip(1)[:, ::2], tensor(2, 7), axis=1, range=[1, 6], step=-2)
for shape, axis, place in [((5,), 0, 3), ((3, 4), 1, 0), ((2, 3, 4), -2, 2)]:
    add("selected", lambda x: x.select(axis, place), tensor(*shape), axis=axis, count=place)
for shape, axis in [((5,), 0), ((3, 4), 1), ((3, 4), -1)]:
    add("expandedDimensions", lambda x: x.unsqueeze(axis), tensor(*shape), axis=axis)
for shape, axis in [((1, 5), 0), ((3, 1, 4), 1), ((3, 4, 1), -1)]:
    add("squeezed", lambda x: x.squeeze(axis), tensor(*shape), axis=axis)
for shape, target in [((5,), [3, 5]), ((2, 1, 3), [2, 4, 3]), ((), [7])]:
    add("broadcast", lambda x: x.expand(target), tensor(*shape), shape=target)
for shape, axis, before, after in [((5,), 0, 1, 2), ((3, 4), 1, 0, 3), ((2, 3, 2), -2, 2, 0)]:
    def pad(x):
        widths = [0, 0] * (x.dim() - 1 - axis % x.dim()) + [before, after]
        return torch.nn.functional.pad(x, widths, value=0.5)
    add("padded", pad, tensor(*shape), axis=axis, range=[before, after], scalar=0.5)
for shapes, axis in [([(2, 3), (1, 3), (4, 3)], 0), ([(2, 3), (2, 1)], 1), ([(2, 2, 3), (2, 5, 3)], -2)]:
    add("concatenated", lambda *x: torch.cat(x, axis), *[tensor(*s) for s in shapes], axis=axis)
for shape, axis in [((3,), 0), ((2, 3), 1), ((2, 3), -1)]:
    add("stacked", lambda *x: torch.stack(x, axis), tensor(*shape), tensor(*shape), tensor(*shape), axis=axis)
# The pieces are put together again in the opposite order.
for shape, axis, lengths in [((7,), 0, [3, 4]), ((2, 6), 1, [1, 2, 3]), ((2, 5, 2), -2, [5, 0])]:
    add(
        "split", lambda x: torch.cat(tuple(reversed(torch.split(x, lengths, axis))), axis), tensor(*shape), axis=axis,
        lengths=lengths)

# Indexing.
for shape, axis, indices in [((5, 3), 0, [1, 4, 1, 0]), ((2, 4, 3), 1, [[0, 3], [3, 3]]), ((3, 5), -1, [2, 0, 0])]:
    flat = torch.tensor(indices).reshape(-1)
    position = axis % len(shape)
    target = list(shape[:position]) + list(numpy.shape(indices)) + list(shape[position + 1:])
    add(
        "indexSelected", lambda x: x.index_select(axis, flat).reshape(target), tensor(*shape), axis=axis,
        indices=integers(indices))
    flat_source = list(shape[:position]) + [flat.numel()] + list(shape[position + 1:])
    add(
        "scatterAdding", lambda x, s: x.index_add(axis, flat, s.reshape(flat_source)), tensor(*shape), tensor(*target),
        axis=axis, indices=integers(indices))
for shape, axis, indices in [
    ((3, 4), 1, [[2], [0], [3]]), ((4, 2), 0, [[3, 0], [3, 1], [0, 0]]), ((2, 3, 2), -2, [[[0, 2]], [[1, 1]]])
]:
    add("gathered", lambda x: x.gather(axis, torch.tensor(indices)), tensor(*shape), axis=axis, indices=integers(indices))
for shape, count in [((9,), 3), ((3, 5), 5), ((2, 3, 4), 1)]:
    add("topK", lambda x: x.topk(count).values, apart(*shape), count=count)
for shape in [(9,), (3, 5), (2, 3, 4)]:
    for descending in [False, True]:
        add("sorted", lambda x: x.sort(descending=descending, stable=True).values, apart(*shape), descending=descending)

# Pictures; convolutions.json has more of them, this is one small set of each. The last input of a convolution is its
# bias; "step" is the stride, "count" the groups, "lengths" the padding.
def eighths(*shape):
    """Random multiples of 1/8: their sums of products are exact, however they cancel."""
    return numpy.round(8 * tensor(*shape)) / 8


functional = torch.nn.functional
for shape, weight, step, groups, padding in [
    ((1, 2, 4, 5), (3, 2, 3, 2), 1, 1, [1, 0]), ((2, 2, 5, 4), (2, 1, 2, 3), 2, 2, [0, 1]), ((1, 1, 3, 3), (2, 1, 1, 1), 3, 1, [0, 0])
]:
    add(
        "convolution2D", lambda x, w, b: functional.conv2d(x, w, b, step, padding, 1, groups), eighths(*shape),
        eighths(*weight), eighths(weight[0]), step=step, count=groups, lengths=padding)
    turned = (shape[1], weight[0] // groups, *weight[2:])
    add(
        "transposedConvolution2D", lambda x, w, b: functional.conv_transpose2d(x, w, b, step, padding, 0, groups),
        eighths(*shape), eighths(*turned), eighths(weight[0]), step=step, count=groups, lengths=padding)
for shape, count, step, padding in [((1, 2, 4, 6), 2, 2, [0, 0]), ((2, 1, 5, 4), 3, 2, [1, 1]), ((1, 1, 3, 5), 2, 1, [0, 1])]:
    add(
        "maxPooled2D", lambda x: functional.max_pool2d(x, count, step, padding), apart(*shape), count=count, step=step,
        lengths=padding)
    add(
        "averagePooled2D", lambda x: functional.avg_pool2d(x, count, step, padding), tensor(*shape), count=count,
        step=step, lengths=padding)
for shape, size in [((1, 2, 4, 6), [2, 3]), ((2, 1, 5, 4), [3, 3]), ((1, 1, 3, 5), [1, 1])]:
    add("adaptiveAveragePooled2D", lambda x: functional.adaptive_avg_pool2d(x, size), tensor(*shape), lengths=size)

for shape, axis in [((17,), 0), ((3, 5), -1), ((3, 4, 2), 1)]:
    add("logSumExp", lambda x: torch.logsumexp(x, axis), tensor(*shape), axis=axis)
# A batch of matrices times one matrix.
for a, b in [((2, 3, 5), (5, 4)), ((3, 1, 2, 4), (4, 1)), ((2, 1, 7), (7, 3))]:
    add("matmul", torch.matmul, eighths(*a), eighths(*b))

path = pathlib.Path(__file__).with_name("operations.json")
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
path.write_text("[\n" + lines + "\n]\n")
print(f"{len(cases)} cases of {len({case['operation'] for case in cases})} operations, {path.stat().st_size} bytes")
