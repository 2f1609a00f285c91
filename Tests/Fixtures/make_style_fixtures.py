"""Writes style.json beside this file: the losses of Chapter 7 and their gradients by PyTorch, in float64.

Weights and pictures are formulas, so that no file of weights is needed: number i of a tensor is
scale · (((i + 1) · 7919 · (phase + 1)² mod 10007) / 10007 − ½).

Run: python make_style_fixtures.py (torch, torchvision)
"""

import json
import pathlib

import torch
import torch.nn.functional as functional
import torchvision


def wave(shape, scale, phase):
    count = torch.Size(shape).numel()
    places = (torch.arange(1, count + 1) * 7919 * (phase + 1) ** 2) % 10007
    return (scale * (places.double() / 10007 - 0.5)).reshape(shape)


def picture(height, width, phase):
    return 0.5 + wave([1, 3, height, width], 0.9, phase)


STYLE, CONTENT, PLACES = ["relu1_1", "relu2_1", "relu3_1", "relu4_1"], "relu3_3", {
    "relu1_1": 1, "relu2_1": 6, "relu3_1": 11, "relu3_3": 15, "relu4_1": 18
}  # fmt: skip


def vgg16():
    features = torchvision.models.vgg16(weights=None).features[:19].double()
    for number, parameter in enumerate(features.parameters()):
        fan = parameter[0].numel() if parameter.dim() > 1 else 100
        parameter.data = wave(parameter.shape, 5 * fan**-0.5, number)
    return features


def answers(features, x):
    mean = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64)[:, None, None]
    deviation = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64)[:, None, None]
    x, found = (x - mean) / deviation, {}
    for index, layer in enumerate(features):
        # Not in place: the result of a convolution may be asked for.
        x = functional.relu(x) if isinstance(layer, torch.nn.ReLU) else layer(x)
        found |= {name: x for name, place in PLACES.items() if place == index}
    return found


def gram(f):
    rows = f[0].flatten(1)
    return rows @ rows.T / rows.shape[1]


def losses():
    features = vgg16()
    content, style = picture(24, 32, 51), picture(32, 24, 52)
    x = picture(24, 32, 53).requires_grad_()
    with torch.no_grad():
        of_content, of_style = answers(features, content)[CONTENT], {n: gram(f) for n, f in answers(features, style).items()}
    found = answers(features, x)
    each = [((gram(found[n]) - of_style[n]) ** 2).sum() / (of_style[n] ** 2).sum() for n in STYLE]
    distance = ((found[CONTENT] - of_content) ** 2).mean() / of_content.var(unbiased=False)
    total = sum(each) + 0.2 * distance
    total.backward()
    return {
        "style": [loss.item() for loss in each], "content": distance.item(), "total": total.item(),
        "gradient": x.grad.flatten()[::97].tolist(),
    }  # fmt: skip


def sliced_wasserstein():
    x, style = picture(14, 12, 54).requires_grad_(), picture(14, 12, 55)
    directions = wave([5, 3, 4, 4], 1, 56)
    directions = directions / directions.flatten(1).norm(dim=1)[:, None, None, None]
    a, b = (functional.conv2d(p, directions)[0].flatten(1).sort(1).values for p in (x, style))
    loss = (a - b).abs().mean()
    loss.backward()
    return {"loss": loss.item(), "gradient": x.grad.flatten().tolist()}


if __name__ == "__main__":
    fixtures = {"vgg16": losses(), "slicedWasserstein": sliced_wasserstein()}
    path = pathlib.Path(__file__).with_name("style.json")
    path.write_text(json.dumps(fixtures, separators=(",", ":")) + "\n")
