"""Opens ONNX files that chapters wrote with onnxruntime and compares its outputs with Swift's.

    python -m pip install onnx onnxruntime safetensors
    python Docs/PyTorch/check_onnx.py digits.onnx runs/Chapter5/example.safetensors

or, for the files of a folder, FOLDER/NAME.onnx, and a folder with NAME/example.safetensors for each:

    python Docs/PyTorch/check_onnx.py FOLDER Tests/Fixtures/pytorch

A file is checked as ONNX's own checker does. Then the inputs of the example go through it, and where they are a batch also one
by one, for a batch may have any size. Ends with 1 if an answer is farther off than 1e-5, measured as |a - b| / max(1, |b|).
"""

import sys
from pathlib import Path

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


def check(network, example):
    """Prints a line and says whether a network computes the same in onnxruntime."""
    onnx.checker.check_model(onnx.load(network), full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
    arrays = load_file(example)
    ports = session.get_inputs()
    # The only input is called inputs; one of several, NAME, is inputs.NAME in an example.
    inputs = {port.name: arrays[port.name if port.name == "inputs" else f"inputs.{port.name}"] for port in ports}
    outputs = arrays["outputs"]
    ours = {"all at once": session.run(["outputs"], inputs)[0]}
    if all(port.shape[0] == "batch" for port in ports):
        rows = [{name: values[row : row + 1] for name, values in inputs.items()} for row in range(len(outputs))]
        ours["one by one"] = numpy.concatenate([session.run(["outputs"], row)[0] for row in rows])
    far = max(difference(answers, outputs) for answers in ours.values())
    line = f"{Path(network).name}: outputs {list(outputs.shape)} differ by {far:.1e}, {' and '.join(ours)}"
    print(line if far <= TOLERANCE else f"{line}  TOO FAR")
    return far <= TOLERANCE


def main(network, example):
    if not Path(network).is_dir():
        return check(network, example)
    files = sorted(Path(network).glob("*.onnx"))
    return all([check(file, Path(example) / file.stem / "example.safetensors") for file in files])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(0 if main(*sys.argv[1:]) else 1)
