import Autograd
import ChapterSupport
import Foundation
import Messages
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore
import Text

// The linear network in the page: a review is read as it is typed, and every part of it shows what it contributes.

/// So many different tokens of a text are read in a page.
let pageTokens = 2048

/// What the page computes of the columns of a text's tokens and of 1 + ln count of each: `Features.row` and `BagNetwork`.
let reviewPlan = """
    ids = input \(pageTokens); shares = input \(pageTokens);
    idf = embedding ids idf; weighted = multiply shares idf; tfidf = unit weighted;
    scale = embedding ids scale; features = multiply tfidf scale;
    sums = embeddingBag ids features bag; logits = add sums bias; probabilities = softmax logits;
    parts = embedding ids bag
    """

/// The linear network as a page plays it, tried on these texts, given as units; of those with more tokens than a page reads,
/// none.
///
/// - Throws: `PlayedNetwork.Refusal`, where a page has no room for so many columns, say.
func playedReviews(_ network: BagNetwork, _ features: Features, _ texts: [[String]], mayRound: Bool = true)
    throws
    -> PlayedNetwork
{
    let columns = features.scales.count
    let counted = texts.map { ($0, features.weights.grams.counts(of: $0)) }.filter {
        $0.1.count <= pageTokens
    }
    func padded(_ numbers: [Float]) -> [Float] {
        numbers + .init(repeating: 0, count: pageTokens - numbers.count)
    }
    let ids = counted.flatMap { padded($0.1.map { Float($0.column) }) }
    let shares = counted.flatMap { padded($0.1.map { 1 + Float(log(Double($0.count))) }) }
    return try PlayedNetwork(
        weights: [
            "idf.weight": NDArray(features.weights.idf, shape: [columns, 1]),
            "scale.weight": NDArray(features.scales, shape: [columns, 1]),
            "bag.weight": network.bag.weight.value, "bias": network.bias.value,
        ], plan: reviewPlan,
        inputs: [
            "ids": NDArray(ids, shape: [counted.count, pageTokens]),
            "shares": NDArray(shares, shape: [counted.count, pageTokens]),
        ], output: "logits",
        answers: withoutGradient { network(features.matrix(counted.map(\.0))).value }, mayRound: mayRound)
}

/// The part of the page where one types a review.
///
/// - Parameters:
///   - reviews: some to begin with.
///   - readsCharacters: whether texts are cut into characters, else into words.
func reviewBox(_ file: PlayedNetwork, _ features: Features, reviews: [String], readsCharacters: Bool) -> Play
{
    let grams = features.weights.grams
    let controls = """
        <div class="across"><label><span data-word="type"></span><textarea data-name="text" rows="3" spellcheck="false">\
        </textarea></label>
        <div class="buttons"><button type="button" data-name="next" data-word="next"></button></div></div>
        <div><h3 data-word="verdict"></h3><p class="sum" aria-live="polite"><strong data-name="class"></strong></p>
        <div class="bars" data-name="classes"></div><p class="sum" data-name="sum"></p></div>
        <div class="two"><h3 data-word="parts"></h3><p class="tokens" data-name="tokens"></p><p data-word="colors"></p></div>
        <div class="across"><h3 data-word="strongest"></h3><div class="bars" data-name="strongest"></div></div>
        """
    return Play(
        file: file.file, controls: controls,
        script: """
            const orders = [\(grams.orders.lowerBound), \(grams.orders.upperBound)], byCharacter = \(readsCharacters);

            """ + reviewScript,
        words: reviewWords,
        texts: [
            "columns": grams.names.joined(separator: "\n"),
            "reviews": reviews.map { $0.replacing("\n", with: " ") }.joined(separator: "\n"),
        ],
        otherwise: Words(
            en: "With scripting switched on, one can type a review here, and the network judges it.",
            zh: "浏览器启用脚本后，可以在这里输入评论，网络会作出判断。"))
}

private let reviewWords = [
    "type": Words(en: "Type a review", zh: "输入一条评论"),
    "next": Words(en: "A test review", zh: "测试集中的评论"),
    "verdict": Words(en: "The answer", zh: "回答"),
    "good": className(1), "bad": className(0),
    "nothing": Words(en: "no token that it knows", zh: "没有认识的词"),
    "parts": Words(en: "What each part contributes", zh: "每个部分的贡献"),
    "colors": Words(
        en:
            "Blue speaks for good, brown and underlined for bad; a token's share is spread evenly over its parts.",
        zh: "蓝色支持好评；棕色加下划线支持差评。一个词的贡献平均分给它的各个部分。"),
    "strongest": Words(
        en: "The tokens that contribute most to the log-odds of good", zh: "对好评的对数几率贡献最大的词"),
    "bias": Words(en: "bias", zh: "偏置"),
]

/// The script: it finds the tokens of what is typed, and shows what the network's sum is made of.
let reviewScript = #"""
    Pages.name(figure, words);
    const find = figure.find, columns = new Map(), most = network.shape("ids")[0], n = Pages.number;
    const signed = x => (x < 0 ? "\u2212" : "+") + n(Math.abs(x));
    words.columns.split("\n").forEach((name, column) => { if (!columns.has(name)) columns.set(name, column); });
    const reviews = words.reviews.split("\n"), bias = network.get("bias");
    let shown = -1;

    // As `ReviewText.normalized` and `Tokenizer.words` do it, but that a character reference such as &amp; is not decoded.
    const normalized = text => [...[...text.normalize("NFKC")].map(sign => sign.toLowerCase()).join("")]
      .map(sign => /[\p{White_Space}\u0000-\u001f]/u.test(sign) ? " " : sign).join("").replace(/ +/g, " ").trim();
    const units = (text, byCharacter) => {
      if (byCharacter) return [...normalized(text)].filter(sign => sign !== " ");
      const result = [];
      let word = "", isBehind = false;
      const end = () => { if (word) result.push(word); word = ""; };
      for (const sign of normalized(text)) {
        if (sign === " ") { end(); isBehind = false; }
        else if (/\p{M}/u.test(sign)) { if (!word && isBehind) result[result.length - 1] += sign; else word += sign; }
        else if (/\p{Cf}/u.test(sign)) { if (word && /[\u200c\u200d]/.test(sign)) word += sign; }
        else if (/[\p{L}\p{N}_]/u.test(sign)) { word += sign; isBehind = false; }
        else { end(); result.push(sign); isBehind = true; }
      }
      end();
      return result;
    };
    const read = () => {
      const parts = units(find("text").value, byCharacter), found = new Map(), joint = byCharacter ? "" : " ";
      for (let start = 0; start < parts.length; start++) {
        for (let length = orders[0]; length <= orders[1] && start + length <= parts.length; length++) {
          const name = parts.slice(start, start + length).join(joint), column = columns.get(name);
          if (column === undefined) continue;
          if (!found.has(column)) { if (found.size >= most) continue; found.set(column, {name: name, places: []}); }
          found.get(column).places.push([start, length]);
        }
      }
      const tokens = [...found.entries()].sort((one, other) => one[0] - other[0]);
      const ids = new Float32Array(most), shares = new Float32Array(most);
      tokens.forEach(([column, token], at) => { ids[at] = column; shares[at] = 1 + Math.log(token.places.length); });
      network.set("ids", ids);
      network.set("shares", shares);
      network.run();
      const features = network.get("features"), rows = network.get("parts"), each = new Float64Array(parts.length);
      tokens.forEach(([column, token], at) => {
        token.value = features[at] * (rows[2 * at + 1] - rows[2 * at]);
        for (const [start, length] of token.places) {
          for (let unit = start; unit < start + length; unit++) each[unit] += token.value / token.places.length / length;
        }
      });
      show(parts, each, tokens.map(entry => entry[1]));
    };
    const show = (parts, each, tokens) => {
      const logits = network.get("logits"), good = network.get("probabilities")[1], odds = logits[1] - logits[0];
      const sum = each.reduce((sum, x) => sum + x, 0), start = bias[1] - bias[0], percent = x => (100 * x).toFixed(1) + " %";
      find("class").textContent = tokens.length === 0 ? words.nothing
        : odds > 0 ? words.good + " " + percent(good) : words.bad + " " + percent(1 - good);
      Pages.bars(find("classes"), [1, 0].map(label => ({name: label ? words.good : words.bad,
        share: label ? good : 1 - good, text: percent(label ? good : 1 - good), isBest: (odds > 0) === (label === 1)})));
      find("sum").textContent = "\u03a3 " + signed(sum) + ", " + words.bias + " " + signed(start) + ": ln(p / (1 \u2212 p)) = "
        + signed(odds);
      const largest = each.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0.2);
      find("tokens").replaceChildren(...parts.flatMap((part, unit) => {
        const span = document.createElement("span"), x = each[unit];
        span.textContent = part;
        span.title = signed(x);
        span.style.background = "color-mix(in srgb, var(--" + (x < 0 ? "less" : "more") + ") "
          + Math.round(45 * Math.abs(x) / largest) + "%, transparent)";
        if (x < -largest / 10) span.style.textDecoration = "underline";
        return byCharacter ? [span] : [span, " "];
      }));
      const strongest = [...tokens].sort((one, other) => Math.abs(other.value) - Math.abs(one.value)).slice(0, 12);
      const top = strongest.length > 0 ? Math.abs(strongest[0].value) : 1;
      Pages.bars(find("strongest"), strongest.map(token => ({name: token.name, share: Math.abs(token.value) / top,
        text: signed(token.value), isBest: false})));
      strongest.forEach((token, at) => {
        find("strongest").children[3 * at + 1].firstChild.style.background = token.value < 0 ? "var(--less)" : "";
      });
      figure.state = {odds, sum, start, units: parts, each: [...each]};
    };
    figure.units = units;
    figure.read = read;
    const next = () => {
      shown = (shown + 1) % reviews.length;
      find("text").value = reviews[shown];
      read();
    };
    find("next").addEventListener("click", next);
    find("text").addEventListener("input", read);
    next();
    """#
