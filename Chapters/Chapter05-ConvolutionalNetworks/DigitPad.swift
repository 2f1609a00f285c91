import Autograd
import ChapterSupport
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

// The book's network in the page: a drawing is read as the pen moves, and every number of a feature map can be asked where it
// comes from.

/// What the page computes: `BookNetwork.forward`, line by line.
let bookPlan = """
    x = input 1 28 28;
    convolved1 = convolution x conv1 padding 2; maps1 = relu convolved1; pooled1 = maxPool maps1 2;
    convolved2 = convolution pooled1 conv2 padding 2; maps2 = relu convolved2; pooled2 = maxPool maps2 2;
    units = linear pooled2 fc1; hidden = relu units;
    logits = linear hidden fc2; probabilities = softmax logits
    """

/// The book's network as a page plays it, with a few pictures to look at; nil for pictures that cannot be drawn on the pad.
func playedBook(_ network: BookNetwork, _ pictures: NDArray, mayRound: Bool = true) throws -> PlayedNetwork? {
    guard pictures.shape.count == 4, Array(pictures.shape.dropFirst()) == [1, 28, 28] else { return nil }
    let wasTraining = network.isTraining
    network.evaluate()
    defer { if wasTraining { network.train() } }
    let answers = withoutGradient { network(Tensor(pictures)).value }
    let weights = Dictionary(uniqueKeysWithValues: network.stateDictionary.map { ($0.name, $0.value) })
    return try PlayedNetwork(
        weights: weights, plan: bookPlan, arrays: ["pictures": pictures], inputs: ["x": pictures],
        output: "logits", answers: answers, mayRound: mayRound)
}

/// The part of the page where one draws.
///
/// - Parameter isClothes: whether a drawing is centred as Fashion-MNIST's clothes are, not as MNIST's digits.
func digitPad(_ file: PlayedNetwork, classNames: [String], isClothes: Bool) -> Play {
    let maps = { (layer: Int, count: Int, side: Int) in
        let canvases = (0..<count).map {
            "<canvas tabindex=\"0\" role=\"img\" data-map=\"\(layer) \($0)\" width=\"\(side)\" height=\"\(side)\"></canvas>"
        }
        return "<div class=\"maps\">\(canvases.joined())</div>"
    }
    let arrows = ["←", "↑", "↓", "→"].map { "<button type=\"button\" data-shift=\"\($0)\">\($0)</button>" }
    let controls = """
        <div><h3 data-word="pad"></h3><canvas class="pad" data-name="pad" tabindex="0" role="application"></canvas>
        <div class="buttons"><button type="button" data-name="clear"></button><button type="button" data-name="next"></button></div>
        <p data-word="padKeys"></p></div>
        <div><h3 data-word="input"></h3><canvas data-name="input" tabindex="0" role="application"></canvas>
        <div class="buttons">\(arrows.joined())</div><p data-word="inputKeys"></p></div>
        <div><h3 data-word="probabilities"></h3><div class="bars" data-name="bars" aria-live="polite"></div></div>
        <div class="across"><h3 data-word="first"></h3>\(maps(1, 4, 28))</div>
        <div class="across"><h3 data-word="second"></h3>\(maps(2, 8, 14))</div>
        <div class="across"><h3 data-word="where"></h3><div class="grids" data-name="grids"></div>
        <p class="sum" data-name="sum"></p></div>
        """
    return Play(
        file: file.file, controls: controls,
        script: "const form = \(isClothes ? 1 : 0), classes = "
            + "[\(classNames.map { "\"\(scriptSafe($0))\"" }.joined(separator: ","))];\n" + digitPadScript,
        words: digitPadWords,
        otherwise: Words(
            en: "With scripting switched on, one can draw here, and the network reads it.",
            zh: "浏览器启用脚本后，可以在这里手写，网络会读出来。"))
}

/// A class name inside a literal of the script.
private func scriptSafe(_ name: String) -> String {
    String(name.filter { $0.isLetter || $0.isNumber || "-/ ".contains($0) })
}

private let digitPadWords = [
    "pad": Words(en: "Draw here", zh: "在这里写"),
    "padKeys": Words(
        en: "Keys: arrows move the pen, space lowers and lifts it, Delete clears.",
        zh: "键盘：方向键移动笔，空格键落笔、提笔，Delete 键清空。"),
    "clear": Words(en: "Clear", zh: "清空"),
    "next": Words(en: "A test picture", zh: "测试图片"),
    "input": Words(en: "What the network sees, 28 × 28", zh: "网络看到的 28 × 28 图像"),
    "inputKeys": Words(
        en: "Shift it, also with the arrow keys: how far does pooling forgive?",
        zh: "用按钮或方向键平移它：池化能容忍多远？"),
    "probabilities": Words(en: "Probabilities", zh: "概率"),
    "first": Words(
        en: "Feature maps of the first layer, after ReLU: press a pixel", zh: "第一层的特征图（ReLU 之后）：点一个像素"),
    "second": Words(
        en: "Feature maps of the second layer, after ReLU: press a pixel", zh: "第二层的特征图（ReLU 之后）：点一个像素"),
    "where": Words(en: "Where this number comes from", zh: "这个数是怎么算出来的"),
    "layer": Words(en: "layer", zh: "层"),
    "map": Words(en: "map", zh: "特征图"),
    "row": Words(en: "row", zh: "行"),
    "column": Words(en: "column", zh: "列"),
    "kernel": Words(en: "kernel", zh: "卷积核"),
    "patch": Words(en: "patch", zh: "图像块"),
    "pooledMap": Words(en: "pooled map", zh: "池化后的特征图"),
    "bias": Words(en: "bias", zh: "偏置"),
]
