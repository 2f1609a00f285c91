"""Writes the folder files/ beside this script: small arrays as Python's own libraries write them.

Run: python make_file_fixtures.py      (needs numpy, torch, safetensors)
     python make_file_fixtures.py FILE (prints what a safetensors file holds, to look at one of ours)
"""

import pathlib
import sys

import numpy
import torch
from numpy.lib import format as npy
from safetensors import safe_open
from safetensors.torch import load_file, save_file

if len(sys.argv) > 1:
    with safe_open(sys.argv[1], "pt") as file:
        print(file.metadata())
    for name, tensor in sorted(load_file(sys.argv[1]).items()):
        print(name, tensor.dtype, tuple(tensor.shape), tensor.flatten()[:8].tolist())
    sys.exit()

FOLDER = pathlib.Path(__file__).with_name("files")
FOLDER.mkdir(exist_ok=True)

save_file(
    {
        "float32": torch.tensor([[1.5, -2.0, 3.25], [0.0, -0.0, 1e-42]]),
        "float64": torch.tensor([0.1, 1e300], dtype=torch.float64),
        "float16": torch.tensor([1.0, -2.5, 65504.0, 6e-8, -0.0, float("inf"), 0.1], dtype=torch.float16),
        "bfloat16": torch.tensor([1.0, -2.5, 3e38, float("-inf")], dtype=torch.bfloat16),
        "int64": torch.tensor([[1, -2], [2147483647, -2147483648]]),
        "int32": torch.tensor([7, -8], dtype=torch.int32),
        "int16": torch.tensor([-300], dtype=torch.int16),
        "int8": torch.tensor([-128, 127], dtype=torch.int8),
        "uint8": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(4.0),
        "empty": torch.zeros(0, 3),
        'a "name"\\ 数': torch.tensor([9.0]),
    },
    FOLDER / "formats.safetensors",
    metadata={"text": 'line\n"quoted" 数'},
)
save_file(
    {"layer.weight": torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), "layer.bias": torch.tensor([0.5, -0.5])},
    FOLDER / "floats.safetensors",
    metadata={"format": "pt"},
)
save_file({"count": torch.tensor([2**40])}, FOLDER / "large_integer.safetensors")

COUNTING = numpy.arange(6).reshape(2, 3)
ARRAYS = {
    "float32": COUNTING.astype("<f4") + 0.5,
    "float64_big_endian": COUNTING.astype(">f8") + 0.5,
    "float32_fortran": numpy.asfortranarray(COUNTING.astype("<f4") + 0.5),
    "float16": COUNTING.astype("<f2") + 0.5,
    "int32": COUNTING.astype("<i4"),
    "int32_big_endian": COUNTING.astype(">i4"),
    "int64": COUNTING.astype("<i8"),
    "int64_fortran": numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4)),
    "uint8": COUNTING.astype("u1") + 250,
    "bool": COUNTING % 2 == 1,
    "scalar": numpy.float32(2.5),
    "vector": numpy.arange(3, dtype="<f4"),
    "empty": numpy.zeros((0, 3), "<f4"),
}
for name, array in ARRAYS.items():
    numpy.save(FOLDER / f"{name}.npy", array)
for version in [(2, 0), (3, 0)]:
    with open(FOLDER / f"version{version[0]}.npy", "wb") as file:
        npy.write_array(file, ARRAYS["float32"], version=version)
numpy.save(FOLDER / "pickled.npy", numpy.array([{}, None], dtype=object), allow_pickle=True)
numpy.save(FOLDER / "records.npy", numpy.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))
numpy.save(FOLDER / "complex.npy", numpy.zeros(2, dtype="<c8"))
