"""Makes Tests/Fixtures/pretrained: small models with random weights in the formats of published ones, tokenizers, and what
PyTorch and the library `tokenizers` answer.

    pip install torch numpy tokenizers safetensors
    python make_pretrained_fixtures.py
"""

import json
import os
import struct

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pretrained")
TEXTS = [
    "", " ", "The cat sat on the mat.", "don't I'll we've they're it'd 'S", "a  b   c ", "x\t\ty\r\nz\n\n\nw ",
    "12345 678a9 ½ ² Ⅷ", "naïve café Ångström İstanbul ΣΑΣ ß ﬁ", "汉字 and カナ 한국어", "emoji 👍🏽👨‍👩‍👧!",
    "zero\u200bwidth\u00a0nbsp\u3000wide\u2028line\u00ad", "a\u0301e\u0300 \u0300x", "[MASK] is [SEP]here[CLS] [UNK]",
    "<|im_start|>user\nhi<|im_end|>\n<|endoftext|>", "http://t.co/x?y=1&z=2 @user #tag $5.00", "a" * 101, "at" * 90,
    "  leading and trailing  ", "!!!???...", "'", "''s 's 'll", "\u2003\u2003x \u2003y", " \n x", "\x07bell\x0bvt\ufffd",
]
CORPUS = "the cat sat on the mat and the hat. a cat in the hat and the rat on the mat. 12 cats, 345 hats; that is that."
generator = torch.Generator().manual_seed(0)


def path(*names):
    full = os.path.join(OUT, *names)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def normal(*shape, scale=0.3):
    return torch.randn(*shape, generator=generator) * scale


def write_json(value, *names):
    with open(path(*names), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)


# Tokenizers


def wordpiece():
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    words = "the cat sat on mat and hat in is here t caf nai café don user ##ve".split()
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + list(".,!?'$#@/:=<>|[]_&-") + list("0123456789")
    tokens += letters + ["##" + x for x in letters + list("0123456789")] + words[:-1]
    tokens += ["##at", "##atat", "##ing", "汉", "字", "カ", "##ナ", "ᄒ", "##ᅡ", "##ᆫ", "½", "²", "ß", "σ", "##σ", "α", "##α"]
    tokens = list(dict.fromkeys(tokens))
    with open(path("minilm", "vocab.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(tokens) + "\n")
    reference = Tokenizer(models.WordPiece({t: i for i, t in enumerate(tokens)}, unk_token="[UNK]"))
    reference.normalizer = normalizers.BertNormalizer()
    reference.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    reference.add_special_tokens(tokens[:5])
    reference.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    write_json([{"text": t, "ids": reference.encode(t).ids} for t in TEXTS], "wordpiece.json")
    return len(tokens)


def byte_level():
    """SmolLM2's kind with its special tokens, and GPT-2's kind."""
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    trained.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trained.train_from_iterator([CORPUS], trainers.BpeTrainer(
        vocab_size=280, special_tokens=special, initial_alphabet=alphabet, show_progress=False))
    trained.save(path("llama", "tokenizer.json"), pretty=False)
    write_json([{"text": t, "ids": trained.encode(t).ids} for t in TEXTS], "byte-level.json")
    model = json.loads(trained.to_str())["model"]
    vocabulary = sorted(model["vocab"], key=model["vocab"].get)
    merges = [" ".join(m) if isinstance(m, list) else m for m in model["merges"]]
    plain = [t for t in vocabulary if t not in special] + ["<|endoftext|>"]
    write_json({t: i for i, t in enumerate(plain)}, "gpt2", "vocab.json")
    with open(path("gpt2", "merges.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(["#version: 0.2"] + merges) + "\n")
    gpt2 = Tokenizer(models.BPE.from_file(path("gpt2", "vocab.json"), path("gpt2", "merges.txt")))
    gpt2.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    gpt2.add_special_tokens(["<|endoftext|>"])
    write_json([{"text": t, "ids": gpt2.encode(t).ids} for t in TEXTS], "gpt2.json")
    return vocabulary, merges


# BERT


def bert(count):
    width, inner, heads = 16, 24, 4
    state = {"embeddings.word_embeddings.weight": normal(count, width),
             "embeddings.position_embeddings.weight": normal(12, width),
             "embeddings.token_type_embeddings.weight": normal(2, width)}

    def layer_norm(name):
        state[name + ".weight"], state[name + ".bias"] = 1 + normal(width), normal(width)

    def dense(name, outputs, inputs):
        state[name + ".weight"], state[name + ".bias"] = normal(outputs, inputs), normal(outputs)

    layer_norm("embeddings.LayerNorm")
    for i in range(2):
        p = f"encoder.layer.{i}."
        for name in ("query", "key", "value"):
            dense(p + "attention.self." + name, width, width)
        dense(p + "attention.output.dense", width, width)
        layer_norm(p + "attention.output.LayerNorm")
        dense(p + "intermediate.dense", inner, width)
        dense(p + "output.dense", width, inner)
        layer_norm(p + "output.LayerNorm")
    save_file(state, path("minilm", "model.safetensors"))
    write_json({"num_attention_heads": heads, "hidden_act": "gelu", "layer_norm_eps": 1e-12}, "minilm", "config.json")

    ids = torch.randint(5, count, (3, 9), generator=generator)
    segments = torch.randint(0, 2, (3, 9), generator=generator)
    mask = torch.arange(9)[None] < torch.tensor([9, 5, 7])[:, None]

    def linear(x, name):
        return F.linear(x, state[name + ".weight"], state[name + ".bias"])

    def norm(x, name):
        return F.layer_norm(x, (width,), state[name + ".weight"], state[name + ".bias"], 1e-12)

    x = (state["embeddings.word_embeddings.weight"][ids] + state["embeddings.position_embeddings.weight"][:9]
         + state["embeddings.token_type_embeddings.weight"][segments])
    x = norm(x, "embeddings.LayerNorm")
    for i in range(2):
        p = f"encoder.layer.{i}."
        q, k, v = (linear(x, p + "attention.self." + n).view(3, 9, heads, -1).transpose(1, 2)
                   for n in ("query", "key", "value"))
        scores = (q @ k.transpose(2, 3) / (width // heads) ** 0.5).masked_fill(~mask[:, None, None], -torch.inf)
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(3, 9, width)
        x = norm(x + linear(mixed, p + "attention.output.dense"), p + "attention.output.LayerNorm")
        x = norm(x + linear(F.gelu(linear(x, p + "intermediate.dense")), p + "output.dense"), p + "output.LayerNorm")
    m = mask[..., None].float()
    save_file({"ids": ids.int(), "segments": segments.int(), "mask": mask.float(), "states": x.contiguous(),
               "means": ((x * m).sum(1) / m.sum(1)).contiguous()}, path("minilm-expected.safetensors"))


# Rows packed as llama.cpp does it, and what they then are


def pack(kind, w):
    w = w.numpy()
    if kind == "F32":
        return w.astype("<f4").tobytes(), w
    if kind == "F16":
        return w.astype("<f2").tobytes(), w.astype("<f2").astype(np.float32)
    if kind == "BF16":
        t = torch.from_numpy(w).bfloat16()
        return t.view(torch.int16).numpy().tobytes(), t.float().numpy()
    blocks, data, values = w.reshape(-1, 32), b"", []
    for b in blocks:
        if kind == "Q8_0":
            d = np.float16(np.abs(b).max() / 127)
            q = np.clip(np.round(b / np.float32(d)), -127, 127).astype(np.int8)
            data += d.tobytes() + q.tobytes()
            values.append(q.astype(np.float32) * np.float32(d))
            continue
        if kind == "Q4_0":
            m = b[np.abs(b).argmax()]
            d, low = np.float16(m / -8), None
            q = np.clip(np.round(b / np.float32(d)) + 8, 0, 15).astype(np.uint8)
            values.append((q.astype(np.float32) - 8) * np.float32(d))
            head = d.tobytes()
        else:
            d, low = np.float16((b.max() - b.min()) / 15), np.float16(b.min())
            q = np.clip(np.round((b - np.float32(low)) / np.float32(d)), 0, 15).astype(np.uint8)
            values.append(q.astype(np.float32) * np.float32(d) + np.float32(low))
            head = d.tobytes() + low.tobytes()
        data += head + (q[:16] | q[16:] << 4).tobytes()
    return data, np.array(values, dtype=np.float32).reshape(w.shape)


KINDS = {"F32": 0, "F16": 1, "Q4_0": 2, "Q4_1": 3, "Q8_0": 8, "BF16": 30}


def gguf(file, values, tensors):
    def text(s):
        b = s.encode()
        return struct.pack("<Q", len(b)) + b

    def value(v):
        if isinstance(v, bool):
            return struct.pack("<I?", 7, v)
        if isinstance(v, int):
            return struct.pack("<II", 4, v)
        if isinstance(v, float):
            return struct.pack("<If", 6, v)
        if isinstance(v, str):
            return struct.pack("<I", 8) + text(v)
        if isinstance(v[0], str):
            return struct.pack("<IIQ", 9, 8, len(v)) + b"".join(map(text, v))
        return struct.pack("<IIQ", 9, 5, len(v)) + b"".join(struct.pack("<i", x) for x in v)

    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values))
    for name, v in values.items():
        head += text(name) + value(v)
    body = b""
    for name, (kind, shape, data) in tensors.items():
        head += text(name) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", n) for n in reversed(shape))
        head += struct.pack("<IQ", KINDS[kind], len(body))
        body += data + bytes(-len(data) % 32)
    with open(file, "wb") as f:
        f.write(head + bytes(-len(head) % 32) + body)


# Llama


def llama_logits(w, ids, heads, key_heads, base, neighbours, adapted=lambda name, x, y: y):
    """The logits for all positions, from weights under the publisher's names; rows of queries and keys in either order.

    adapted takes the name of a product, its input and its result."""
    x = w["model.embed_tokens"][ids]
    steps, width = x.shape
    depth = w["model.layers.0.self_attn.q_proj"].shape[0] // heads

    def norm(x, name):
        return x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * w[name]

    angles = torch.arange(steps)[:, None].double() * base ** (-torch.arange(0, depth, 2).double() / depth)
    cos, sin = angles.cos().float()[:, None], angles.sin().float()[:, None]

    def rotate(x):
        a, b = (x[..., ::2], x[..., 1::2]) if neighbours else x.chunk(2, -1)
        y = (a * cos - b * sin, a * sin + b * cos)
        return torch.stack(y, -1).flatten(-2) if neighbours else torch.cat(y, -1)

    causal = torch.ones(steps, steps).tril().bool()
    for i in range(2):
        p = f"model.layers.{i}."
        h = norm(x, p + "input_layernorm")
        qkv = torch.cat([h @ w[p + f"self_attn.{n}_proj"].T for n in "qkv"], 1)
        q, k, v = adapted(f"layers.{i}.projections", h, qkv).split([heads * depth] + 2 * [key_heads * depth], 1)
        q, k = rotate(q.view(steps, heads, depth)), rotate(k.view(steps, key_heads, depth))
        v = v.view(steps, key_heads, depth)
        k, v = (t.repeat_interleave(heads // key_heads, 1) for t in (k, v))
        scores = torch.einsum("thd,shd->hts", q, k) / depth ** 0.5
        weights = scores.masked_fill(~causal, -torch.inf).softmax(-1)
        mixed = torch.einsum("hts,shd->thd", weights, v).reshape(steps, -1)
        x = x + adapted(f"layers.{i}.mix", mixed, mixed @ w[p + "self_attn.o_proj"].T)
        h = norm(x, p + "post_attention_layernorm")
        x = x + (F.silu(h @ w[p + "mlp.gate_proj"].T) * (h @ w[p + "mlp.up_proj"].T)) @ w[p + "mlp.down_proj"].T
    return norm(x, "model.norm") @ w.get("lm_head", w["model.embed_tokens"]).T


def llama_weights(count, width, heads, key_heads, inner):
    w = {"model.embed_tokens": normal(count, width), "model.norm": 1 + normal(width)}
    depth = width // heads
    for i in range(2):
        p = f"model.layers.{i}."
        w |= {p + "input_layernorm": 1 + normal(width), p + "self_attn.q_proj": normal(width, width),
              p + "self_attn.k_proj": normal(key_heads * depth, width),
              p + "self_attn.v_proj": normal(key_heads * depth, width), p + "self_attn.o_proj": normal(width, width),
              p + "post_attention_layernorm": 1 + normal(width), p + "mlp.gate_proj": normal(inner, width),
              p + "mlp.up_proj": normal(inner, width), p + "mlp.down_proj": normal(width, inner)}
    return w


def llama_gguf(vocabulary, merges):
    heads, key_heads, width, inner = 4, 2, 32, 64
    weights = llama_weights(len(vocabulary), width, heads, key_heads, inner)
    names = {"self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
             "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
             "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
    formats = [{"self_attn.q_proj": "Q4_0", "self_attn.k_proj": "Q4_0", "self_attn.v_proj": "Q4_0",
                "mlp.gate_proj": "Q4_1", "mlp.up_proj": "Q4_1", "mlp.down_proj": "Q8_0", "self_attn.o_proj": "Q4_1"},
               {"self_attn.q_proj": "Q8_0", "self_attn.k_proj": "F16", "self_attn.v_proj": "Q4_1",
                "mlp.gate_proj": "Q4_0", "mlp.up_proj": "Q4_0", "mlp.down_proj": "Q4_1", "self_attn.o_proj": "BF16"}]
    tensors, used = {}, {}
    for name, w in weights.items():
        parts = name.split(".")
        if parts[1] == "layers":
            part = ".".join(parts[3:])
            kind, short = formats[int(parts[2])].get(part, "F32"), f"blk.{parts[2]}.{names[part]}.weight"
        else:
            kind, short = ("F32", "output_norm.weight") if name == "model.norm" else ("Q8_0", "token_embd.weight")
        data, values = pack(kind, w)
        tensors[short], used[name] = (kind, tuple(w.shape), data), torch.from_numpy(values)
    template = "{% if x %}{{ '<|im_start|>system\nBe kind.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + role}}"
    values = {"general.architecture": "llama", "llama.block_count": 2, "llama.context_length": 64,
              "llama.embedding_length": width, "llama.feed_forward_length": inner, "llama.attention.head_count": heads,
              "llama.attention.head_count_kv": key_heads, "llama.rope.freq_base": 10000.0,
              "llama.attention.layer_norm_rms_epsilon": 1e-5, "llama.rope.dimension_count": width // heads,
              "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "smollm", "tokenizer.ggml.tokens": vocabulary,
              "tokenizer.ggml.token_type": [3 if t.startswith("<|") else 1 for t in vocabulary],
              "tokenizer.ggml.merges": merges, "tokenizer.ggml.eos_token_id": 2,
              "tokenizer.ggml.add_bos_token": False, "tokenizer.chat_template": template}
    gguf(path("llama.gguf"), values, tensors)
    ids = torch.randint(3, len(vocabulary), (20,), generator=generator)
    logits = llama_logits(used, ids, heads, key_heads, 10000.0, True)
    save_file({"ids": ids.int(), "logits": logits[-4:].contiguous()}, path("llama-gguf-expected.safetensors"))


def llama_publisher(vocabulary):
    heads, key_heads, width, inner = 4, 2, 16, 24
    weights = {n: w.bfloat16() for n, w in llama_weights(len(vocabulary), width, heads, key_heads, inner).items()}
    names = list(weights)
    shards = {"model-00001-of-00002.safetensors": names[:8], "model-00002-of-00002.safetensors": names[8:]}
    for file, part in shards.items():
        save_file({n + ".weight": weights[n] for n in part}, path("llama", file))
    write_json({"weight_map": {n + ".weight": f for f, part in shards.items() for n in part}},
               "llama", "model.safetensors.index.json")
    write_json({"model_type": "llama", "num_hidden_layers": 2, "hidden_size": width, "num_attention_heads": heads,
                "num_key_value_heads": key_heads, "intermediate_size": inner, "vocab_size": len(vocabulary),
                "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 500.0, "eos_token_id": 2,
                "rope_scaling": None}, "llama", "config.json")
    write_json({"chat_template": "{{ '<|im_start|>' + message['role'] + '<|im_end|>' }}"}, "llama", "tokenizer_config.json")
    ids = torch.randint(3, len(vocabulary), (20,), generator=generator)
    logits = llama_logits({n: w.float() for n, w in weights.items()}, ids, heads, key_heads, 500.0, False)
    save_file({"ids": ids.int(), "logits": logits[-4:].contiguous()}, path("llama-publisher-expected.safetensors"))
    return {n: w.float() for n, w in weights.items()}


def llama_adapters(weights):
    """Low-rank adapters beside the publisher's model: the loss of a text, and its gradients."""
    heads, key_heads, width, rank, alpha = 4, 2, 16, 2, 6.0
    sizes = {"projections": width + 2 * key_heads * width // heads, "mix": width}
    adapters = {}
    for i in range(2):
        for name, outputs in sizes.items():
            adapters[f"layers.{i}.{name}.a"] = normal(rank, width).requires_grad_()
            adapters[f"layers.{i}.{name}.b"] = normal(outputs, rank).requires_grad_()

    def adapted(name, x, y):
        return y + (x @ adapters[name + ".a"].T) @ adapters[name + ".b"].T * (alpha / rank)

    ids = torch.randint(3, len(weights["model.embed_tokens"]), (14,), generator=generator)
    logits = llama_logits(weights, ids[:-1], heads, key_heads, 500.0, False, adapted)
    loss = F.cross_entropy(logits, ids[1:])
    loss.backward()
    result = {n: a.detach() for n, a in adapters.items()} | {n + ".gradient": a.grad for n, a in adapters.items()}
    save_file(result | {"ids": ids.int(), "loss": loss.detach()[None], "logits": logits[-4:].detach().contiguous()},
              path("llama-adapter-expected.safetensors"))


# GPT-2


def gpt2(count):
    width, heads = 8, 2
    w = {"wte.weight": normal(count, width), "wpe.weight": normal(32, width),
         "ln_f.weight": 1 + normal(width), "ln_f.bias": normal(width)}
    for i in range(2):
        p = f"h.{i}."
        for n in ("ln_1", "ln_2"):
            w[p + n + ".weight"], w[p + n + ".bias"] = 1 + normal(width), normal(width)
        for n, a, b in (("attn.c_attn", width, 3 * width), ("attn.c_proj", width, width), ("mlp.c_fc", width, 4 * width),
                        ("mlp.c_proj", 4 * width, width)):
            w[p + n + ".weight"], w[p + n + ".bias"] = normal(a, b), normal(b)
    save_file(w, path("gpt2", "model.safetensors"))
    write_json({"n_head": heads}, "gpt2", "config.json")
    ids = torch.randint(0, count, (20,), generator=generator)
    x = w["wte.weight"][ids] + w["wpe.weight"][:20]

    def norm(x, n):
        return F.layer_norm(x, (width,), w[n + ".weight"], w[n + ".bias"], 1e-5)

    def dense(x, n):
        return x @ w[n + ".weight"] + w[n + ".bias"]

    for i in range(2):
        p = f"h.{i}."
        q, k, v = (t.view(20, heads, -1).transpose(0, 1) for t in dense(norm(x, p + "ln_1"), p + "attn.c_attn").chunk(3, -1))
        mixed = F.scaled_dot_product_attention(q[None], k[None], v[None], is_causal=True)[0]
        x = x + dense(mixed.transpose(0, 1).reshape(20, width), p + "attn.c_proj")
        x = x + dense(F.gelu(dense(norm(x, p + "ln_2"), p + "mlp.c_fc"), approximate="tanh"), p + "mlp.c_proj")
    logits = norm(x, "ln_f") @ w["wte.weight"].T
    save_file({"ids": ids.int(), "logits": logits[-4:].contiguous()}, path("gpt2-expected.safetensors"))


# Packed rows by themselves


def products():
    w, x = normal(5, 96), normal(7, 96)
    result = {"inputs": x}
    for kind in KINDS:
        data, values = pack(kind, w)
        result["bytes." + kind] = torch.tensor(list(data), dtype=torch.uint8)
        result["weights." + kind] = torch.from_numpy(values)
        result["outputs." + kind] = (x.double() @ torch.from_numpy(values).double().T).float()
    save_file({n: t.contiguous() for n, t in result.items()}, path("packed.safetensors"))


bert(wordpiece())
vocabulary, merges = byte_level()
llama_gguf(vocabulary, merges)
weights = llama_publisher(vocabulary)
gpt2(len(vocabulary) - 2)
products()
llama_adapters(weights)
