"""Writes bleu.json: lines of our own with the scores and tokens that sacreBLEU gives them.

    pip install sacrebleu && python Tests/Fixtures/make_bleu_fixtures.py
"""
import json
import os
import random

import sacrebleu
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

random.seed(1)
WORDS = ("the a dog cat runs, sleeps. on under 3.14 1,000 \"quoted\" well-known e.g. U.S. (maybe) 50% don't "
         "it's &amp; &quot;so&quot; end... 10-20 x-ray $5 a/b [1] #tag no.1 1.a ,, .. ?! Straße naïve 猫").split()
HANZI = "我你他们的是不在有人这中大来上个国说时年，。！ 猫"


def line(words, length):
    return " ".join(random.choice(words) for _ in range(length))


def changed(text, rate):
    return " ".join(w for w in text.split() if random.random() > rate)


cases = []
for tokenize in ["13a", "char", "none"]:
    for rate in [0.0, 0.1, 0.4, 0.8]:
        if tokenize == "char":
            references = ["".join(random.choice(HANZI) for _ in range(random.randint(3, 25))) for _ in range(8)]
            hypotheses = ["".join(c for c in r if random.random() > rate) for r in references]
        else:
            references = [line(WORDS, random.randint(1, 20)) for _ in range(8)]
            hypotheses = [changed(r, rate) for r in references]
        bleu = sacrebleu.corpus_bleu(hypotheses, [references], tokenize=tokenize)
        cases.append(dict(tokenization=tokenize, translations=hypotheses, references=references, score=bleu.score,
                          precisions=bleu.precisions, brevity=bleu.bp))
for hypotheses, references in [(["a b c"], ["d e f"]), ([""], ["a b"]), (["a b"], ["a b"]), (["a b c d e"], ["a b c x e"])]:
    bleu = sacrebleu.corpus_bleu(hypotheses, [references], tokenize="13a")
    cases.append(dict(tokenization="13a", translations=hypotheses, references=references, score=bleu.score,
                      precisions=bleu.precisions, brevity=bleu.bp))
cut = Tokenizer13a()
lines = [line(WORDS, 12) for _ in range(30)]
tokens = [dict(line=text, tokens=cut(text.rstrip()).split()) for text in lines]
with open(os.path.join(os.path.dirname(__file__), "bleu.json"), "w", encoding="utf8") as file:
    json.dump(dict(cases=cases, tokens=tokens), file, ensure_ascii=False, indent=1)
