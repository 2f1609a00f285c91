"""Weights and pictures that follow from a name, so that fixtures need not store them; in Swift Tests/TestSupport/RuleNumbers.swift."""

import numpy
import torch


def uniform(name, count):
    """Numbers from -1 to 1: 24 bits of a hash of the name and the position."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 % 2**32
    bits = (numpy.arange(count, dtype=numpy.uint64) * 2654435761 + seed).astype(numpy.uint32)
    bits ^= bits >> numpy.uint32(15)
    bits *= numpy.uint32(2246822519)
    bits ^= bits >> numpy.uint32(13)
    bits *= numpy.uint32(3266489917)
    bits ^= bits >> numpy.uint32(16)
    return (bits >> numpy.uint32(8)).astype(numpy.float32) / numpy.float32(2**23) - numpy.float32(1)


def rule(name, shape):
    """The array of a state dictionary that has this name and shape."""
    numbers = uniform(name, int(numpy.prod(shape)))
    if name.endswith("running_var"):
        numbers = numpy.float32(1) + numpy.float32(0.5) * numbers
    elif len(shape) == 1:
        offset = 1 if name.endswith("weight") else 0
        numbers = numpy.float32(offset) + numpy.float32(0.1) * numbers
    else:
        numbers = numpy.float32((6 / numpy.prod(shape[1:])) ** 0.5) * numbers
    return torch.from_numpy(numbers).reshape(shape).double()


def fill(network):
    state = network.state_dict()
    for name, value in state.items():
        if not name.endswith("num_batches_tracked"):
            state[name] = rule(name, tuple(value.shape))
    network.double().load_state_dict(state)
    return network


def pictures(count, size):
    return torch.from_numpy(uniform("pictures", count * 3 * size[0] * size[1])).reshape(count, 3, *size).double()
