import Autograd
import ChapterSupport
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

// Two adders in the page: two digits are drawn, and both say how probable each sum is, with weights from scratch and with
// transferred ones.

/// The adders that the page carries, by the prefix of their names in the plan: with one classifier for both pictures, so that a page
/// has room for two of them.
private let adderNames = [("a", Transfer.scratch), ("b", Transfer.fineTuned)]

/// What the page computes: `ClassificationAdder.probabilities` of two adders. The products of all pairs of probabilities are
/// those of two layers that repeat them (`rows`, `columns`), and `pairs` adds them up by their sum; `answers` has the sums of both.
let addersPlan: String = {
    let readings = adderNames.map(\.0).flatMap { adder in
        ["left", "right"].map { side in
            let (name, reader) = ("\(adder)\(side)", "\(adder).readers.0")
            return """
                c1\(name) = convolution \(side) \(reader).conv1 padding 2; r1\(name) = relu c1\(name); p1\(name) = maxPool r1\(name) 2;
                c2\(name) = convolution p1\(name) \(reader).conv2 padding 2; r2\(name) = relu c2\(name); p2\(name) = maxPool r2\(name) 2;
                u\(name) = linear p2\(name) \(reader).fc1; h\(name) = relu u\(name); l\(name) = linear h\(name) \(reader).fc2;
                digits.\(adder).\(side) = softmax l\(name)
                """
        }
    }
    let sums = adderNames.map(\.0).map { adder in
        """
        rows\(adder) = linear digits.\(adder).left rows; columns\(adder) = linear digits.\(adder).right columns;
        joint\(adder) = multiply rows\(adder) columns\(adder); sums.\(adder) = linear joint\(adder) pairs;
        place\(adder) = linear sums.\(adder) place.\(adder)
        """
    }
    return
        (["left = input 1 28 28; right = input 1 28 28"] + readings + sums + ["answers = add placea placeb"])
        .joined(separator: ";\n")
}()

/// The layers of the plan that have no parameters of a network: zeros and ones.
private var fixedWeights: [String: NDArray] {
    func matrix(_ rows: Int, _ columns: Int, _ isOne: (Int, Int) -> Bool) -> NDArray {
        NDArray(
            (0..<rows).flatMap { row in (0..<columns).map { isOne(row, $0) ? 1 : 0 } },
            shape: [rows, columns])
    }
    return [
        "rows.weight": matrix(100, 10) { $0 / 10 == $1 }, "columns.weight": matrix(100, 10) { $0 % 10 == $1 },
        "pairs.weight": matrix(19, 100) { $1 / 10 + $1 % 10 == $0 },
        "place.a.weight": matrix(38, 19) { $0 == $1 }, "place.b.weight": matrix(38, 19) { $0 == $1 + 19 },
    ]
}

/// Both adders as a page plays them, with pairs of test digits to look at; nil for pictures that cannot be drawn on the pads.
///
/// - Parameter adders: from scratch and fine-tuned, each with one classifier for both pictures.
/// - Throws: `PlayedNetwork.Refusal`.
func playedAdders(
    _ adders: [ClassificationAdder], _ pairs: Pairs, mayRound: Bool = true,
    limit: Int = PlayedNetwork.sizeLimit
) throws -> PlayedNetwork? {
    let (left, right, sums) = pairs.batch(0..<min(8, pairs.count))
    guard pairs.count > 0, Array(left.shape.dropFirst()) == [1, 28, 28] else { return nil }
    var weights = fixedWeights
    var answers: [NDArray] = []
    for ((prefix, _), adder) in zip(adderNames, adders) {
        for (name, value) in adder.stateDictionary { weights["\(prefix).\(name)"] = value }
        let wasTraining = adder.isTraining
        adder.evaluate()
        answers.append(withoutGradient { adder.probabilities(left, right) }.value)
        if wasTraining { adder.train() }
    }
    return try PlayedNetwork(
        weights: weights, plan: addersPlan,
        arrays: ["lefts": left, "rights": right, "truths": NDArray(sums.map(Float.init))],
        inputs: ["left": left, "right": right], output: "answers", answers: .concatenated(answers, axis: 1),
        mayRound: mayRound, limit: limit)
}

/// The part of the page where one draws two digits.
func adderPads(_ file: PlayedNetwork) -> Play {
    let pads = ["left", "right"].map { side in
        """
        <div><h3 data-word="\(side)"></h3><canvas class="pad" data-name="\(side)" tabindex="0" role="application" \
        data-label="\(side)"></canvas><div class="buttons"><button type="button" data-name="clear-\(side)" data-word="clear">\
        </button></div></div>
        """
    }
    let adders = adderNames.map { adder, transfer in
        """
        <div><h3 data-word="\(transfer.rawValue)"></h3><p class="sum" data-name="answer-\(adder)" aria-live="polite"></p>
        <div class="bars" data-name="sums-\(adder)"></div><p data-name="digits-\(adder)"></p></div>
        """
    }
    let controls = """
        \(pads.joined(separator: "\n"))
        <div><h3 data-word="more"></h3><div class="buttons"><button type="button" data-name="next" data-word="next"></button></div>
        <p data-name="truth"></p><p data-word="keys"></p></div>
        \(adders.joined(separator: "\n"))
        """
    return Play(
        file: file.file, controls: controls, script: adderPadsScript,
        words: [
            "left": Words(en: "Draw a digit here", zh: "在这里写一个数字"),
            "right": Words(en: "and another here", zh: "在这里写另一个"),
            "more": Words(en: "Or take what neither has seen", zh: "或者用两个网络都没见过的图片"),
            "clear": Words(en: "Clear", zh: "清空"), "next": Words(en: "A test pair", zh: "一对测试图片"),
            "keys": Words(
                en: "Keys: arrows move the pen, space lowers and lifts it, Delete clears.",
                zh: "键盘：方向键移动笔，空格键落笔、提笔，Delete 键清空。"),
            "scratch": Words(en: "Trained from scratch", zh: "从零训练"),
            "fine_tuned": Words(en: "Transferred, fine-tuned", zh: "迁移后微调"),
            "doubt": Words(en: "doubt", zh: "不确定度"),
            "digits": Words(en: "digits", zh: "数字"), "truth": Words(en: "the truth: {}", zh: "真值：{}"),
        ],
        otherwise: Words(
            en: "With scripting switched on, one can draw two digits here, and two networks add them.",
            zh: "浏览器启用脚本后，可以在这里写两个数字，由两个网络相加。"))
}

extension Results {
    /// Adds the pads, where the run has the adders that they need.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fillPads(_ heads: HeadComparison, _ report: inout Report) throws {
        let adders = adderNames.compactMap { _, transfer in
            heads.entries.first { $0.name == "shared_classifier_\(transfer.rawValue)" }?.adder
                as? ClassificationAdder
        }
        var generator = RandomGenerator(seed: 6)
        let pairs = Pairs(of: digits.test, using: &generator)
        guard adders.count == adderNames.count, let file = try playedAdders(adders, pairs) else { return }
        report.play(
            adderPads(file),
            caption: Words(
                en: """
                    The two adders with shared weights, as they were trained, in the page: the probability of each sum, from scratch \
                    and transferred. Draw a digit badly, half of one, or two in one, and see how sure each remains; \
                    below, what each takes both digits for, though the one from scratch was told only sums.
                    """,
                zh: """
                    网页里是两个训练好的共享权重的加法网络：从零训练的和迁移后微调的，各给出每个和的概率。写得潦草一些、只写一半、或把两个数字叠在一起，\
                    看它们还有多大把握；下面是它们各把两张图认作哪个数字，尽管从零训练的那个只知道和。
                    """))
    }
}

/// The script of the pads: it passes on what is drawn, and shows the probabilities of the sums.
let adderPadsScript = #"""
    Pages.name(figure, words);
    const find = figure.find, side = 112, sides = ["left", "right"], count = network.shape("lefts")[0];
    const pictures = sides.map(name => network.get(name + "s")), truths = network.get("truths"), isDrawn = [false, false];
    let shown = 0;
    const percent = x => (100 * x).toFixed(1) + " %", largest = numbers => numbers.indexOf(Math.max(...numbers));
    const read = () => {
      sides.forEach((name, place) => {
        network.core.choosePad(place);
        if (isDrawn[place]) network.core.center(network.place(name).index, 0, 0, 0);
        else network.set(name, pictures[place].subarray(784 * shown, 784 * (shown + 1)));
      });
      network.run();
      show();
    };
    const show = () => {
      for (const adder of ["a", "b"]) {
        const sums = network.get("sums." + adder), best = largest(sums);
        find("answer-" + adder).textContent = "= " + best + " (" + percent(sums[best]) + "), " + words.doubt + " "
          + percent(1 - sums[best]);
        Pages.bars(find("sums-" + adder), [...sums].map((share, sum) => ({name: String(sum), share: share,
          text: percent(share), isBest: sum === best})));
        find("digits-" + adder).textContent = words.digits + ": " + sides.map(name => {
          const digits = network.get("digits." + adder + "." + name), digit = largest(digits);
          return digit + " (" + percent(digits[digit]) + ")";
        }).join(" + ");
      }
      find("truth").textContent = isDrawn[0] || isDrawn[1] ? "" : words.truth.replace("{}", truths[shown]);
    };
    // A test pair is seen on the pads too, until something is drawn.
    const preview = () => sides.forEach((name, place) => {
      if (!isDrawn[place]) Pages.paint(find(name), pictures[place].subarray(784 * shown, 784 * (shown + 1)), 28, 1);
    });
    const pads = sides.map((name, place) => Pages.pad(find(name), network, side, 4.5, () => {
      isDrawn[place] = true;
      read();
      preview();
    }, place));
    sides.forEach((name, place) => find("clear-" + name).addEventListener("click", () => {
      pads[place].clear();
      isDrawn[place] = true;
      read();
    }));
    find("next").addEventListener("click", () => {
      shown = (shown + 1) % count;
      pads.forEach((pad, place) => { pad.clear(); isDrawn[place] = false; });
      read();
      preview();
    });
    figure.read = read;
    read();
    preview();
    return () => { pads.forEach(pad => pad.draw()); preview(); show(); };
    """#
