"""Opens ONNX files that chapters wrote with onnxruntime and compares its outputs with Swift's.

    python -m pip install onnx onnxruntime
    python Docs/PyTorch/check_onnx.py digits.onnx runs/Chapter5/example.safetensors

The file is checked as ONNX's own checker does. Then the inputs of the example go through it, all at once and one by one, for a
batch may have any size. Ends with 1 if an answer is farther off than 1e-5, measured as |a - b| / max(1, |b|).
"""

import sys

import numpy
import onnx
import onnxruntime
from safetensors.numpy import load_file

TOLERANCE = 1e-5


def difference(ours, theirs):
    """The largest |a - b| / max(1, |b|); infinite where shapes differ or a number is none."""
    if ours.shape != theirs.shape:
        return float("inf")
    largest = (numpy.abs(ours - theirs) / numpy.maximum(1, numpy.abs(theirs))).max().item()
    return largest if largest == largest else float("inf")


def main(network, example):
    onnx.checker.check_model(onnx.load(network), full_check=True)
    session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
    arrays = load_file(example)
    inputs = {one.name: arrays[one.name] for one in session.get_inputs()}
    outputs = arrays["outputs"]
    together = session.run(["outputs"], inputs)[0]
    alone = [
        session.run(["outputs"], {name: values[row : row + 1] for name, values in inputs.items()})[0]
        for row in range(len(outputs))
    ]
    far = max(difference(together, outputs), difference(numpy.concatenate(alone), outputs))
    print(f"{network}: outputs {list(outputs.shape)} differ by {far:.1e}, all at once and one by one")
    return far <= TOLERANCE


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(0 if main(*sys.argv[1:]) else 1)
