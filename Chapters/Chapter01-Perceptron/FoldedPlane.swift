import ChapterSupport
import Datasets
import Messages
import PageNetworks
import Reporting
import TensorCore

// The network that learned XOR in the page: one slider through its training, and an input that is moved about the plane.

/// What the page computes: `TwoLayerNetwork.forward`.
let foldedPlan = """
    x = input 2; sums = linear x hidden; h = sigmoid sums; sum = linear h output; o = sigmoid sum
    """

/// The epochs of the slider: as many as forty, more of them where the error falls, for hardly anything happens before.
func foldedMoments(_ training: ExclusiveOrTraining) -> [Int] {
    let count = min(40, training.epochs)
    guard count > 0 else { return [0] }
    // Half of the moments are in the last third.
    let epochs = (0...count).map { step -> Int in
        let share = Double(step) / Double(count)
        let place = share < 0.5 ? share * 4 / 3 : 2.0 / 3 + (share - 0.5) * 2 / 3
        return Int((place * Double(training.epochs)).rounded())
    }
    return Array(Set(epochs)).sorted()
}

/// The file of the page, tried on XOR with the network at the end of its training.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedNetwork(_ training: ExclusiveOrTraining) throws -> PlayedNetwork {
    let moments = foldedMoments(training)
    let (network, inputs) = (training.result, TruthTable.xor.data.features)
    let parameters = moments.map { epoch -> [Float] in
        let network = training.history[epoch]
        return network.hidden.weights + network.hidden.biases + network.output.weights + network.output.biases
    }
    let units = network.hidden.biases.count
    return try PlayedNetwork(
        weights: [
            "hidden.weight": NDArray(network.hidden.weights, shape: [units, 2]),
            "hidden.bias": NDArray(network.hidden.biases),
            "output.weight": NDArray(network.output.weights, shape: [1, units]),
            "output.bias": NDArray(network.output.biases),
        ], plan: foldedPlan,
        arrays: [
            "moments": NDArray(parameters.flatMap { $0 }, shape: [moments.count, parameters[0].count]),
            "epochs": NDArray(moments.map(Float.init)),
            "errors": NDArray(
                moments.map { training.errors.isEmpty ? .nan : training.errors[max(0, $0 - 1)] }),
        ],
        inputs: ["x": NDArray(inputs.flatMap { $0 }, shape: [inputs.count, 2])], output: "o",
        answers: NDArray(inputs.map { network.forward($0).outputs[0] }, shape: [inputs.count, 1]),
        mayRound: false)
}

/// The part of the page with the plane that is folded.
func foldedPlane(_ file: PlayedNetwork) -> Play {
    let controls = """
        <div><canvas class="sharp" data-name="plane" tabindex="0" role="application" data-label="plane"></canvas>
        <p data-word="keys"></p></div>
        <div class="two"><p><label><span data-name="epochText"></span><br/><input type="range" data-name="epoch" min="0" max="1" \
        step="1" value="1"/></label></p>
        <h3 data-word="units"></h3><div class="bars four" data-name="units"></div>
        <p class="sum" data-name="sum" aria-live="polite"></p><p class="sum" data-name="corners"></p></div>
        """
    return Play(
        file: file.file, controls: controls, script: foldedPlaneScript,
        words: [
            "plane": Words(en: "The output in the plane of both inputs", zh: "两个输入平面上的输出"),
            "keys": Words(
                en:
                    "Move the cross with the pointer or the arrow keys. The lines are where each hidden unit is at ½.",
                zh: "用指针或方向键移动十字。每条线上，一个隐藏单元恰好等于 ½。"),
            "epoch": Words(en: "epoch", zh: "轮次"), "error": Words(en: "error", zh: "误差"),
            "units": Words(
                en: "Hidden units h = σ(w · x + b), and what each adds", zh: "隐藏单元 h = σ(w · x + b) 及其贡献"),
        ],
        otherwise: Words(
            en: "With scripting switched on, one can move through the training here.",
            zh: "浏览器启用脚本后，可以在这里看训练的每个阶段。"))
}

/// The script: it sets the parameters of a moment, and shows what the network makes of every point of the square.
let foldedPlaneScript = #"""
    Pages.name(figure, words);
    const find = figure.find, side = 420, cells = 60, low = -0.5, extent = 2, at = {x: 0.8, y: 0.2};
    const epochs = network.get("epochs"), errors = network.get("errors"), moments = network.get("moments");
    const count = network.shape("h")[0], size = moments.length / epochs.length, n = Pages.number;
    const signed = x => (x < 0 ? " \u2212 " : " + ") + n(Math.abs(x)), subscript = k => "\u2081\u2082\u2083\u2084"[k] || k + 1;
    find("epoch").max = epochs.length - 1;
    find("epoch").value = epochs.length - 1;
    let parameters, shades;
    const answer = (x, y) => { network.set("x", [x, y]); network.run(); return network.get("o")[0]; };
    const take = () => {
      const moment = Number(find("epoch").value);
      parameters = moments.subarray(size * moment, size * (moment + 1));
      network.set("hidden.weight", parameters.subarray(0, 2 * count));
      network.set("hidden.bias", parameters.subarray(2 * count, 3 * count));
      network.set("output.weight", parameters.subarray(3 * count, 4 * count));
      network.set("output.bias", parameters.subarray(4 * count));
      shades = new Float32Array(cells * cells);
      for (let row = 0; row < cells; row++) for (let column = 0; column < cells; column++) {
        const x = low + (column + 0.5) / cells * extent, y = low + (cells - row - 0.5) / cells * extent;
        shades[cells * row + column] = 1 - 2 * answer(x, y);
      }
      const error = errors[moment];
      find("epochText").textContent = words.epoch + " " + epochs[moment] + " / " + epochs[epochs.length - 1]
        + (moment > 0 && isFinite(error) ? ", " + words.error + " " + error.toPrecision(2) : "");
      find("corners").textContent = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([x, y]) => x + " XOR " + y + ": "
        + n(answer(x, y))).join(";  ");
      show();
    };
    const seen = x => (x - low) / extent * side;
    const show = () => {
      const canvas = find("plane"), context = Pages.sharp(canvas, side), style = getComputedStyle(canvas);
      const color = name => style.getPropertyValue(name).trim(), shade = document.createElement("canvas");
      // The colours of the page are those of elements in it.
      figure.append(shade);
      Pages.paint(shade, shades, cells, 1);
      context.globalAlpha = 0.75;
      context.imageSmoothingEnabled = true;
      context.drawImage(shade, 0, 0, side, side);
      shade.remove();
      context.globalAlpha = 1;
      context.strokeStyle = color("--mark");
      for (let unit = 0; unit < count; unit++) {
        const w1 = parameters[2 * unit], w2 = parameters[2 * unit + 1], b = parameters[2 * count + unit];
        const length = Math.hypot(w1, w2), away = (0.5 * w1 + 0.5 * w2 + b) / length / length;
        const x = seen(0.5 - away * w1), y = side - seen(0.5 - away * w2), dx = -w2 / length, dy = -w1 / length;
        context.beginPath();
        context.lineWidth = 1.5;
        context.moveTo(x - 2 * side * dx, y - 2 * side * dy);
        context.lineTo(x + 2 * side * dx, y + 2 * side * dy);
        context.stroke();
      }
      for (const [x, y] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
        context.beginPath();
        // As in the charts of the page: 0 round and blue, 1 square and orange.
        if (x !== y) context.rect(seen(x) - 8, side - seen(y) - 8, 16, 16);
        else context.arc(seen(x), side - seen(y), 9, 0, 7);
        context.fillStyle = color(x !== y ? "--less" : "--more");
        context.strokeStyle = color("--none");
        context.lineWidth = 2;
        context.fill();
        context.stroke();
      }
      context.strokeStyle = color("--mark");
      context.lineWidth = 3;
      context.beginPath();
      for (const [dx, dy] of [[1, 0], [0, 1]]) {
        context.moveTo(seen(at.x) - 11 * dx, side - seen(at.y) - 11 * dy);
        context.lineTo(seen(at.x) + 11 * dx, side - seen(at.y) + 11 * dy);
      }
      context.stroke();
      const output = answer(at.x, at.y), units = [...network.get("h")], sum = network.get("sum")[0];
      const weights = parameters.subarray(3 * count, 4 * count), bias = parameters[4 * count];
      const element = find("units");
      while (element.children.length < 4 * count) {
        const cell = document.createElement(element.children.length % 4 === 1 ? "div" : "span");
        if (element.children.length % 4 === 1) { cell.className = "bar"; cell.append(document.createElement("i")); }
        element.append(cell);
      }
      units.forEach((h, unit) => {
        const cell = place => element.children[4 * unit + place];
        cell(0).textContent = "h" + subscript(unit);
        cell(1).firstChild.style.width = (100 * h).toFixed(1) + "%";
        cell(2).textContent = n(h);
        cell(3).textContent = "\u00d7 " + n(weights[unit]) + " = " + n(h * weights[unit]);
      });
      const total = units.reduce((total, h, unit) => total + h * weights[unit], bias);
      find("sum").textContent = "x = (" + n(at.x) + ", " + n(at.y) + "): o = \u03c3(\u03a3" + signed(bias) + ") = \u03c3("
        + n(sum) + ") = " + n(output);
      figure.state = {output, sum, total, at: [at.x, at.y]};
    };
    const put = (x, y) => {
      at.x = Math.max(low, Math.min(low + extent, x));
      at.y = Math.max(low, Math.min(low + extent, y));
      show();
    };
    Pages.drag(find("plane"), (x, y) => put(low + x * extent, low + (1 - y) * extent));
    Pages.arrows(find("plane"), (x, y, event) => {
      const step = event.shiftKey ? 0.01 : 0.05;
      put(at.x + x * step, at.y - y * step);
    });
    find("epoch").addEventListener("input", take);
    take();
    return show;
    """#
