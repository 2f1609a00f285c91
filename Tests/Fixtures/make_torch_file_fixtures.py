"""Makes torch/*.pt and torch/expected.json: small files of torch.save in both formats, and files that must be refused.

Run with any PyTorch 2: python make_torch_file_fixtures.py
"""

import collections
import json
import pathlib
import pickle
import zipfile

import numpy
import torch
from torch import nn

folder = pathlib.Path(__file__).parent / "torch"
folder.mkdir(exist_ok=True)
torch.manual_seed(1)

base = torch.arange(24, dtype=torch.float32) / 8 - 1
picture = torch.arange(48, dtype=torch.float32).reshape(2, 3, 2, 4)
shared = torch.arange(10, dtype=torch.float32)
state = collections.OrderedDict(
    plain=base.reshape(4, 6), transposed=base.reshape(4, 6).t(), permuted=base.reshape(2, 3, 4).permute(2, 0, 1),
    channels_last=picture.contiguous(memory_format=torch.channels_last), expanded=torch.tensor([1.5, 2.5]).expand(3, 2),
    whole=shared, part=shared[3:7], every_third=shared[::3], scalar=torch.tensor(2.5), empty=torch.zeros(0, 3),
    parameter=nn.Parameter(torch.tensor([1.0, -2.0])), half=torch.tensor([0.5, -1.25], dtype=torch.float16),
    bfloat16=torch.tensor([0.5, -3.0], dtype=torch.bfloat16), double=torch.tensor([0.1], dtype=torch.float64),
    int64=torch.tensor([2**40, -7]), int32=torch.tensor([[1, -2]], dtype=torch.int32),
    int16=torch.tensor([-300], dtype=torch.int16), int8=torch.tensor([-5], dtype=torch.int8),
    uint8=torch.tensor([250], dtype=torch.uint8), bool=torch.tensor([True, False]))
state._metadata = {"": {"version": 1}}
checkpoint = {
    "epoch": 7, "best": 0.25, "name": "run", "big": 2**70, "losses": [1.0, 0.5], "none": None, "size": torch.Size([2]),
    "optimizer": {"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 0.1, "params": [0]}]},
    "state_dict": collections.OrderedDict(
        (f"module.{name}", value) for name, value in nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)).state_dict().items()),
}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 2)


def save(name, value, **options):
    torch.save(value, folder / name, **options)


expected = {}
for name, value, tensors in [
    ("state", state, state), ("checkpoint", checkpoint,
                              {key[len("module."):]: value for key, value in checkpoint["state_dict"].items()}),
    ("nested", {"encoder": {"weight": base[:4]}, "decoder": [base[4:6], {"bias": base[6:7]}]},
     {"encoder.weight": base[:4], "decoder.0": base[4:6], "decoder.1.bias": base[6:7]}),
    ("tensor", base[2:5], {"tensor": base[2:5]}),
]:
    save(f"{name}.pt", value)
    save(f"{name}_older.pt", value, _use_new_zipfile_serialization=False)
    expected[name] = {
        key: {"shape": list(value.shape), "values": [float(number) for number in value.detach().double().reshape(-1)]}
        for key, value in tensors.items()}
(folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")

# What must be refused, by what name.
save("module.pt", Net())
save("module_older.pt", nn.Linear(2, 2), _use_new_zipfile_serialization=False)
save("numpy.pt", {"accuracy": numpy.float64(0.5), "w": base})
save("sparse.pt", {"w": base.reshape(4, 6).to_sparse()})
save("complex.pt", {"w": torch.zeros(2, dtype=torch.complex64)})
save("uint16.pt", {"w": torch.zeros(2, dtype=torch.uint16)})
save("protocol4.pt", {"w": base}, pickle_protocol=4)
save("no_tensor.pt", {"epoch": 3})
torch.jit.script(nn.Linear(2, 2)).save(str(folder / "script.pt"))


class Command:
    def __reduce__(self):
        import os
        return (os.system, ("echo this must never be printed",))


# Written, and never read by Python.
pickled = pickle.dumps({"w": Command()}, protocol=2)
with zipfile.ZipFile(folder / "command.pt", "w") as archive:
    archive.writestr("archive/data.pkl", pickled)
    archive.writestr("archive/version", "3\n")
with zipfile.ZipFile(folder / "packed.pt", "w", zipfile.ZIP_DEFLATED) as archive:
    with zipfile.ZipFile(folder / "tensor.pt") as source:
        for item in source.infolist():
            archive.writestr(item.filename, source.read(item.filename))
print(sum(path.stat().st_size for path in folder.iterdir()), "bytes")
