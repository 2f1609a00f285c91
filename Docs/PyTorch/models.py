"""Every chapter's network in PyTorch, to be read beside the Swift.

The attributes have the names that Swift's have, so that a `state_dict` is the same on both sides. Each class says
where its twin is, has a `loss`, and can tell its sizes from a file: `of(shapes, notes)` takes the shapes of the
arrays by name and the notes in the header.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


def build(state, notes):
    """The network of a model.safetensors with all it has learned, in use. Names and shapes must fit exactly."""
    shapes = {name: tuple(value.shape) for name, value in state.items()}
    network = kind(shapes, notes).of(shapes, notes)
    network.load_state_dict(state, strict=True)
    return network.eval()


def kind(shapes, notes):
    """The class of a chapter's network; where a chapter has several, a note or a name tells them apart."""
    match notes.get("chapter"):
        case "1":
            return TwoLayerNetwork
        case "2":
            return HousePrices
        case "3":
            return BikeNetwork
        case "4":
            return BagNetwork if notes["network"] == "linear" else RecurrentClassifier
        case "5":
            return DIGIT_NETWORKS[notes["network"]]
        case "6":
            if notes.get("network") == "digit-reader":
                return DigitReader
            if "network" in notes:
                return PhotographNetwork
            return ClassificationAdder if "readers.0.fc1.weight" in shapes else RegressionAdder
        case "7":
            return FastStyleNetwork if "blocks" in notes else StyleNetwork
        case "8":
            return Generator
        case "9":
            return NeuralLanguageModel if "embedding.weight" in shapes else Word2Vec
        case "10":
            return RecurrentLanguageModel
        case "11":
            return EncoderDecoder
        case "12":
            return Translator
        case "13":
            return SentenceClassifier if notes.get("kind") == "classifier" else LanguageModel
        case "14":
            return MotionNetwork if "bones" in notes else GraphConvolutionalNetwork
        case "15":
            return PixelNetwork if notes["sight"] == "pixels" else FeatureNetwork
    raise ValueError(f"a model of no known chapter: {notes}")


# Chapters 1 to 3


class TwoLayerNetwork(nn.Module):
    """Chapter 1, TwoLayerNetwork.swift: sigmoid units upon sigmoid units."""

    def __init__(self, inputs=2, hidden=2, outputs=1):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.output = nn.Linear(hidden, outputs)

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["hidden.weight"][1], *reversed(shapes["output.weight"]))

    def forward(self, x):
        return self.output(self.hidden(x).sigmoid()).sigmoid()

    def loss(self, outputs, targets):
        return F.mse_loss(outputs, targets, reduction="sum") / 2


class HousePrices(nn.Module):
    """Chapter 2, PriceLine.swift and BostonRegression.swift: prices by month, and by what is measured of a place."""

    class Standardized(nn.Linear):
        """A line through measurements that are first brought to mean 0 and deviation 1."""

        def __init__(self, measurements):
            super().__init__(measurements, 1)
            self.register_buffer("means", torch.zeros(measurements))
            self.register_buffer("deviations", torch.ones(measurements))

        def forward(self, x):
            return super().forward((x - self.means) / self.deviations)

    def __init__(self, measurements=0):
        super().__init__()
        self.line = nn.Linear(1, 1)
        if measurements:
            self.boston = self.Standardized(measurements)

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes.get("boston.means", (0,))[0])

    def forward(self, months=None, measurements=None):
        return self.line(months) if measurements is None else self.boston(measurements)

    def loss(self, outputs, targets):
        return F.mse_loss(outputs, targets)


class BikeNetwork(nn.Sequential):
    """Chapter 3, BikeModel.swift, `careful`: two layers of rectifiers with dropout."""

    def __init__(self, features, hidden=(128, 64)):
        super().__init__(
            nn.Linear(features, hidden[0]), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(hidden[0], hidden[1]), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(hidden[1], 1))  # fmt: skip

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["0.weight"][1], (shapes["0.weight"][0], shapes["3.weight"][0]))

    def loss(self, outputs, targets):
        return F.mse_loss(outputs, targets)


# Chapter 4: reviews


class BagNetwork(nn.Module):
    """BagNetwork.swift: bags of weighted tokens, one after the other with their offsets, to logits [N, 2]."""

    def __init__(self, columns, classes=2):
        super().__init__()
        self.bag = nn.EmbeddingBag(columns, classes, mode="sum")
        self.bias = nn.Parameter(torch.zeros(classes))
        # What makes the weights of a text's tokens; the network does not use them.
        self.register_buffer("idf", torch.ones(columns))
        self.register_buffer("scales", torch.ones(columns))

    @classmethod
    def of(cls, shapes, notes):
        return cls(*shapes["bag.weight"])

    def forward(self, ids, offsets, weights):
        return self.bag(ids, offsets, per_sample_weights=weights.to(self.bag.weight.dtype)) + self.bias

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


class RecurrentClassifier(nn.Module):
    """RecurrentClassifier.swift: ids [N, T], padded with 0, to logits [N, 2]."""

    def __init__(self, kind, units, width, hidden, dropout=0.0):
        super().__init__()
        self.embedding = nn.Embedding(units, width, padding_idx=0)
        core = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[kind]
        self.core = core(width, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(2 * hidden, 2)

    @classmethod
    def of(cls, shapes, notes):
        return cls(notes["network"], *shapes["embedding.weight"], shapes["core.weight_hh_l0"][1])

    def forward(self, ids):
        inside = (ids != 0).unsqueeze(2)
        lengths = inside.sum(1).clamp(min=1)
        states, _ = self.core(self.dropout(self.embedding(ids)))
        mean = (states * inside).sum(1) / lengths
        largest = states.masked_fill(~inside, -1e4).amax(1)
        return self.out(self.dropout(torch.cat([mean, largest], 1)))

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


# Chapter 5: digits. All take pictures [N, channels, side, side] and give logits [N, classes].


class BookNetwork(nn.Module):
    """Sources/DigitRecognition/BookNetwork.swift: two convolutions, each pooled, then 512 units."""

    def __init__(self, channels=1, side=28, classes=10, dropout=0.5):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 4, 5, padding=2)
        self.conv2 = nn.Conv2d(4, 8, 5, padding=2)
        self.fc1 = nn.Linear(8 * (side // 4) ** 2, 512)
        self.fc2 = nn.Linear(512, classes)
        self.dropout = nn.Dropout(dropout)

    @classmethod
    def of(cls, shapes, notes):
        side = 4 * math.isqrt(shapes["fc1.weight"][1] // 8)
        return cls(shapes["conv1.weight"][1], side, shapes["fc2.weight"][0])

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x).relu(), 2)
        x = F.max_pool2d(self.conv2(x).relu(), 2)
        return self.fc2(self.dropout(self.fc1(x.flatten(1)).relu()))

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


class Classifier(nn.Sequential):
    """NetworkKind.swift: layers one after the other."""

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


class WideNetwork(Classifier):
    def __init__(self, channels=1, side=28, classes=10):
        half = (side - 2) // 2
        super().__init__(
            nn.Conv2d(channels, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(32 * half * half, classes))  # fmt: skip

    @classmethod
    def of(cls, shapes, notes):
        classes, features = shapes["4.weight"]
        return cls(shapes["0.weight"][1], 2 * math.isqrt(features // 32) + 2, classes)


class StrongNetwork(Classifier):
    def __init__(self, channels=1, side=28, classes=10):
        def convolution(into, out):
            return nn.Conv2d(into, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()

        super().__init__(
            *convolution(channels, 16), *convolution(16, 16), nn.MaxPool2d(2),
            *convolution(16, 32), *convolution(32, 32), nn.MaxPool2d(2), nn.Flatten(),
            nn.Dropout(0.3), nn.Linear(32 * (side // 4) ** 2, classes))  # fmt: skip

    @classmethod
    def of(cls, shapes, notes):
        classes, features = shapes["16.weight"]
        return cls(shapes["0.weight"][1], 4 * math.isqrt(features // 32), classes)


class DenseNetwork(Classifier):
    def __init__(self, inputs=28 * 28, hidden=256, classes=10):
        super().__init__(nn.Flatten(), nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, classes))

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["1.weight"][1], *reversed(shapes["3.weight"]))


class ResidualBlock(nn.Module):
    """Sources/DigitRecognition/ResidualNetwork.swift: y = ReLU(F(x) + x)."""

    def __init__(self, into, out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(into, out, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.shortcut = nn.Sequential()
        if stride != 1 or into != out:
            self.shortcut = nn.Sequential(nn.Conv2d(into, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        change = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        return (change + self.shortcut(x)).relu()


class ResidualNetwork(nn.Module):
    """Sources/DigitRecognition/ResidualNetwork.swift: a convolution, three residual blocks, global average pooling, a linear layer."""

    def __init__(self, channels=1, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = ResidualBlock(16, 16)
        self.layer2 = ResidualBlock(16, 32, stride=2)
        self.layer3 = ResidualBlock(32, 64, stride=2)
        self.fc = nn.Linear(64, classes)

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["conv1.weight"][1], shapes["fc.weight"][0])

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


DIGIT_NETWORKS = {
    "book": BookNetwork, "wide": WideNetwork, "strong": StrongNetwork, "residual": ResidualNetwork,
    "dense": DenseNetwork,
}  # fmt: skip


# Chapter 6: the sum of two digits


class DigitTower(nn.Module):
    """Sources/DigitRecognition/DigitTower.swift: the convolutions of the book's network; a picture becomes 392 features."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 5, padding=2)
        self.conv2 = nn.Conv2d(4, 8, 5, padding=2)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x).relu(), 2)
        return F.max_pool2d(self.conv2(x).relu(), 2).flatten(1)


class RegressionAdder(nn.Module):
    """Adders.swift: one tower for both pictures or one for each, then a head that predicts the sum, [N, 1]."""

    def __init__(self, towers=2, hidden=1024):
        super().__init__()
        self.towers = nn.ModuleList(DigitTower() for _ in range(towers))
        self.fc1 = nn.Linear(2 * 392, hidden)
        self.fc2 = nn.Linear(hidden, 20)
        self.fc3 = nn.Linear(20, 10)
        self.fc4 = nn.Linear(10, 1)

    @classmethod
    def of(cls, shapes, notes):
        return cls(2 if "towers.1.conv1.weight" in shapes else 1, shapes["fc1.weight"][0])

    def forward(self, left, right):
        both = torch.cat([self.towers[0](left), self.towers[-1](right)], 1)
        return self.fc4(self.fc3(self.fc2(self.fc1(both).relu()).relu()).relu())

    def loss(self, outputs, targets):
        return F.mse_loss(outputs, targets.float().unsqueeze(1))


class ClassificationAdder(nn.Module):
    """Adders.swift: P(s) = Σ P(a) P(s − a) from the digits' probabilities, [N, 19]."""

    def __init__(self, readers=2, side=28):
        super().__init__()
        self.readers = nn.ModuleList(BookNetwork(side=side) for _ in range(readers))

    @classmethod
    def of(cls, shapes, notes):
        readers = 2 if "readers.1.conv1.weight" in shapes else 1
        return cls(readers, 4 * math.isqrt(shapes["readers.0.fc1.weight"][1] // 8))

    def forward(self, left, right):
        a, b = self.readers[0](left).softmax(1), self.readers[-1](right).softmax(1)
        pairs = (a.unsqueeze(2) * b.unsqueeze(1)).flatten(1)  # [N, 100]
        digits = torch.arange(10, device=pairs.device)
        sums = F.one_hot((digits.unsqueeze(1) + digits).flatten(), 19)  # [100, 19]
        return pairs @ sums.to(pairs.dtype)

    def loss(self, outputs, targets):
        return F.nll_loss((outputs + 1e-9).log(), targets)


class DigitEncoder(nn.Module):
    """Unlabelled/DigitEncoder.swift: three convolutions and a linear layer; a picture becomes 128 features."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5, padding=2)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.conv3 = nn.Conv2d(16, 32, 3, padding=1)
        self.fc = nn.Linear(32 * 3 * 3, 128)

    def forward(self, x):
        for conv in [self.conv1, self.conv2, self.conv3]:
            x = F.max_pool2d(conv(x).relu(), 2)
        return self.fc(x.flatten(1)).relu()


class DigitReader(nn.Module):
    """Unlabelled/DigitEncoder.swift: an encoder and a linear layer that reads digits, [N, classes]."""

    def __init__(self, classes=10):
        super().__init__()
        self.encoder = DigitEncoder()
        self.head = nn.Linear(128, classes)

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["head.weight"][0])

    def forward(self, pictures):
        return self.head(self.encoder(pictures))

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


class PhotographNetwork(nn.Module):
    """Photographs/PhotographNetwork.swift: the body of one of torchvision's networks and a new head. Photographs
    [N, 3, H, W], normalized as ImageNet's are, become logits [N, classes]."""

    def __init__(self, network, classes):
        super().__init__()
        from torchvision.models import get_model

        whole = get_model(network, weights=None)
        # ResNet has no `features`: all but the mean and the linear layer.
        self.body = whole.features if hasattr(whole, "features") else nn.Sequential(*list(whole.children())[:-2])
        channels = {"mobilenet_v2": 1280}.get(network, 512)
        self.head = nn.Linear(channels, classes)

    @classmethod
    def of(cls, shapes, notes):
        return cls(notes["network"], shapes["head.weight"][0])

    def forward(self, pictures):
        features = self.body(pictures).mean((2, 3))
        return self.head(features / (features.square().mean(1, keepdim=True) + 1e-6).sqrt())

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


# Chapter 7: style transfer


class StyleNetwork(nn.Module):
    """Chapter07-StyleTransfer/FeatureNetwork.swift: what a network of random weights answers to a picture `[1, 3, H, W]`, as
    the Gram matrices of its layers, one behind the other."""

    def __init__(self, width=32):
        super().__init__()

        def convolution(into, out):
            return nn.Conv2d(into, out, 3, padding=1, bias=False)

        self.conv1, self.conv2 = convolution(3, width), convolution(width, width)
        self.conv3, self.conv4 = convolution(width, 2 * width), convolution(2 * width, 2 * width)
        self.conv5 = convolution(2 * width, 4 * width)

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["conv1.weight"][0])

    def forward(self, picture):
        one = self.conv1((picture - 0.45) / 0.25).relu()
        two = self.conv2(one).relu()
        three = self.conv3(F.avg_pool2d(two, 2)).relu()
        four = self.conv4(three).relu()
        five = self.conv5(F.avg_pool2d(four, 2)).relu()
        rows = [features[0].flatten(1) for features in [one, two, three, four, five]]
        return torch.cat([(row @ row.T / row.shape[1]).flatten() for row in rows])

    def loss(self, outputs, targets):
        return F.mse_loss(outputs, targets)


class FastLayer(nn.Module):
    """A convolution with mirrored borders, and each channel of each picture normalized by itself."""

    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False, padding_mode="reflect")
        self.norm = nn.InstanceNorm2d(outputs, affine=True)

    def forward(self, x):
        return self.norm(self.conv(x))


class FastBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = FastLayer(channels, channels)
        self.second = FastLayer(channels, channels)

    def forward(self, x):
        return x + self.second(self.first(x).relu())


class FastStyleNetwork(nn.Module):
    """Chapter 7, FastStyleNetwork.swift: a picture in the style's colours, with three
    channels of noise, to one in its manner (Johnson 2016)."""

    def __init__(self, width=16, blocks=4):
        super().__init__()
        self.begin = FastLayer(6, width, 5)
        self.down1 = FastLayer(width, 2 * width, stride=2)
        self.down2 = FastLayer(2 * width, 4 * width, stride=2)
        self.blocks = nn.ModuleList([FastBlock(4 * width) for _ in range(blocks)])
        self.up2 = FastLayer(4 * width, 2 * width)
        self.up1 = FastLayer(2 * width, width)
        self.end = nn.Conv2d(width, 3, 5, padding=2, padding_mode="reflect")
        self.register_buffer("colors", torch.zeros(4, 3))

    @classmethod
    def of(cls, shapes, notes):
        return cls(int(notes["width"]), int(notes["blocks"]))

    def forward(self, pictures):
        x = self.down2(self.down1(self.begin(pictures).relu()).relu()).relu()
        for block in self.blocks:
            x = block(x)
        x = self.up2(F.interpolate(x, scale_factor=2)).relu()
        x = self.up1(F.interpolate(x, scale_factor=2)).relu()
        return pictures[:, :3] + self.end(x)


# Chapter 8: pictures from latent codes


class Generator(nn.Module):
    """Sources/DigitRecognition/Generator.swift: a latent code becomes a picture, pixels from −1 to 1."""

    def __init__(self, inputs=64, width=32):
        super().__init__()
        self.deconv1 = nn.ConvTranspose2d(inputs, 2 * width, 7, bias=False)
        self.bn1 = nn.BatchNorm2d(2 * width)
        self.deconv2 = nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.deconv3 = nn.ConvTranspose2d(width, 1, 4, stride=2, padding=1)

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["deconv1.weight"][0], shapes["deconv3.weight"][0])

    def forward(self, codes):
        x = self.bn1(self.deconv1(codes[:, :, None, None])).relu()
        x = self.bn2(self.deconv2(x)).relu()
        return self.deconv3(x).tanh()


# Chapter 9: word vectors


class NeuralLanguageModel(nn.Module):
    """Chapter 9, LanguageModel.swift: the vectors of the last words, one after the other, to scores of the next."""

    def __init__(self, words, context, width, hidden):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.hidden = nn.Linear(context * width, hidden)
        self.output = nn.Linear(hidden, words)
        with torch.no_grad():
            self.embedding.weight.mul_(0.1)

    @classmethod
    def of(cls, shapes, notes):
        words, width = shapes["embedding.weight"]
        hidden, joined = shapes["hidden.weight"]
        return cls(words, joined // width, width, hidden)

    def forward(self, contexts):
        return self.output(self.hidden(self.embedding(contexts).flatten(1)).tanh())

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


class Word2Vec(nn.Module):
    """Chapter 9, Word2Vec.swift: a vector of each word as it predicts, and one of what is predicted."""

    def __init__(self, inputs, outputs, width):
        super().__init__()
        self.input = nn.Parameter(torch.empty(inputs, width).uniform_(-0.5 / width, 0.5 / width))
        self.output = nn.Parameter(torch.zeros(outputs, width))

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["input"][0], *shapes["output"])

    def forward(self, center, context):
        return (self.input[center] * self.output[context]).sum(1)

    def loss(self, outputs, targets):
        return F.binary_cross_entropy_with_logits(outputs, targets)


# Chapter 10: language models of tunes


class RecurrentLanguageModel(nn.Module):
    """RecurrentLanguageModel.swift: ids [N, T] to the logits of the next symbols, [N, T, symbols]."""

    def __init__(self, kind, symbols, width, hidden, layers=1, dropout=0.0):
        super().__init__()
        self.embedding = nn.Embedding(symbols, width)
        core = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[kind]
        self.core = core(width, hidden, layers, batch_first=True, dropout=dropout)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(hidden, symbols)

    @classmethod
    def of(cls, shapes, notes):
        layers = sum(name.startswith("core.weight_ih_l") for name in shapes)
        return cls(notes["network"], *shapes["embedding.weight"], shapes["out.weight"][1], layers)

    def forward(self, ids):
        outputs, _ = self.core(self.embedding(ids))
        return self.out(self.dropout(outputs))

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs.flatten(0, 1), targets.flatten(), ignore_index=-1)


# Chapter 11: translation with recurrent networks


class Attention(nn.Module):
    """AttentionLayer.swift: contexts [N, T, 2 H] for the decoder's states [N, T, H], and the weights [N, T, S]."""

    def __init__(self, kind, width, hidden, longest):
        super().__init__()
        self.kind = kind
        if kind != "position":
            self.key = nn.Linear(2 * hidden, hidden, bias=False)
        if kind == "additive":
            self.query = nn.Linear(hidden, hidden)
            self.score = nn.Linear(hidden, 1, bias=False)
        if kind == "position":
            self.position = nn.Linear(width + hidden, longest)

    def scores(self, hidden, words, states):
        if self.kind == "position":
            return self.position(torch.cat([words, hidden], 2))[:, :, : states.shape[1]]
        keys = self.key(states)
        if self.kind == "dot":
            return hidden @ keys.transpose(1, 2)
        return self.score(torch.tanh(self.query(hidden)[:, :, None] + keys[:, None])).squeeze(3)

    def forward(self, hidden, words, states, padding):
        scores = self.scores(hidden, words, states).masked_fill(padding[:, None], -torch.inf)
        weights = scores.softmax(2)
        return weights @ states, weights


class EncoderDecoder(nn.Module):
    """EncoderDecoder.swift: ids of one language to logits of the next words in the other, [N, T, words]."""

    PADDING = 0

    def __init__(self, kind, source_words, target_words, width, hidden, longest, dropout=0.0):
        super().__init__()
        self.source_embedding = nn.Embedding(source_words, width)
        self.target_embedding = nn.Embedding(target_words, width)
        for table in [self.source_embedding, self.target_embedding]:
            nn.init.normal_(table.weight, std=width**-0.5)
        self.encoder = nn.GRU(width, hidden, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(2 * hidden, hidden)
        self.decoder = nn.GRU(width, hidden, batch_first=True)
        self.attention = None if kind == "none" else Attention(kind, width, hidden, longest)
        self.combine = nn.Linear(3 * hidden, width)
        self.dropout = nn.Dropout(dropout)

    @classmethod
    def of(cls, shapes, notes):
        words = (shapes[f"{side}_embedding.weight"][0] for side in ["source", "target"])
        return cls(notes["attention"], *words, *(int(notes[name]) for name in ["width", "hidden", "longest"]))

    def vectors(self, ids, table):
        return self.dropout(table(ids) * math.sqrt(table.embedding_dim))

    def encode(self, source):
        """The states at each word, and the last ones of both directions; no direction reads padding."""
        lengths = (source != self.PADDING).sum(1).cpu()
        packed = nn.utils.rnn.pack_padded_sequence(
            self.vectors(source, self.source_embedding), lengths, batch_first=True, enforce_sorted=False)  # fmt: skip
        states, last = self.encoder(packed)
        states, _ = nn.utils.rnn.pad_packed_sequence(states, batch_first=True, total_length=source.shape[1])
        return states, torch.cat([last[0], last[1]], 1)

    def forward(self, source, decoder_input):
        """Sentences [N, S] and their translations so far, [N, T]; both padded with 0."""
        states, last = self.encode(source)
        words = self.vectors(decoder_input, self.target_embedding)
        hidden, _ = self.decoder(words, self.bridge(last).tanh()[None])
        if self.attention is None:
            context = last[:, None].expand(-1, hidden.shape[1], -1)
        else:
            context, _ = self.attention(hidden, words, states, source == self.PADDING)
        output = self.dropout(self.combine(self.dropout(torch.cat([hidden, context], 2))).tanh())
        # Weight tying: a word's logit is the product of its vector with the output.
        return output @ self.target_embedding.weight.T

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs.flatten(0, 1), targets.flatten(), ignore_index=self.PADDING)


# Chapter 12: translation


class Translator(nn.Module):
    """Translator.swift: ids of one language to logits of the next tokens in the other, [N, T, words]."""

    PADDING, LONGEST = 0, 257

    def __init__(self, source_words, target_words, width, heads, layers, feed_forward_width, dropout=0.1):
        super().__init__()
        self.source_embedding = nn.Embedding(source_words, width)
        self.target_embedding = nn.Embedding(target_words, width)
        for table in [self.source_embedding, self.target_embedding]:
            nn.init.normal_(table.weight, std=width**-0.5)
        how = {"batch_first": True, "norm_first": True}
        # The same encoder as nn.Transformer's own, which warns that it has no faster way for layers of this kind.
        layer = nn.TransformerEncoderLayer(width, heads, feed_forward_width, dropout, **how)
        encoder = nn.TransformerEncoder(layer, layers, nn.LayerNorm(width), enable_nested_tensor=False)
        self.transformer = nn.Transformer(
            width, heads, layers, layers, feed_forward_width, dropout, custom_encoder=encoder, **how)  # fmt: skip
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("positional_encoding", positions(self.LONGEST, width), persistent=False)

    @classmethod
    def of(cls, shapes, notes):
        sizes = (int(notes[name]) for name in ["width", "heads", "layers", "feedForwardWidth"])
        return cls(shapes["source_embedding.weight"][0], shapes["target_embedding.weight"][0], *sizes)

    def embedded(self, ids, table):
        return self.dropout(table(ids) * math.sqrt(table.embedding_dim) + self.positional_encoding[: ids.shape[1]])

    def forward(self, source, decoder_input):
        """Sentences [N, S] and their translations so far, [N, T]; both padded with 0."""
        padding = source == self.PADDING
        future = nn.Transformer.generate_square_subsequent_mask(decoder_input.shape[1], device=decoder_input.device)
        memory = self.transformer.encoder(self.embedded(source, self.source_embedding), src_key_padding_mask=padding)
        output = self.transformer.decoder(
            self.embedded(decoder_input, self.target_embedding), memory, tgt_mask=future, tgt_is_causal=True,
            memory_key_padding_mask=padding)  # fmt: skip
        # Weight tying: a token's logit is the product of its vector with the output.
        return output @ self.target_embedding.weight.T

    def loss(self, outputs, targets):
        return F.cross_entropy(
            outputs.flatten(0, 1), targets.flatten(), ignore_index=self.PADDING, label_smoothing=0.1)  # fmt: skip


def positions(length, width):
    """PositionalEncoding.swift: P[t, 2i] = sin(t / 10000^(2i / width)), P[t, 2i + 1] the cosine."""
    feature = torch.arange(width, dtype=torch.float64)
    frequency = 10_000.0 ** (-(feature // 2 * 2) / width)
    angles = torch.arange(length, dtype=torch.float64).unsqueeze(1) * frequency
    return torch.where(feature % 2 == 0, angles.sin(), angles.cos()).float()


# Chapter 13: GPT and BERT


class SelfAttention(nn.Module):
    """SelfAttention.swift: one product gives query, key and value of all heads."""

    def __init__(self, width, heads):
        super().__init__()
        self.query_key_value = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.heads = heads

    def forward(self, x, mask):
        query, key, value = (
            part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in self.query_key_value(x).chunk(3, 2))  # fmt: skip
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return self.output(mixed.transpose(1, 2).flatten(2))


class Block(nn.Module):
    """Block.swift: x + attention(norm(x)), then x + W2 GELU(W1 norm(x)); the second half can be left out."""

    def __init__(self, width, heads, feed_forward=True):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads)
        self.linear1 = None
        if feed_forward:
            self.norm2 = nn.LayerNorm(width)
            self.linear1 = nn.Linear(width, 4 * width)
            self.linear2 = nn.Linear(4 * width, width)

    def forward(self, x, mask):
        x = x + self.attention(self.norm1(x), mask)
        return x if self.linear1 is None else x + self.linear2(F.gelu(self.linear1(self.norm2(x))))


class LanguageModel(nn.Module):
    """LanguageModel.swift: ids [N, T] to logits [N, T, tokens]; GPT where it is causal, else BERT, whose padding is 0."""

    PADDING = 0

    def __init__(self, tokens, context, width, heads, layers, causal=True, feed_forward=True):
        super().__init__()
        self.token_embedding = nn.Embedding(tokens, width)
        self.position_embedding = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads, feed_forward) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.causal = causal
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                # The sum along the residual path keeps its variance.
                residual = name.endswith(("attention.output.weight", "linear2.weight"))
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * layers) if residual else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    @classmethod
    def of(cls, shapes, notes):
        (tokens, width), context = shapes["token_embedding.weight"], shapes["position_embedding.weight"][0]
        causal, feed_forward = (notes[name] == "true" for name in ["isCausal", "hasFeedForward"])
        return cls(tokens, context, width, int(notes["heads"]), int(notes["layers"]), causal, feed_forward)

    def forward(self, ids):
        places = ids.shape[1]
        if self.causal:
            mask = torch.ones(places, places, dtype=torch.bool, device=ids.device).tril()
        else:
            mask = (ids != self.PADDING)[:, None, None, :]
        x = self.token_embedding(ids) + self.position_embedding.weight[:places]
        for block in self.blocks:
            x = block(x, mask)
        # Weight tying: a token's logit is the product of its vector with the output.
        return self.norm(x) @ self.token_embedding.weight.T

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs.flatten(0, 1), targets.flatten(), ignore_index=-1)


class BertLayer(nn.Module):
    """BertLayer in BertEncoder.swift: norms behind attention and feed-forward part, as BERT has them."""

    def __init__(self, width, heads, inner):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.attention_norm = nn.LayerNorm(width, eps=1e-12)
        self.intermediate = nn.Linear(width, inner)
        self.output = nn.Linear(inner, width)
        self.output_norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x, padding):
        x = self.attention_norm(x + self.attention(x, x, x, key_padding_mask=padding, need_weights=False)[0])
        return self.output_norm(x + self.output(F.gelu(self.intermediate(x))))


class BertEncoder(nn.Module):
    """BertEncoder.swift: ids [N, T] to the mean state of each sequence [N, width]; padding is 0."""

    def __init__(self, tokens, places, segments, width, heads, inner, layers):
        super().__init__()
        self.word_embeddings = nn.Embedding(tokens, width)
        self.position_embeddings = nn.Embedding(places, width)
        self.token_type_embeddings = nn.Embedding(segments, width)
        self.embedding_norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(BertLayer(width, heads, inner) for _ in range(layers))

    def forward(self, ids):
        tokens = ids != 0
        x = self.word_embeddings(ids) + self.position_embeddings.weight[: ids.shape[1]]
        x = self.embedding_norm(x + self.token_type_embeddings.weight[0])
        for layer in self.layers:
            x = layer(x, ~tokens)
        weights = tokens[..., None].float()
        return (x * weights).sum(1) / weights.sum(1)


class SentenceClassifier(nn.Module):
    """SentenceClassifier.swift: a published encoder and a linear layer on its sentence vectors."""

    def __init__(self, *sizes, classes=2):
        super().__init__()
        self.encoder = BertEncoder(*sizes)
        self.head = nn.Linear(self.encoder.word_embeddings.embedding_dim, classes)

    @classmethod
    def of(cls, shapes, notes):
        (tokens, width), places, segments = (
            shapes[f"encoder.{name}_embeddings.weight"] for name in ["word", "position", "token_type"]
        )
        inner = shapes["encoder.layers.0.intermediate.weight"][0]
        layers = sum(name.endswith("intermediate.weight") for name in shapes)
        sizes = (tokens, places[0], segments[0], width, int(notes["heads"]), inner, layers)
        return cls(*sizes, classes=shapes["head.bias"][0])

    def forward(self, ids):
        return self.head(self.encoder(ids))

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


# Chapter 14: graphs


class GraphConvolution(nn.Module):
    """GraphConvolution.swift: X ↦ Â (X W) + b. The weight is [in, out], as its authors have it."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(nn.init.xavier_uniform_(torch.empty(inputs, outputs)))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, features, adjacency):
        return adjacency @ (features @ self.weight) + self.bias


class GraphConvolutionalNetwork(nn.Module):
    """GraphConvolution.swift: two graph convolutions, with dropout before each; logits of each node.

    `adjacency` [nodes, nodes] may be dense or sparse, as may `features` [nodes, words].
    """

    def __init__(self, features, hidden=16, outputs=7, dropout=0.5):
        super().__init__()
        self.layer1 = GraphConvolution(features, hidden)
        self.layer2 = GraphConvolution(hidden, outputs)
        self.dropout = nn.Dropout(dropout)

    @classmethod
    def of(cls, shapes, notes):
        return cls(*shapes["layer1.weight"], shapes["layer2.weight"][1])

    def forward(self, features, adjacency):
        hidden = self.layer1(self.dropout(features), adjacency).relu()
        return self.layer2(self.dropout(hidden), adjacency)

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


def normalized_adjacency(bones, joints):
    """PoseNetworks.swift: Â = D^−½ (A + I) D^−½ for pairs of joints that a bone joins."""
    neighbours = torch.eye(joints)
    for parent, child in bones:
        neighbours[parent, child] = neighbours[child, parent] = 1
    scale = neighbours.sum(1).rsqrt()
    return scale.unsqueeze(1) * neighbours * scale


class JointConvolution(nn.Module):
    """PoseNetworks.swift: aggregate over the neighbouring joints, with a learned weight for each bone, then mix features."""

    def __init__(self, inputs, outputs, adjacency):
        super().__init__()
        self.mix = nn.Conv2d(inputs, outputs, 1)
        self.importance = nn.Parameter(torch.ones_like(adjacency))
        self.register_buffer("adjacency", adjacency, persistent=False)

    def forward(self, x):
        return self.mix(x @ (self.importance * self.adjacency))


class MotionNetwork(nn.Module):
    """PoseNetworks.swift: windows of motion [N, 6, frames, joints], places and the hips' velocity, to logits of actions."""

    def __init__(self, adjacency, actions=3):
        super().__init__()

        def convolution_over_time(channels):
            return nn.Conv2d(channels, channels, (5, 1), stride=(2, 1), padding=(2, 0))

        self.joints1 = JointConvolution(6, 16, adjacency)
        self.time1 = convolution_over_time(16)
        self.norm1 = nn.BatchNorm2d(16)
        self.joints2 = JointConvolution(16, 32, adjacency)
        self.time2 = convolution_over_time(32)
        self.norm2 = nn.BatchNorm2d(32)
        self.out = nn.Linear(32, actions)

    @classmethod
    def of(cls, shapes, notes):
        bones = [tuple(map(int, bone.split())) for bone in notes["bones"].split("; ")]
        joints = shapes["joints1.importance"][0]
        return cls(normalized_adjacency(bones, joints), shapes["out.weight"][0])

    def forward(self, x):
        x = self.norm1(self.time1(self.joints1(x).relu())).relu()
        x = self.norm2(self.time2(self.joints2(x).relu())).relu()
        return self.out(x.mean((2, 3)))

    def loss(self, outputs, targets):
        return F.cross_entropy(outputs, targets)


# Chapter 15: deep Q-networks


class ValueHead(nn.Module):
    """QNetwork.swift: the value of each action; in a dueling network Q = V + A − mean A."""

    def __init__(self, inputs, width, actions, dueling=False):
        super().__init__()
        self.hidden = nn.Linear(inputs, width)
        self.out = nn.Linear(width, actions)
        self.dueling = dueling
        if dueling:
            self.hidden_of_state = nn.Linear(inputs, width)
            self.out_of_state = nn.Linear(width, 1)

    def forward(self, x):
        values = self.out(self.hidden(x).relu())
        if not self.dueling:
            return values
        state = self.out_of_state(self.hidden_of_state(x).relu())
        return state + values - values.mean(1, keepdim=True)


class FeatureNetwork(nn.Module):
    """QNetwork.swift: the features of a state [N, features] to action values [N, actions]."""

    def __init__(self, features, actions, dueling=False):
        super().__init__()
        self.body = nn.Linear(features, 120)
        self.head = ValueHead(120, 84, actions, dueling)

    @classmethod
    def of(cls, shapes, notes):
        return cls(shapes["body.weight"][1], shapes["head.out.weight"][0], notes["dueling"] == "yes")

    def forward(self, x):
        return self.head(self.body(x).relu())


class PixelNetwork(nn.Module):
    """QNetwork.swift: a stack of four frames [N, 4, 80, 80] to action values [N, actions]."""

    def __init__(self, frames=4, actions=2, widths=(32, 64, 64), dueling=False):
        super().__init__()
        self.conv1 = nn.Conv2d(frames, widths[0], 8, stride=4)
        self.conv2 = nn.Conv2d(widths[0], widths[1], 4, stride=2)
        self.conv3 = nn.Conv2d(widths[1], widths[2], 3)
        self.head = ValueHead(36 * widths[2], 256, actions, dueling)

    @classmethod
    def of(cls, shapes, notes):
        widths = tuple(shapes[f"conv{number}.weight"][0] for number in [1, 2, 3])
        actions = shapes["head.out.weight"][0]
        return cls(shapes["conv1.weight"][1], actions, widths, notes["dueling"] == "yes")

    def forward(self, x):
        return self.head(self.conv3(self.conv2(self.conv1(x).relu()).relu()).relu().flatten(1))
