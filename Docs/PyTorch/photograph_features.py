"""Seconds for the features of photographs in Pillow and PyTorch, to be compared with Chapter 6's `feature_seconds`.

    python Docs/PyTorch/photograph_features.py path/to/hymenoptera mobilenet_v2-b0353104.pth [THREADS]

Every photograph in train/ and val/ is decoded, brought to 256 pixels on its shorter side, and its middle of 224 × 224
goes through the body of torchvision's MobileNetV2, in batches of 16 with the channels last. It is done three times.
"""

import sys
import time
from pathlib import Path

import torch
from PIL import Image
from torchvision import models, transforms

torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 2)
network = models.mobilenet_v2(weights=None)
network.load_state_dict(torch.load(sys.argv[2], weights_only=True))
body = network.features.eval().to(memory_format=torch.channels_last)
prepare = transforms.Compose([
    transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])  # fmt: skip
files = [path for path in sorted(Path(sys.argv[1]).glob("*/*/*")) if path.suffix in {".jpg", ".jpeg"}]

for _ in range(3):
    begin, work = time.perf_counter(), time.process_time()
    features = []
    with torch.no_grad():
        for place in range(0, len(files), 16):
            pictures = [prepare(Image.open(path).convert("RGB")) for path in files[place : place + 16]]
            batch = torch.stack(pictures).contiguous(memory_format=torch.channels_last)
            features.append(body(batch).mean((2, 3)))
    print(f"{len(torch.cat(features))} photographs: {time.perf_counter() - begin:.2f} s, "
          f"{time.process_time() - work:.2f} s of processor time")
