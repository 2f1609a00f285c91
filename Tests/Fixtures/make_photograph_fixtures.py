"""Makes photograph_logits.json: the 1,000 logits of torchvision's MobileNetV2 for ten photographs.

Run with any torchvision and Pillow:
    python make_photograph_fixtures.py path/to/hymenoptera mobilenet_v2-b0353104.pth
Each photograph is prepared as torchvision does it for these weights: shorter side 256, bilinear, of which the middle 224.
Logits are stored as whole ten-thousandths; the photographs are not.
"""

import json
import pathlib
import sys

import torch
import torchvision
from PIL import Image
from torchvision import transforms

torch.set_num_threads(1)
root, weights = pathlib.Path(sys.argv[1]), sys.argv[2]
network = torchvision.models.mobilenet_v2(weights=None)
network.load_state_dict(torch.load(weights, weights_only=True))
network.double().eval()
prepare = transforms.Compose([
    transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])  # fmt: skip

# Five of each class, evenly from the list of names.
result = []
for kind in ["ants", "bees"]:
    names = sorted(path.name for path in (root / "val" / kind).iterdir())
    for name in names[:: len(names) // 5][:5]:
        picture = Image.open(root / "val" / kind / name).convert("RGB")
        with torch.no_grad():
            logits = network(prepare(picture).double()[None])[0]
        result.append({"file": f"val/{kind}/{name}", "logits": [round(value * 1e4) for value in logits.tolist()]})
        print(result[-1]["file"], picture.size, int(logits.argmax()), float(logits.max()))

path = pathlib.Path(__file__).with_name("photograph_logits.json")
path.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in result) + "\n]\n")
print(f"{len(result)} photographs, {path.stat().st_size} bytes")
