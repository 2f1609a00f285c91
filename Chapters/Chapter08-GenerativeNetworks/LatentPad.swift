import Autograd
import ChapterSupport
import DigitRecognition
import Messages
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore

// The conditional generator in the page: one moves between four latent codes, for the digit asked for.

/// How many codes a page has; four of them at a time are the corners of its pad.
let pageCodes = 16

/// What the page computes: a mixture of rows, codes and one class, and `Generator.forward`.
func latentPlan(inputs: Int) -> String {
    """
    ids = input 5; shares = input 5; mixed = embeddingBag ids shares rows; code = reshape mixed \(inputs) 1 1;
    d1 = transposedConvolution code deconv1; b1 = batchNorm d1 bn1; r1 = relu b1;
    d2 = transposedConvolution r1 deconv2 stride 2 padding 1; b2 = batchNorm d2 bn2; r2 = relu b2;
    d3 = transposedConvolution r2 deconv3 stride 2 padding 1; picture = tanh d3
    """
}

/// The conditional generator as a page plays it, tried on its own codes; nil where its pictures are in colour.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedGenerator(_ gan: GAN, seed: UInt64, mayRound: Bool = true) throws -> PlayedNetwork? {
    guard gan.isConditional else { return nil }
    var random = RandomGenerator(seed: seed)
    let codes = NDArray.normal([pageCodes, latentSize], using: &random)
    // Each code has no class yet, each class no code: a page adds up one of each.
    let none = NDArray.zeros([pageCodes, gan.classCount])
    let classes = IntArray(Array(0..<gan.classCount)).oneHot(classCount: gan.classCount)
    let rows = NDArray.concatenated(
        [
            .concatenated([codes, none], axis: 1),
            .concatenated([.zeros([gan.classCount, latentSize]), classes], axis: 1),
        ], axis: 0)
    let examples = min(8, gan.classCount)
    let asked = (0..<examples).map { $0 }
    gan.generator.evaluate()
    let inputs = NDArray.concatenated(
        [codes.sliced(0..<examples), classes.sliced(0..<examples)], axis: 1)
    let answers = withoutGradient { gan.generator(Tensor(inputs)).value }
    guard Array(answers.shape.dropFirst()) == [1, 28, 28] else { return nil }
    return try PlayedNetwork(
        weights: Dictionary(
            uniqueKeysWithValues: gan.generator.stateDictionary
                .filter { !$0.name.hasSuffix("num_batches_tracked") }.map { ($0.name, $0.value) }),
        plan: latentPlan(inputs: rows.shape[1]), arrays: ["rows.weight": rows],
        inputs: [
            "ids": NDArray(
                asked.flatMap { [Float($0), 0, 0, 0, Float(pageCodes + $0)] }, shape: [examples, 5]),
            "shares": NDArray(asked.flatMap { _ in [Float(1), 0, 0, 0, 1] }, shape: [examples, 5]),
        ], output: "picture", answers: answers, mayRound: mayRound)
}

/// The part of the page with the pad.
func latentPad(_ file: PlayedNetwork, classNames: [String]) -> Play {
    let buttons = classNames.indices.map { "<button type=\"button\" data-class=\"\($0)\"></button>" }
    let controls = """
        <div class="across"><h3 data-word="ask"></h3><div class="buttons">\(buttons.joined())</div></div>
        <div><h3 data-word="pad"></h3><canvas class="pad" data-name="pad" tabindex="0" role="application" \
        data-label="padKeys"></canvas><p data-word="padKeys"></p></div>
        <div><h3 data-word="picture"></h3><canvas class="small" data-name="picture" role="img" data-label="picture">\
        </canvas><div class="buttons"><button type="button" data-name="others" data-word="others"></button></div></div>
        <div><h3 data-word="shares"></h3><div class="bars" data-name="shares"></div></div>
        """
    return Play(
        file: file.file, controls: controls, script: "const codeCount = \(pageCodes);\n" + latentScript,
        words: [
            "ask": Words(en: "Ask for", zh: "想要哪一个"),
            "pad": Words(en: "Between four latent codes", zh: "在四个隐编码之间"),
            "padKeys": Words(
                en: "Each corner is a latent code. Press a place, or move with the arrow keys.",
                zh: "每个角是一个隐编码。点一个位置，或用方向键移动。"),
            "picture": Words(en: "What the generator paints there", zh: "生成器在那里画出的图像"),
            "others": Words(en: "Other codes", zh: "换一组编码"),
            "shares": Words(en: "Share of each corner's code", zh: "每个角的编码所占的份额"),
            "corners": Words(en: "top left,top right,bottom left,bottom right", zh: "左上,右上,左下,右下"),
        ],
        texts: ["classes": classNames.map { $0.replacing("\n", with: " ") }.joined(separator: "\n")],
        otherwise: Words(
            en: "With scripting switched on, one can move between latent codes here.",
            zh: "浏览器启用脚本后，可以在这里的隐编码之间移动。"))
}

/// The script: it mixes codes as the chapter's walks do, on circles, so that each is as long as a normal one usually is.
let latentScript = #"""
    Pages.name(figure, words);
    const find = figure.find, names = words.classes.split("\n"), grid = 5, n = Pages.number;
    const at = {x: 0.5, y: 0.5}, buttons = [...figure.querySelectorAll("[data-class]")], corners = words.corners.split(",");
    let first = 0, asked = Math.min(2, names.length - 1), map;
    const mixed = (x, y) => [[0, 0], [1, 0], [0, 1], [1, 1]].map(([right, bottom]) =>
      (right ? Math.sin : Math.cos)(x * Math.PI / 2) * (bottom ? Math.sin : Math.cos)(y * Math.PI / 2));
    const paint = (x, y) => {
      network.set("ids", [first, first + 1, first + 2, first + 3, codeCount + asked]);
      network.set("shares", [...mixed(x, y), 1]);
      network.run();
      // From −1, paper, to 1, ink.
      return network.get("picture").map(pixel => (pixel + 1) / 2);
    };
    const show = () => {
      const side = 28 * grid, line = 1.5;
      Pages.paint(find("pad"), map, side, 1, {x: at.x * side - 3, y: at.y * side - 3, width: 6, height: 6, line: line});
      Pages.paint(find("picture"), paint(at.x, at.y), 28, 1);
      const shares = mixed(at.x, at.y);
      Pages.bars(find("shares"), shares.map((share, corner) => ({name: corners[corner], share: share, text: n(share),
        isBest: share === Math.max(...shares)})));
      figure.state = {x: at.x, y: at.y, asked: asked, first: first, shares: shares};
    };
    const survey = () => {
      map = new Float32Array(784 * grid * grid);
      for (let row = 0; row < grid; row++) for (let column = 0; column < grid; column++) {
        const picture = paint((column + 0.5) / grid, (row + 0.5) / grid);
        for (let y = 0; y < 28; y++) {
          map.set(picture.subarray(28 * y, 28 * (y + 1)), (28 * row + y) * 28 * grid + 28 * column);
        }
      }
      buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index === asked)));
      show();
    };
    const put = (x, y) => {
      at.x = Math.max(0, Math.min(1, x));
      at.y = Math.max(0, Math.min(1, y));
      show();
    };
    buttons.forEach((button, index) => {
      button.textContent = names[index];
      button.addEventListener("click", () => { asked = index; survey(); });
    });
    Pages.drag(find("pad"), put);
    Pages.arrows(find("pad"), (x, y, event) => put(at.x + x * (event.shiftKey ? 0.01 : 0.05), at.y + y
      * (event.shiftKey ? 0.01 : 0.05)));
    find("others").addEventListener("click", () => { first = (first + 4) % codeCount; survey(); });
    survey();
    return survey;
    """#
