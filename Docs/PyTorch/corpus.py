"""Chapter 12's sentences as Swift reads and splits them, and a model's vocabularies from the notes in its header."""

import gzip
import re
import zipfile
from pathlib import Path

IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
TOKENS = {
    "words": re.compile(r"\w+|[^\w\s]"),
    "mixed": re.compile(rf"[{IDEOGRAPHS}]|[^\W{IDEOGRAPHS}]+|[^\w\s]"),
    "characters": re.compile(r"\S"),
}
PADDING, UNKNOWN, START, END = range(4)
LONGEST = 256


class Language:
    """How lines of one language become ids: Tokenizers.swift, Vocabulary.swift and BytePairEncoding.swift."""

    def __init__(self, notes, side):
        self.tokenizer = notes[f"{side}Tokenizer"]
        self.ids = {token: number for number, token in enumerate(notes[f"{side}Tokens"].split("\n"), start=4)}
        merges = [tuple(line.split(" ")) for line in notes.get("merges", "").split("\n") if line]
        self.ranks = {pair: rank for rank, pair in enumerate(merges)}
        self.cuts = "merges" in notes
        self.known = {}

    def tokens(self, line):
        line = line if self.tokenizer == "characters" else line.lower()
        words = TOKENS[self.tokenizer].findall(line)
        return [piece for word in words for piece in self.pieces(word)] if self.cuts else words

    def pieces(self, word):
        """Merges the pair of neighbours that was learned first, again and again; the last piece carries a mark."""
        if word not in self.known:
            pieces = [*word[:-1], word[-1] + "▁"]
            while len(pieces) > 1:
                best = min(zip(pieces, pieces[1:]), key=lambda pair: self.ranks.get(pair, float("inf")))
                if best not in self.ranks:
                    break
                place, joined = 0, []
                while place < len(pieces):
                    width = 2 if tuple(pieces[place : place + 2]) == best else 1
                    joined.append("".join(pieces[place : place + width]))
                    place += width
                pieces = joined
            self.known[word] = pieces
        return self.known[word]

    def encoded(self, line):
        return [self.ids.get(token, UNKNOWN) for token in self.tokens(line)]


def encoded_pairs(pairs, notes):
    """Sources with the end, targets with start and end, as ids; pairs that are too long are left out."""
    source, target = Language(notes, "source"), Language(notes, "target")
    ids = [(source.encoded(a) + [END], [START] + target.encoded(b) + [END]) for a, b in pairs]
    return [pair for pair in ids if len(pair[0]) <= LONGEST and len(pair[1]) <= LONGEST]


def read_pairs(folder, name):
    """The training, validation and test pairs: Corpus.swift."""
    folder = Path(folder)
    if name == "en-de":
        training, validation = multi30k(folder, "train"), multi30k(folder, "val")
        known = {source.lower() for source, _ in validation}
        training = [pair for pair in training if pair[0].lower() not in known]
        training, test = split(training, [0.98, 0.02], seed=1)
        return training, validation, test
    if name == "eng-cmn":
        return split(tatoeba(folder, "cmn"), [0.9, 0.04, 0.06], seed=1)
    return split(tatoeba(folder, "fra"), [0.98, 0.01, 0.01], seed=1)


def multi30k(folder, part):
    texts = [read_text(folder, [f"{part}.{language}.gz", f"{part}.{language}"]) for language in ["en", "de"]]
    return list(zip(*([line.strip() for line in text.strip().split("\n")] for text in texts), strict=True))


def tatoeba(folder, language):
    text = read_text(folder, [f"{language}.txt", f"{language}-eng.zip"])
    return [tuple(part.strip() for part in line.split("\t")[:2]) for line in text.strip().split("\n")]


def read_text(folder, names):
    """The first of these files that is there: plain, in gzip, or the text in a zip archive."""
    path = next((folder / name for name in names if (folder / name).exists()), None)
    if path is None:
        raise SystemExit(f"{folder}: neither {' nor '.join(names)} is there")
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(names[0]).decode()
    return (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()


def split(pairs, shares, seed):
    """The pairs in parts of these shares, no source sentence in two of them: SentencePairs.split, number by number."""
    groups = {}
    for pair in pairs:
        groups.setdefault(pair[0].lower(), []).append(pair)
    groups = list(groups.values())
    parts, place = [[] for _ in shares], 0
    for index in permutation(len(groups), seed):
        while place < len(shares) - 1 and len(parts[place]) >= shares[place] * len(pairs):
            place += 1
        parts[place] += groups[index]
    return parts


def permutation(count, seed):
    """RandomGenerator(seed:).permutation: Fisher and Yates with Lemire's bounded integers from Philox."""
    order, drawn = list(range(count)), 0
    for last in range(count - 1, 0, -1):
        bound = last + 1
        product = philox(drawn, seed) * bound
        drawn += 1
        while product % 2**64 < bound and product % 2**64 < 2**64 % bound:
            product = philox(drawn, seed) * bound
            drawn += 1
        chosen = product >> 64
        order[last], order[chosen] = order[chosen], order[last]
    return order


def philox(number, seed):
    """The 64 random bits at a position of the whole numbers of a seed: Philox 4x32-10, see Philox.swift."""
    word = 2**32 - 1
    index = 2 << 62 | number
    a, b, c, d = index & word, index >> 32, 0, 0
    key0, key1 = seed & word, seed >> 32
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = second >> 32 ^ b ^ key0, second & word, first >> 32 ^ d ^ key1, first & word
        key0, key1 = key0 + 0x9E3779B9 & word, key1 + 0xBB67AE85 & word
    return b << 32 | a
