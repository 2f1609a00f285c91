import ChapterSupport
import Messages
import PageNetworks
import Reporting
import TensorCore
import WordVectors

// The vectors in the page: the words nearest to a word, or to a sum of words such as paris − france + china.

/// So many words of a sum are read in a page.
let pageTerms = 8

/// What the page computes: the sum of the directions of words, its own direction, the cosine with every word, and its place on
/// the map of principal components.
let wordPlan = """
    ids = input \(pageTerms); shares = input \(pageTerms);
    sum = embeddingBag ids shares words; direction = unit sum; cosines = linear direction words;
    place = linear direction components
    """

/// The most frequent words whose vectors a page has room for.
func pageWords(_ vectors: WordVectors) -> WordVectors {
    // Two bytes a number, four signs of text for three bytes, and some room for the places on the map.
    vectors.prefix((PlayedNetwork.sizeLimit - 100_000) * 3 / 4 / (2 * max(1, vectors.width) + 8))
}

/// The directions of words as a page plays them, tried on single words and on sums; nil for fewer than four words, or vectors of
/// a single number.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedWords(_ vectors: WordVectors, mayRound: Bool = true) throws -> PlayedNetwork? {
    guard vectors.count >= 4, vectors.width >= 2 else { return nil }
    let directions = vectors.directions
    let components = PrincipalComponents(of: directions, count: 2)
    let asked: [[(row: Int, share: Float)]] = [
        [(0, 1)], [(vectors.count - 1, 1)], [(0, 1), (1, -1), (2, 1)], [(3, 1), (2, -1), (1, 1)],
    ]
    func padded(_ numbers: [Float]) -> [Float] {
        numbers + .init(repeating: 0, count: pageTerms - numbers.count)
    }
    let sums = asked.map { terms in
        terms.reduce(NDArray.zeros([vectors.width])) { $0 + directions.selected($1.row) * $1.share }
    }
    let answers = sums.map { sum -> NDArray in
        let length = sum.square().sum().squareRoot().scalar
        return directions.matmul((length > 0 ? sum / length : sum).reshaped([vectors.width, 1]))
            .reshaped([1, vectors.count])
    }
    return try PlayedNetwork(
        weights: ["words.weight": directions], plan: wordPlan,
        arrays: [
            "components.weight": components.axes,
            "components.bias": -components.axes.matmul(components.mean.reshaped([vectors.width, 1]))
                .flattened(),
            "places": components.projected(directions),
        ],
        inputs: [
            "ids": NDArray(
                asked.flatMap { padded($0.map { Float($0.row) }) }, shape: [asked.count, pageTerms]),
            "shares": NDArray(asked.flatMap { padded($0.map(\.share)) }, shape: [asked.count, pageTerms]),
        ], output: "cosines", answers: .concatenated(answers, axis: 0), mayRound: mayRound)
}

/// The part of the page where one types words.
///
/// - Parameter sums: what its buttons ask for.
func wordBox(_ file: PlayedNetwork, _ vectors: WordVectors, sums: [String]) -> Play {
    let controls = """
        <div><label><span data-word="type"></span><input type="text" data-name="text" spellcheck="false" \
        autocapitalize="off" autocomplete="off"/></label>
        <div class="buttons" data-name="sums"></div><p class="sum" data-name="unknown" aria-live="polite"></p></div>
        <div><h3 data-word="nearest"></h3><div class="bars" data-name="nearest" aria-live="polite"></div></div>
        <div><h3 data-word="map"></h3><canvas class="sharp" data-name="map" role="img" data-label="map"></canvas></div>
        """
    return Play(
        file: file.file, controls: controls, script: wordScript, words: wordWords,
        texts: [
            "vocabulary": vectors.words.joined(separator: "\n"), "examples": sums.joined(separator: "\n"),
        ],
        otherwise: Words(
            en: "With scripting switched on, one can type words here, and see which are near.",
            zh: "浏览器启用脚本后，可以在这里输入词，查看相近的词。"))
}

private let wordWords = [
    "type": Words(
        en: "A word, or a sum: a − b + c, with blanks around the signs", zh: "一个词，或加减式 a − b + c（符号两边加空格）"),
    "nearest": Words(en: "The nearest words, by cosine", zh: "最近的词（按余弦）"),
    "map": Words(
        en: "Among all words, by principal components: what was typed and what is near",
        zh: "所有词在主成分图上的位置，标出输入的词和相近的词"),
    "unknown": Words(en: "no vector for", zh: "没有词向量："),
    "empty": Words(en: "Type a word that the text has.", zh: "请输入文本中有的词。"),
    "many": Words(en: "Only the first words are added up.", zh: "只计算前几个词。"),
]

/// The script: it reads the sum, and shows the words that the network puts next to it.
let wordScript = #"""
    Pages.name(figure, words);
    const find = figure.find, all = words.vocabulary.split("\n"), rows = new Map(), places = network.get("places");
    all.forEach((word, row) => { if (!rows.has(word)) rows.set(word, row); });
    const most = network.shape("ids")[0], side = 420, n = Pages.number;
    // Words and their signs; a sign stands alone, or at the very beginning.
    const terms = text => {
      const result = [];
      let share = 1;
      for (const part of text.trim().split(/\s+/).filter(part => part)) {
        if (/^[-\u2212\u2013+\uff0b\uff0d]$/.test(part) && !(rows.has(part) && result.length === 0 && text.trim() === part)) {
          share = /[+\uff0b]/.test(part) ? 1 : -1;
        } else {
          result.push({word: rows.has(part) ? part : part.toLowerCase(), share: share});
          share = 1;
        }
      }
      return result;
    };
    const draw = (asked, near) => {
      const canvas = find("map"), context = Pages.sharp(canvas, side), style = getComputedStyle(canvas);
      const color = name => style.getPropertyValue(name).trim(), place = network.get("place");
      const most = places.reduce((most, x) => Math.max(most, Math.abs(x)), Math.max(Math.abs(place[0]), Math.abs(place[1])));
      const seen = (x, axis) => side / 2 + (axis ? -1 : 1) * x / most * side * 0.46;
      const at = row => [seen(places[2 * row], 0), seen(places[2 * row + 1], 1)];
      context.fillStyle = color("--muted");
      context.globalAlpha = 0.35;
      for (let row = 0; row < all.length; row++) context.fillRect(at(row)[0] - 1, at(row)[1] - 1, 2, 2);
      context.globalAlpha = 1;
      context.font = "600 14px system-ui, sans-serif";
      const taken = [];
      const label = (row, name, ink) => {
        const [x, y] = at(row);
        context.fillStyle = color(ink);
        context.beginPath();
        context.arc(x, y, 4, 0, 7);
        context.fill();
        const width = context.measureText(name).width, left = Math.min(side - width - 2, x + 7);
        let top = y + 5;
        // Below the names that stand there already.
        while (taken.some(box => left < box[0] + box[2] && box[0] < left + width && Math.abs(top - box[1]) < 15)) top += 15;
        if (top > side) return;
        taken.push([left, top, width]);
        context.strokeStyle = color(ink);
        context.lineWidth = 0.75;
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(left - 1, top - 5);
        context.stroke();
        context.fillText(name, left, top);
      };
      for (const term of asked) label(term.row, term.word, "--mark");
      for (const word of near.slice(0, 6)) label(word.row, all[word.row], "--more");
      if (asked.length > 1) {
        const [x, y] = [seen(place[0], 0), seen(place[1], 1)];
        context.strokeStyle = color("--mark");
        context.lineWidth = 2.5;
        context.beginPath();
        context.moveTo(x - 8, y);
        context.lineTo(x + 8, y);
        context.moveTo(x, y - 8);
        context.lineTo(x, y + 8);
        context.stroke();
      }
    };
    const read = () => {
      const typed = terms(find("text").value), unknown = typed.filter(term => !rows.has(term.word));
      const asked = typed.filter(term => rows.has(term.word)).map(term => ({...term, row: rows.get(term.word)})).slice(0, most);
      find("unknown").textContent = typed.length === 0 ? words.empty : unknown.length > 0
        ? words.unknown + " " + unknown.map(term => term.word).join(", ") : typed.length > most ? words.many : "";
      const pad = numbers => Float32Array.from({length: most}, (_, at) => numbers[at] || 0);
      network.set("ids", pad(asked.map(term => term.row)));
      network.set("shares", pad(asked.map(term => term.share)));
      network.run();
      const cosines = network.get("cosines"), given = new Set(asked.map(term => term.row));
      const near = asked.length === 0 ? [] : [...cosines.keys()].filter(row => !given.has(row))
        .sort((one, other) => cosines[other] - cosines[one] || one - other).slice(0, 10)
        .map(row => ({row: row, cosine: cosines[row]}));
      Pages.bars(find("nearest"), near.map((word, rank) => ({name: all[word.row], share: word.cosine, text: n(word.cosine),
        isBest: rank === 0})));
      draw(asked, near);
      figure.state = {near: near.map(word => all[word.row]), cosines: near.map(word => word.cosine), unknown: unknown.length};
    };
    for (const sum of words.examples.split("\n").filter(sum => sum)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sum;
      button.addEventListener("click", () => { find("text").value = sum; read(); });
      find("sums").append(button);
    }
    find("text").value = (find("sums").firstChild || {textContent: all[0]}).textContent;
    find("text").addEventListener("input", read);
    read();
    return read;
    """#

extension Results {
    /// The vectors answer to what one types.
    func fillWordBox(_ report: inout Report) throws {
        guard let best else { return }
        let vectors = pageWords(best.vectors)
        guard let played = try playedWords(vectors) else { return }
        report.section(en: "Type a word, or a sum of words", zh: "输入一个词，或词的加减式")
        let (count, all) = (formatNumber(Double(vectors.count)), formatNumber(Double(best.vectors.count)))
        let extent =
            vectors.count < best.vectors.count
            ? Words(en: "the \(count) most frequent of \(all) words", zh: "\(all) 个词中最常见的 \(count) 个")
            : Words(en: "all \(all) words", zh: "全部 \(all) 个词")
        report.play(
            wordBox(played, vectors, sums: pageSums(vectors)),
            caption: Words(
                en: """
                    The vectors of this run (\(best.method.title.en)) inside this page, of \(extent.en). *a* is to *b* as *c* is \
                    to *b − a + c*: each word counts by its direction, and the words typed are not among the answers. The cross \
                    on the map is the sum.
                    """,
                zh: """
                    本次运行得到的词向量（\(best.method.title.zh)）就在这个网页里：\(extent.zh)。*a* 之于 *b*，如同 *c* 之于 \
                    *b − a + c*：每个词只按方向计算，输入的词不出现在答案中。图上的十字是和的位置。
                    """))
    }

    /// An analogy of each relation that has all its words, and a word of each class.
    private func pageSums(_ vectors: WordVectors) -> [String] {
        let sums = questions.analogies.sections.compactMap { section in
            section.questions.first { question in
                [question.a, question.b, question.c, question.d].allSatisfy { vectors.row(of: $0) != nil }
            }.map { "\($0.b) − \($0.a) + \($0.c)" }
        }
        let words = questions.classes.compactMap { $0.words.first { vectors.row(of: $0) != nil } }
        return Array(sums.prefix(4))
            + (words.isEmpty ? Array(vectors.words.prefix(3)) : Array(words.prefix(3)))
    }
}
