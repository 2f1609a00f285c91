#!/usr/bin/env python3
"""PyTorch's time for some cases of `swift run -c release Benchmarks`, under the same names.

    python Docs/PyTorch/benchmark_steps.py [--threads 2] [--seconds 1] [--compile] [CASE ...] > peer.jsonl
    swift run -c release Benchmarks --against peer.jsonl

It prints a JSON object a line. --compile lets torch.compile rewrite the networks first, which needs a C++ compiler. Two cases read a
file: csv_read_50k_rows with pandas and jpeg_decode_512 with Pillow, where Benchmarks has left it in the folder for temporary files.
"""
import argparse
import json
import os
import statistics
import tempfile
import time

import torch
from torch import nn
from torch.nn import functional as F

CASES = {}
COMPILES = False


def case(function):
    CASES[function.__name__] = function
    return function


def compiled(network):
    return torch.compile(network) if COMPILES else network


def update(parameters, loss, optimizer):
    """The step of a training: zero gradients, forward and loss, backward, optimizer."""
    optimizer = optimizer(list(parameters))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss().backward()
        optimizer.step()

    return step


def adam(rate):
    return lambda parameters: torch.optim.Adam(parameters, lr=rate)


@case
def conv_forward_8x256x28x28_3x3():
    x, w = torch.randn(8, 256, 28, 28), torch.randn(256, 256, 3, 3)
    return lambda: F.conv2d(x, w, padding=1)


@case
def conv_forward_1x64x256x256_3x3():
    x, w = torch.randn(1, 64, 256, 256), torch.randn(64, 64, 3, 3)
    return lambda: F.conv2d(x, w, padding=1)


@case
def conv_input_gradient_1x64x256x256_3x3():
    w, upstream = torch.randn(64, 64, 3, 3), torch.randn(1, 64, 256, 256)
    return lambda: torch.nn.grad.conv2d_input((1, 64, 256, 256), w, upstream, padding=1)


def fast_layer(inputs, outputs, kernel=3, stride=1):
    return nn.Sequential(
        nn.ReflectionPad2d(kernel // 2), nn.Conv2d(inputs, outputs, kernel, stride, bias=False),
        nn.InstanceNorm2d(outputs, affine=True))


class FastPainter(nn.Module):
    """Chapter 7's network that paints at once."""

    def __init__(self, width=8, blocks=4):
        super().__init__()
        w = width
        self.before = nn.Sequential(
            fast_layer(6, w, 5), nn.ReLU(), fast_layer(w, 2 * w, stride=2), nn.ReLU(),
            fast_layer(2 * w, 4 * w, stride=2), nn.ReLU())
        self.blocks = nn.ModuleList(
            nn.Sequential(fast_layer(4 * w, 4 * w), nn.ReLU(), fast_layer(4 * w, 4 * w)) for _ in range(blocks))
        self.after = nn.Sequential(
            nn.Upsample(scale_factor=2), fast_layer(4 * w, 2 * w), nn.ReLU(), nn.Upsample(scale_factor=2),
            fast_layer(2 * w, w), nn.ReLU(), nn.ReflectionPad2d(2), nn.Conv2d(w, 3, 5))

    def forward(self, picture):
        painted = self.before(picture)
        for block in self.blocks:
            painted = painted + block(painted)
        return picture[:, :3] + self.after(painted)


@case
def ch07_fast_256_forward():
    network, picture = compiled(FastPainter()), torch.rand(1, 6, 256, 256)

    def step():
        with torch.no_grad():
            network(picture)

    return step


class VGG(nn.Module):
    """VGG16 through relu4_1: what its first layers of each block see, and relu3_3."""

    def __init__(self):
        super().__init__()
        widths = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512]
        layers, channels = [], 3
        for width in widths:
            if width == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
        self.layers = nn.ModuleList(layers)
        self.requires_grad_(False)

    def forward(self, x):
        found = []
        for index, layer in enumerate(self.layers):
            x = layer(x)
            if index in (1, 6, 11, 15, 18):
                found.append(x)
        return found


@case
def ch07_vgg16_256_step():
    network = compiled(VGG())
    photograph, painting = torch.rand(1, 3, 256, 256), torch.rand(1, 3, 256, 256)

    def gram(features):
        rows = features.flatten(2)[0]
        return rows @ rows.T / rows.shape[1]

    with torch.no_grad():
        content = network(photograph)[3]
        styles = [gram(f) for k, f in enumerate(network(painting)) if k != 3]
    picture = photograph.clone().requires_grad_(True)

    def loss():
        maps = network(picture)
        difference = (maps[3] - content).square().mean()
        pairs = zip([gram(f) for k, f in enumerate(maps) if k != 3], styles)
        return 0.2 * difference + sum((g - s).square().sum() / s.square().sum() for g, s in pairs)

    return update([picture], loss, adam(0.03))


@case
def ch09_skipgram_20k_words():
    """The same number of windows, batch by batch; PyTorch has no kernel that updates the rows of a window at once."""
    words, width, batch = 5000, 100, 256
    frequencies = 1 / torch.arange(1, words + 1)
    noise = frequencies**0.75
    text = torch.multinomial(frequencies, 20_000, replacement=True)
    inputs, outputs = nn.Embedding(words, width, sparse=True), nn.Embedding(words, width, sparse=True)
    nn.init.zeros_(outputs.weight)
    optimizer = torch.optim.SGD(list(inputs.parameters()) + list(outputs.parameters()), lr=0.025)
    labels = torch.tensor([1.0] + 5 * [0.0]).expand(batch * 6, 6)

    def step():
        for start in range(0, len(text) - batch, batch):
            # Six inputs a window, as many as a window of 1 to 5 words on each side has on average.
            centers = text[start : start + batch]
            places = (torch.arange(start, start + batch)[:, None] + torch.tensor([-3, -2, -1, 1, 2, 3])) % len(text)
            negatives = torch.multinomial(noise, batch * 5, replacement=True).view(batch, 5)
            targets = torch.cat([centers[:, None], negatives], 1)
            logits = torch.bmm(inputs(text[places]), outputs(targets).transpose(1, 2))
            loss = F.binary_cross_entropy_with_logits(logits.view(-1, 6), labels, reduction="sum")
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    return step


class Block(nn.Module):
    """A block of a GPT: causal attention and two layers, each on the norm of its input."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(n, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(n, t, d))
        return x + self.feed(self.norm2(x))


class LetterWriter(nn.Module):
    def __init__(self, context, letters=65, width=128, layers=4, heads=4):
        super().__init__()
        self.letters, self.positions = nn.Embedding(letters, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, letters, bias=False)

    def forward(self, x):
        return self.out(self.norm(self.blocks(self.letters(x) + self.positions.weight[: x.shape[1]])))


@case
def ch13_gpt_b4_t256_step():
    x, y = torch.randint(0, 65, (4, 256)), torch.randint(0, 65, (1024,))
    model = LetterWriter(256)
    network = compiled(model)
    return update(model.parameters(), lambda: F.cross_entropy(network(x).view(1024, 65), y), adam(1e-3))


class SentenceClassifier(nn.Module):
    """An encoder of the sizes of all-MiniLM-L6-v2, the mean of its states, and a class."""

    def __init__(self, classes):
        super().__init__()
        self.words, self.positions, self.segments = nn.Embedding(30522, 384), nn.Embedding(512, 384), nn.Embedding(2, 384)
        self.norm, self.dropout = nn.LayerNorm(384, eps=1e-12), nn.Dropout(0.1)
        layer = nn.TransformerEncoderLayer(
            384, 12, 1536, dropout=0.1, activation="gelu", layer_norm_eps=1e-12, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 6, enable_nested_tensor=False)
        self.out = nn.Linear(384, classes)

    def forward(self, x):
        embedded = self.words(x) + self.positions.weight[: x.shape[1]] + self.segments.weight[0]
        return self.out(self.encoder(self.dropout(self.norm(embedded))).mean(1))


@case
def ch13_minilm_b16_t32_step():
    x, y = torch.randint(0, 30522, (16, 32)), torch.randint(0, 3, (16,))
    model = SentenceClassifier(3)
    network = compiled(model)
    return update(
        model.parameters(), lambda: F.cross_entropy(network(x), y),
        lambda parameters: torch.optim.AdamW(parameters, lr=5e-5))


@case
def csv_read_50k_rows():
    import pandas

    path = os.path.join(tempfile.gettempdir(), "csv_read_50k_rows.csv")
    return lambda: pandas.read_csv(path)


@case
def jpeg_decode_512():
    from PIL import Image

    path = os.path.join(tempfile.gettempdir(), "jpeg_decode_512.jpg")
    return lambda: Image.open(path).convert("RGB").load()


def measure(step, seconds):
    for _ in range(3):
        step()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times), min(times)


def main():
    global COMPILES
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    unknown = [name for name in options.cases if name not in CASES]
    if unknown:
        parser.error(f"no case {', '.join(unknown)}; there are {', '.join(CASES)}")
    COMPILES = options.compile
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    for name in options.cases or CASES:
        try:
            step = CASES[name]()
            median, best = measure(step, options.seconds)
        except (ImportError, FileNotFoundError) as missing:
            parser.exit(1, f"{name}: {missing}\n")
        print(json.dumps({"case": name, "median_ms": median, "min_ms": best, "threads": options.threads}), flush=True)


if __name__ == "__main__":
    main()
