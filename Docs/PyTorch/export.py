"""The way back: a small network of each chapter, made and taught a little in PyTorch, written for Swift.

    python Docs/PyTorch/export.py FOLDER

writes FOLDER/ChapterNN-kind/model.safetensors and example.safetensors. Tests/Fixtures/pytorch was made so; the tests
load each into the chapter's network, strictly by name, and expect the same answers. The weights are rounded to 16 bits
to keep the files small; Swift reads 16-bit, 32-bit and 64-bit floats alike.
"""

import sys
from pathlib import Path

import torch

import models
from checkpoints import write_example, write_model

WORDS = "\n".join("a dog cat runs sleeps here".split())
BONES = [(0, 1), (1, 2), (0, 3), (3, 4), (0, 5)]


def classes(count, below):
    return torch.randint(below, (count,))


def cases():
    """Each chapter's network in a small size: name, network, notes, inputs, targets."""
    xor = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    yield "Chapter01", models.TwoLayerNetwork(2, 3, 1), {}, xor, xor.sum(1, keepdim=True) % 2

    houses = models.HousePrices(measurements=3)
    houses.boston.means.copy_(torch.tensor([1.0, 20, 300]))
    houses.boston.deviations.copy_(torch.tensor([0.5, 4, 100]))
    places = torch.randn(8, 3) * houses.boston.deviations + houses.boston.means
    yield "Chapter02", houses, {}, {"measurements": places}, torch.randn(8, 1)

    yield "Chapter03", models.BikeNetwork(120), {}, torch.rand(8, 120), torch.randn(8, 1)

    bags = {"ids": torch.tensor([0, 2, 5, 1, 3, 4]), "offsets": torch.tensor([0, 3, 4]), "weights": torch.rand(6)}
    names = {"network": "linear", "orders": "1 2", "units": "characters", "tokens": "好\n很 好\n差\n不\n不 好\n快\n很"}
    yield "Chapter04-linear", models.BagNetwork(7), names, bags, classes(3, 2)
    reviews = torch.tensor([[4, 5, 6, 7], [6, 4, 0, 0], [8, 0, 0, 0]])
    for kind in ["rnn", "lstm", "gru"]:
        notes = {"network": kind, "units": "characters", "tokens": "\n".join("好很差快不")}
        yield f"Chapter04-{kind}", models.RecurrentClassifier(kind, 9, 4, 5), notes, reviews, classes(3, 2)

    for kind, network in [
        ("book", models.BookNetwork(side=8)), ("wide", models.WideNetwork(side=8)),
        ("strong", models.StrongNetwork(side=8)), ("residual", models.ResidualNetwork()),
    ]:  # fmt: skip
        notes = {"network": kind, "side": "8", "classes": "; ".join("0123456789")}
        yield f"Chapter05-{kind}", network, notes, torch.rand(4, 1, 8, 8), classes(4, 10)
    yield "Chapter05-dense", models.DenseNetwork(64, 12), {"network": "dense"}, torch.rand(4, 1, 8, 8), classes(4, 10)

    def pair(side):
        return {"left": torch.rand(2, 1, side, side), "right": torch.rand(2, 1, side, side)}

    yield "Chapter06-regression", models.RegressionAdder(2, hidden=8), {}, pair(28), classes(2, 19)
    yield "Chapter06-classification", models.ClassificationAdder(2, side=8), {}, pair(8), classes(2, 19)

    yield "Chapter08", models.Generator(inputs=6, width=4), {}, torch.randn(2, 6), None

    for kind in ["rnn", "gru", "lstm"]:
        model = models.RecurrentLanguageModel(kind, symbols=7, width=5, hidden=6, layers=2)
        yield f"Chapter10-{kind}", model, {"network": kind}, torch.randint(7, (2, 9)), torch.randint(7, (2, 9))

    sizes = {"width": "8", "heads": "2", "layers": "2", "feedForwardWidth": "16"}
    languages = {f"{side}{what}": text for side in ["source", "target"]
                 for what, text in [("Tokenizer", "words"), ("Tokens", WORDS)]}  # fmt: skip
    sentences = {"source": torch.tensor([[4, 5, 7, 3], [6, 8, 3, 0]]), "decoder_input": torch.tensor([[2, 4, 5], [2, 6, 0]])}
    translator = models.Translator(10, 10, width=8, heads=2, layers=2, feed_forward_width=16)
    yield "Chapter12", translator, sizes | languages, sentences, torch.tensor([[4, 5, 3], [6, 3, 0]])

    graph = {"features": torch.rand(6, 9), "adjacency": models.normalized_adjacency(BONES, 6)}
    yield "Chapter14-papers", models.GraphConvolutionalNetwork(9, 16, 3), {}, graph, classes(6, 3)
    skeleton = models.MotionNetwork(models.normalized_adjacency(BONES, 6))
    bones = "; ".join(f"{parent} {child}" for parent, child in BONES)
    yield "Chapter14-poses", skeleton, {"bones": bones}, torch.randn(2, 6, 16, 6), classes(2, 3)

    for dueling in ["no", "yes"]:
        notes = {"game": "cartpole", "sight": "features", "dueling": dueling}
        name = "Chapter15-dueling" if dueling == "yes" else "Chapter15-features"
        yield name, models.FeatureNetwork(4, 2, dueling == "yes"), notes, torch.randn(4, 4), None
    notes = {"game": "flappy", "sight": "pixels", "dueling": "no"}
    pixels = models.PixelNetwork(1, 2, widths=(2, 2, 1))
    yield "Chapter15-pixels", pixels, notes, torch.rand(1, 1, 80, 80), None

    nplm = models.NeuralLanguageModel(words=9, context=3, width=4, hidden=6)
    yield "Chapter09-nplm", nplm, {"context": "3"}, torch.randint(9, (5, 3)), classes(5, 9)
    pairs = {"center": classes(6, 7), "context": classes(6, 7)}
    yield "Chapter09-word2vec", models.Word2Vec(7, 7, 5), {}, pairs, torch.rand(6).round()

    # Last, and with a seed of its own, so that the files of the other chapters stay as they are.
    torch.manual_seed(11)
    for kind in ["none", "dot", "additive", "position"]:
        sizes = {"attention": kind, "width": "6", "hidden": "8", "longest": "12"}
        translator = models.EncoderDecoder(kind, 10, 10, width=6, hidden=8, longest=12)
        yield f"Chapter11-{kind}", translator, sizes | languages, sentences, torch.tensor([[4, 5, 3], [6, 3, 0]])

    torch.manual_seed(13)
    for kind, causal in [("gpt", "true"), ("bert", "false")]:
        model = models.LanguageModel(10, 7, width=8, heads=2, layers=2, causal=causal == "true")
        notes = {"context": "7", "width": "8", "heads": "2", "layers": "2", "isCausal": causal}
        tokens = {"characters": "61 62 63 64 65 66 67 68 69 6a", "hasBoundary": "false"}
        if kind == "bert":
            tokens = {"words": "\n".join(WORDS.split("\n")[:6])}
        ids, targets = torch.randint(4, 10, (3, 7)), torch.randint(4, 10, (3, 7))
        # Padding, and places without a target.
        ids[1, 5:] = models.LanguageModel.PADDING if kind == "bert" else 4
        targets[1, 5:] = targets[0, 0] = -1
        yield f"Chapter13-{kind}", model, notes | tokens | {"hasFeedForward": "true"}, ids, targets
    ids = torch.randint(1, 11, (4, 6))
    ids[1, 4:] = ids[3, 2:] = 0
    classifier = models.SentenceClassifier(11, 7, 2, 8, 2, 12, 2)
    yield "Chapter13-classifier", classifier, {"kind": "classifier", "heads": "2"}, ids, classes(4, 2)

    torch.manual_seed(7)
    style = models.StyleNetwork(4)
    yield "Chapter07", style, {"width": "4"}, torch.rand(1, 3, 12, 16), torch.rand(2 * 16 + 2 * 64 + 256)

    torch.manual_seed(7)
    fast = models.FastStyleNetwork(4, 1)
    # A mean, and a covariance.
    fast.colors.copy_(torch.cat([torch.rand(1, 3), torch.tensor([[2.0, 1, 0], [1, 2, 0], [0, 0, 1]]) / 32]))
    yield "Chapter07-fast", fast, {"width": "4", "blocks": "1"}, torch.rand(1, 6, 24, 28), None


def learn_a_little(model, inputs, targets):
    """A few updates, so that no weight, and no running mean of a batch norm, is as it was in the beginning."""
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(5):
        optimizer.zero_grad()
        outputs = model(**inputs) if isinstance(inputs, dict) else model(inputs)
        (outputs.square().mean() if targets is None else model.loss(outputs, targets)).backward()
        optimizer.step()
    with torch.no_grad():
        for value in model.state_dict().values():
            if value.is_floating_point():
                value.copy_(value.half())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.manual_seed(1)
    for name, model, notes, inputs, targets in cases():
        folder = Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        learn_a_little(model, inputs, targets)
        notes = {"chapter": str(int(name[7:9]))} | notes
        write_model(folder / "model.safetensors", model, notes, dtype=torch.half)
        write_example(folder / "example.safetensors", model, inputs, targets)
        print(folder)
