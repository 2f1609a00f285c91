import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore

// GPT in the page: it writes on while one types, with the probabilities of the next character and what every head looks at.

/// What the page computes for one character: `CachedModel.logits(after:)`, with a KV cache for each block.
func textPlan(_ shape: ModelShape) -> String {
    var lines = [
        "token = input 1; position = input 1",
        "t = embedding token token_embedding; p = embedding position position_embedding; x0 = add t p",
    ]
    for layer in 0..<shape.layers {
        let block = "blocks.\(layer)"
        lines += [
            "n\(layer) = layerNorm x\(layer) \(block).norm1",
            "q\(layer) = linear n\(layer) \(block).attention.query_key_value",
            "k\(layer) = state \(shape.context) \(shape.width); v\(layer) = state \(shape.context) \(shape.width)",
            "heads\(layer) = state \(shape.heads) \(shape.context)",
            "a\(layer) = attention q\(layer) k\(layer) v\(layer) heads\(layer) position",
            "o\(layer) = linear a\(layer) \(block).attention.output; r\(layer) = add x\(layer) o\(layer)",
            "m\(layer) = layerNorm r\(layer) \(block).norm2; f\(layer) = linear m\(layer) \(block).linear1",
            "g\(layer) = gelu f\(layer); h\(layer) = linear g\(layer) \(block).linear2",
            "x\(layer + 1) = add r\(layer) h\(layer)",
        ]
    }
    lines += [
        "last = layerNorm x\(shape.layers) norm; logits = linear last token_embedding",
        "probabilities = softmax logits",
    ]
    return lines.joined(separator: ";\n")
}

/// A page with GPT may have so many bytes of weights: 0.8 million in 16 bits.
let textSizeLimit = 2_200_000

/// GPT as a page plays it, tried on a text, character by character.
///
/// - Parameter ids: the text, at most as long as the context.
/// - Throws: `PlayedNetwork.Refusal`, where it is too large for a page, say.
func playedText(_ model: LanguageModel, on ids: [Int], mayRound: Bool = true) throws -> PlayedNetwork {
    model.evaluate()
    let answers = withoutGradient {
        model.logits(model.features(IntArray(ids, shape: [1, ids.count]))).value
    }[0]
    return try PlayedNetwork(
        weights: Dictionary(uniqueKeysWithValues: model.stateDictionary.map { ($0.name, $0.value) }),
        plan: textPlan(model.shape),
        inputs: [
            "token": NDArray(ids.map(Float.init), shape: [ids.count, 1]),
            "position": NDArray(ids.indices.map(Float.init), shape: [ids.count, 1]),
        ], output: "logits", answers: answers, mayRound: mayRound, limit: textSizeLimit)
}

/// The part of the page where one types and GPT writes on.
func textBox(_ file: PlayedNetwork, _ shape: ModelShape, _ alphabet: Alphabet, start: String) -> Play {
    let heads = (0..<shape.layers).flatMap { layer in
        (0..<shape.heads).map { head in
            "<button type=\"button\" data-head=\"\(layer) \(head)\">\(layer + 1).\(head + 1)</button>"
        }
    }
    let controls = """
        <div class="two"><label><span data-word="type"></span><textarea data-name="text" rows="3" spellcheck="false" \
        autocapitalize="off"></textarea></label><p data-name="unknown" aria-live="polite"></p>
        <h3 data-word="writes"></h3><p class="written" data-name="written"></p>
        <div class="buttons"><button type="button" data-name="again" data-word="again"></button></div>
        <p><label><span data-word="temperature"></span>: <output data-name="temperatureText"></output><br/>\
        <input type="range" data-name="temperature" min="0" max="1.5" step="0.1" value="0.8"/></label></p></div>
        <div><h3 data-word="next"></h3><div class="bars" data-name="next"></div></div>
        <div class="across"><h3 data-word="heads"></h3><div class="buttons">\(heads.joined())</div>
        <p class="tokens" data-name="looked"></p><p data-word="press"></p></div>
        """
    // Numbers, as in the model file: a text could be written down in several ways.
    let scalars = alphabet.scalars.map { String($0.value) }.joined(separator: ",")
    let first = start.unicodeScalars.map { String($0.value) }.joined(separator: ",")
    return Play(
        file: file.file, controls: controls,
        script: """
            const signs = [\(scalars)].map(code => String.fromCodePoint(code)), layers = \(shape.layers);
            const beginning = String.fromCodePoint(\(first));

            """ + textScript,
        words: textWords,
        otherwise: Words(
            en: "With scripting switched on, one can type here, and GPT writes on.",
            zh: "浏览器启用脚本后，可以在这里输入文字，GPT 会接着写。"))
}

private let textWords = [
    "type": Words(en: "Type, and GPT writes on", zh: "输入文字，GPT 接着写"),
    "unknown": Words(en: "It has never seen, and passes over:", zh: "它没见过、因而略过的字符："),
    "writes": Words(en: "How it goes on", zh: "续写"),
    "again": Words(en: "Another sample", zh: "再写一次"),
    "temperature": Words(en: "temperature", zh: "温度"),
    "next": Words(en: "The next character, before any temperature", zh: "下一个字符的概率（未经温度调整）"),
    "heads": Words(en: "What a head looks at (layer.head)", zh: "每个头在看哪里（层.头）"),
    "press": Words(
        en:
            "The stronger the colour, the larger the weight. The last character asks; press another to ask from there.",
        zh: "颜色越深，权重越大。提问的是最后一个字符；点别的字符可以换成它。"),
]

/// The script: it gives the network one character after the other, and draws the next from its probabilities.
let textScript = #"""
    Pages.name(figure, words);
    const find = figure.find, ids = new Map(signs.map((sign, id) => [sign, id])), length = 160;
    const context = network.shape("k0")[0], heads = network.shape("heads0")[0];
    const shown = sign => sign === "\n" ? "\u23ce" : sign === " " ? "\u2423" : sign;
    // What the caches hold: the characters that the network was given last.
    let held = [], chosen = [0, 0], turn = 0, seed = 1;
    const give = (id, at) => {
      network.set("token", [id]);
      network.set("position", [at]);
      network.run();
      held.length = at;
      held.push(id);
    };
    // The network has read the window: only what is new in it is read now.
    const read = window => {
      let same = 0;
      while (same < window.length - 1 && same < held.length && held[same] === window[same]) same++;
      for (let at = same; at < window.length; at++) give(window[at], at);
    };
    // As `write` does it: where the context is full, from its second half on.
    const fitting = window => window.length > context ? window.slice(-Math.max(1, Math.floor(context / 2))) : window;
    const random = state => () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 4294967296;
    };
    const drawn = (probabilities, temperature, next) => {
      if (temperature === 0) return probabilities.reduce((best, p, id) => p > probabilities[best] ? id : best, 0);
      const largest = Math.max(...probabilities), shares = [...probabilities].map(p => (p / largest) ** (1 / temperature));
      let left = next() * shares.reduce((sum, share) => sum + share, 0);
      for (let id = 0; id < shares.length; id++) { left -= shares[id]; if (left < 0) return id; }
      return shares.length - 1;
    };
    const typed = () => [...find("text").value].filter(sign => ids.has(sign)).map(sign => ids.get(sign));
    const look = (window, from) => {
      const [layer, head] = chosen;
      read(window.slice(0, from + 1));
      const weights = network.get("heads" + layer).subarray(context * head, context * (head + 1));
      const largest = Math.max(...weights, 1e-9);
      find("looked").replaceChildren(...window.map((id, at) => {
        const span = document.createElement("span");
        span.textContent = shown(signs[id]);
        if (at <= from) {
          span.style.background = "color-mix(in srgb, var(--more) " + Math.round(45 * weights[at] / largest)
            + "%, transparent)";
          span.title = (100 * weights[at]).toFixed(1) + " %";
        } else span.style.opacity = 0.45;
        if (at === from) span.style.outline = "2px solid var(--mark)";
        span.addEventListener("click", () => look(window, at));
        return span;
      }));
      for (const button of figure.querySelectorAll("[data-head]")) {
        button.setAttribute("aria-pressed", String(button.dataset.head === layer + " " + head));
      }
      figure.looked = {weights: [...weights.subarray(0, from + 1)], from: from};
    };
    const answer = () => {
      const mine = ++turn, all = typed(), window = fitting(all), temperature = Number(find("temperature").value);
      const unknown = [...new Set([...find("text").value].filter(sign => !ids.has(sign)))];
      find("temperatureText").textContent = temperature.toFixed(1);
      find("unknown").textContent = unknown.length > 0 ? words.unknown + " " + unknown.join(" ") : "";
      find("written").textContent = "";
      figure.isDone = false;
      if (window.length === 0) {
        Pages.bars(find("next"), []);
        find("looked").replaceChildren();
        figure.isDone = true;
        return;
      }
      look(window, window.length - 1);
      read(window);
      const probabilities = network.get("probabilities");
      figure.probabilities = [...probabilities];
      const likeliest = [...probabilities.keys()].sort((one, other) => probabilities[other] - probabilities[one]).slice(0, 10);
      Pages.bars(find("next"), likeliest.map((id, rank) => ({name: shown(signs[id]), share: probabilities[id],
        text: (100 * probabilities[id]).toFixed(1) + " %", isBest: rank === 0})));
      const next = random(seed * 7919 + all.length);
      let on = window, text = "", count = 0;
      // A few characters at a time, so that one can type on.
      const write = () => {
        if (mine !== turn) return;
        for (let step = 0; step < 16 && count < length; step++, count++) {
          read(on);
          const id = drawn(network.get("probabilities"), temperature, next);
          text += signs[id];
          on = fitting([...on, id]);
        }
        find("written").textContent = find("text").value + text;
        figure.written = text;
        if (count < length) setTimeout(write); else figure.isDone = true;
      };
      write();
    };
    for (const button of figure.querySelectorAll("[data-head]")) {
      button.addEventListener("click", () => {
        chosen = button.dataset.head.split(" ").map(Number);
        const window = fitting(typed());
        if (window.length > 0) look(window, window.length - 1);
      });
    }
    find("text").value = beginning;
    find("text").addEventListener("input", answer);
    find("temperature").addEventListener("input", answer);
    find("again").addEventListener("click", () => { seed++; answer(); });
    figure.give = give;
    answer();
    """#

extension TextResult {
    /// GPT writes on in the page, where its tokens are characters and a page has room for it.
    func fillBox(_ report: inout Report) throws {
        guard case .characters(let alphabet) = text.tokens else { return }
        let ids = Array(text.validation.prefix(model.shape.context))
        guard !ids.isEmpty else { return }
        report.section(en: "Type, and GPT writes on", zh: "输入文字，GPT 接着写")
        do {
            let played = try playedText(model, on: ids)
            report.play(
                textBox(played, model.shape, alphabet, start: alphabet.text(of: ids.prefix(20))),
                caption: Words(
                    en: """
                        GPT of this run, inside this page: one character at a time, with the keys and values of earlier ones kept. It \
                        sees at most \(model.shape.context) characters; when these are full, it goes on from their second half.
                        """,
                    zh: """
                        本次运行训练出来的 GPT 就在这个网页里：一次一个字符，保留之前各个位置的键和值。它最多看到 \
                        \(model.shape.context) 个字符；满了以后，从后一半继续。
                        """))
        } catch PlayedNetwork.Refusal.tooLarge(let bytes) {
            report.paragraph(
                en: "GPT is \(formatNumber(Double(bytes))) bytes too large for a page.",
                zh: "GPT 太大，网页放不下：超出 \(formatNumber(Double(bytes))) 字节。")
        }
    }
}
