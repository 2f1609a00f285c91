"""Makes image_networks.json: what torchvision's networks give, in float64, for weights and pictures made by a rule.

Run with any torchvision: python make_image_network_fixtures.py [mobilenet_v2-b0353104.pth]
Number k of an array called NAME is a hash of both, so that the Swift tests make the same weights and nothing large is
stored. With a file, also what MobileNetV2 with these weights gives.
"""

import json
import pathlib
import sys

import torch
import torchvision
from torch import nn

from rule import fill, pictures, uniform

torch.set_num_threads(2)


def numbers(tensor, count=None):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1)[:count].tolist()]


torch.manual_seed(1)
result = {"networks": [], "vgg": []}
for name, gradient_names in [
    ("mobilenet_v2", ["features.0.0.weight", "features.2.conv.1.0.weight", "features.2.conv.1.1.weight",
                      "features.4.conv.0.0.weight", "features.17.conv.1.0.weight", "features.18.1.bias",
                      "classifier.1.weight"]),
    ("resnet18", ["conv1.weight", "bn1.weight", "layer2.0.downsample.0.weight", "layer4.1.conv2.weight",
                  "fc.weight"]),
    ("squeezenet1_1", ["features.0.weight", "features.4.expand3x3.weight", "features.12.squeeze.bias",
                       "classifier.1.weight"]),
]:
    for size, count in [((70, 97), 1), ((33, 45), 2)]:
        network = fill(torchvision.models.get_model(name, weights=None, num_classes=10))
        network.eval()
        x = pictures(count, size)
        case = {"name": name, "size": size, "count": count, "logits": numbers(network(x))}
        if count == 2:
            # In evaluation: with the statistics of so small a batch a float32 rounded otherwise moves gradients by a percent.
            logits = network(x)
            logits.backward(torch.from_numpy(uniform("upstream", logits.numel())).reshape(logits.shape).double())
            parameters = dict(network.named_parameters())
            case["gradients"] = {key: numbers(parameters[key].grad, 12) for key in gradient_names}
            # By the statistics of the batch, without dropout, whose masks differ.
            network.train()
            for module in network.modules():
                if isinstance(module, nn.Dropout):
                    module.eval()
            case["training_logits"] = numbers(network(x))
        result["networks"].append(case)

for name in ["vgg16", "vgg19"]:
    features = torchvision.models.get_model(name, weights=None).features
    holder = fill(nn.ModuleDict({"features": features}))
    x = pictures(1, (36, 50)).requires_grad_(True)
    taps, y = {}, x
    wanted = ["conv1_1", "relu1_2", "pool1", "relu2_2", "conv3_3", "relu4_2", "conv5_3"]
    block, place = 1, 1
    for layer in holder["features"]:
        layer = nn.ReLU() if isinstance(layer, nn.ReLU) else layer
        y = layer(y)
        kind = {"Conv2d": "conv", "ReLU": "relu", "MaxPool2d": "pool"}[type(layer).__name__]
        tap = f"pool{block}" if kind == "pool" else f"{kind}{block}_{place}"
        if tap in wanted:
            taps[tap] = y
        if kind == "relu":
            place += 1
        if kind == "pool":
            block, place = block + 1, 1
    loss = sum(value.square().mean() for value in taps.values())
    loss.backward()
    result["vgg"].append({
        "name": name, "size": [36, 50], "loss": float(loss.detach()), "gradient": numbers(x.grad, 40),
        "taps": {key: {"shape": list(value.shape), "values": numbers(value, 12)} for key, value in taps.items()}})

if len(sys.argv) > 1:
    network = torchvision.models.mobilenet_v2(weights=None)
    network.load_state_dict(torch.load(sys.argv[1], weights_only=True))
    network.double().eval()
    x = torch.sin(torch.arange(3 * 224 * 224, dtype=torch.float32) * 0.01).reshape(1, 3, 224, 224).double()
    with torch.no_grad():
        logits = network(x)[0]
    result["published"] = {"logits": numbers(logits, 20), "largest": int(logits.argmax()),
                           "sum": float(logits.sum())}

path = pathlib.Path(__file__).parent / "image_networks.json"
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(path, path.stat().st_size, "bytes")
