"""Continues the training of Chapter 12's Transformer, on GPUs if there are any.

    swift run Chapter12 --data multi30k --pair en-de
    python Docs/PyTorch/train_chapter12.py runs/Chapter12 --data ~/.cache/deep-learning-swift/multi30k --pair en-de
    swift run Chapter12 --model runs/Chapter12-pytorch/model.safetensors --translate "A dog runs."
    swift run Chapter12 --model runs/Chapter12-pytorch/model.safetensors --data multi30k --pair en-de

The last one measures BLEU on the test sentences, which neither side has trained on. Several processes:
torchrun --nproc-per-node N in place of python; a cluster: see torchrun --help.
"""

import argparse
import math
import random

import torch
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from corpus import PADDING, encoded_pairs, read_pairs
from training import Processes, close_run, open_run


def batch_of(pairs, device):
    """A batch for teacher forcing: sources, translations so far, and the next tokens. Padded with 0."""

    def padded(lines):
        return pad_sequence([torch.tensor(line) for line in lines], True, PADDING).to(device)

    return (
        padded([source for source, _ in pairs]),
        padded([target[:-1] for _, target in pairs]),
        padded([target[1:] for _, target in pairs]),
    )


def token_batches(pairs, tokens, dice):
    """Batches of pairs of similar length, about so many tokens each, in random order: TokenBatches.swift."""
    batches, batch, longest = [], [], 0
    for pair in sorted(pairs, key=lambda pair: len(pair[1]) + 3 * dice.random()):
        longest = max(longest, len(pair[1]))
        if batch and longest * (len(batch) + 1) > tokens:
            batches.append(batch)
            batch, longest = [], len(pair[1])
        batch.append(pair)
    batches.append(batch)
    dice.shuffle(batches)
    return batches


def perplexity(model, pairs, processes):
    """e to the mean of −ln P of a token of held-out translations, without label smoothing."""
    model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for batch in token_batches(pairs, 2000, random.Random(0))[processes.rank :: processes.count]:
            source, decoder_input, targets = batch_of(batch, processes.device)
            logits = model(source, decoder_input).flatten(0, 1)
            total += F.cross_entropy(logits, targets.flatten(), ignore_index=PADDING, reduction="sum").item()
            count += (targets != PADDING).sum().item()
    return math.exp(processes.mean(total, count))


def is_same_corpus(example, test):
    """Whether the example's sentences are the first of the test pairs, as in a run of Swift."""
    first = batch_of(test[: len(example.targets)], "cpu")
    found = (example.inputs["source"], example.inputs["decoder_input"], example.targets)
    return all(torch.equal(ours, theirs) for ours, theirs in zip(first, found))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", help="a folder that Chapter 12 left, with model.safetensors and example.safetensors")
    parser.add_argument("--data", required=True, help="folder with the published files of --pair")
    parser.add_argument("--pair", choices=["en-de", "eng-cmn", "eng-fra"], default="en-de")
    parser.add_argument("--out", default="runs/Chapter12-pytorch")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=2000, help="tokens of an update in each process")
    parser.add_argument("--learning-rate", type=float, default=5e-4, help="falls to 0 along half a cosine wave")
    parser.add_argument("--limit", type=int, help="train on this many pairs only")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    processes = Processes()
    torch.manual_seed(options.seed + processes.rank)
    model, notes, example = open_run(options.run, processes)
    training, validation, test = (encoded_pairs(part, notes) for part in read_pairs(options.data, options.pair))
    if not is_same_corpus(example, test):
        processes.print("the example is not of these sentences: the model was trained on others than --data's")
    training = training[: options.limit]
    processes.print(f"perplexity on the validation sentences: {perplexity(model, validation, processes):.3f}")

    learner = processes.together(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.learning_rate, betas=(0.9, 0.98))
    dice = random.Random(options.seed)  # the same in each process
    done = 0
    for epoch in range(options.epochs):
        model.train()
        total, count = 0.0, 0
        batches = token_batches(training, options.tokens, dice)
        # All processes make as many updates.
        batches = batches[: len(batches) // processes.count * processes.count]
        if not batches:
            raise SystemExit("fewer batches than processes: take more pairs, or smaller --tokens")
        for batch in batches[processes.rank :: processes.count]:
            source, decoder_input, targets = batch_of(batch, processes.device)
            steps = options.epochs * len(batches) // processes.count
            rate = options.learning_rate * (1 + math.cos(math.pi * min(1, done / steps))) / 2
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
            loss = model.loss(learner(source, decoder_input), targets)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
            optimizer.step()
            tokens = (targets != PADDING).sum().item()
            total, count, done = total + loss.item() * tokens, count + tokens, done + 1
        loss, choices = processes.mean(total, count), perplexity(model, validation, processes)
        processes.print(f"epoch {epoch + 1}: loss {loss:.4f}, perplexity on the validation sentences {choices:.3f}")
    close_run(options.out, model, notes, example, options.epochs, processes)


if __name__ == "__main__":
    main()
