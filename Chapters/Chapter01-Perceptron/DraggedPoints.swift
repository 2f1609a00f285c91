import ChapterSupport
import Datasets
import Messages
import PageNetworks
import Reporting
import TensorCore

// Rosenblatt's rule in the page: points are dragged, and the perceptron learns them anew, mistake by mistake.

/// What the page computes: `trainPerceptron`, on the four rows of a gate and on twelve points, up to a number of mistakes.
let draggedPlan = """
    limit = input 1;
    fourPoints = input 4 2; fourTargets = input 4; four = perceptron fourPoints fourTargets limit;
    cloudPoints = input 12 2; cloudTargets = input 12; cloud = perceptron cloudPoints cloudTargets limit
    """

/// The gates of the page, in the order of its buttons.
let draggedGates: [TruthTable] = [.and, .or, .nand, .xor]

/// After so many mistakes the page gives up.
let draggedLimit: Float = 1000

/// The weights, the bias, the mistakes, the row of the last one and whether it converged, as `PerceptronStep` writes them, by
/// the chapter's own training.
///
/// - Parameter limit: at how many mistakes it stops.
func tracedPerceptron(_ data: ClassificationData, limit: Int) -> [Float] {
    var perceptron = Perceptron(inputCount: data.featureNames.count)
    var (mistakes, last, hasConverged) = (0, -1, false)
    training: while !hasConverged {
        hasConverged = true
        for (row, (inputs, target)) in zip(data.features, data.labels).enumerated() {
            guard perceptron.output(inputs) != target else { continue }
            if mistakes == limit {
                hasConverged = false
                break training
            }
            hasConverged = false
            _ = perceptron.learn(inputs, target: target)
            (mistakes, last) = (mistakes + 1, row)
        }
    }
    return perceptron.weights + [perceptron.bias, Float(mistakes), Float(last), hasConverged ? 1 : 0]
}

/// Six points of each class of the two clouds.
private func twelve(of clouds: ClassificationData) -> ClassificationData {
    let rows = [0, 1].flatMap { label in clouds.labels.indices.filter { clouds.labels[$0] == label }.prefix(6)
    }
    return clouds.rows(rows)
}

/// The file of the page, tried on the four gates at several limits; nil where the clouds have fewer than twelve points.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedPerceptron(_ clouds: ClassificationData) throws -> PlayedNetwork? {
    let cloud = twelve(of: clouds)
    guard cloud.count == 12 else { return nil }
    func array(_ rows: [[Float]]) -> NDArray {
        NDArray(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
    }
    let corners = array(TruthTable.and.data.features)
    let examples = draggedGates.flatMap { gate in [0, 3, 1000].map { (gate.data, $0) } }
    return try PlayedNetwork(
        weights: [:], plan: draggedPlan,
        arrays: [
            "corners": corners,
            "gates": array(draggedGates.map { $0.data.labels.map(Float.init) }),
            "cloud points": array(cloud.features), "cloud targets": NDArray(cloud.labels.map(Float.init)),
        ],
        inputs: [
            "fourPoints": array(examples.map { $0.0.features.flatMap { $0 } }),
            "fourTargets": array(examples.map { $0.0.labels.map(Float.init) }),
            "limit": NDArray(examples.map { Float($0.1) }, shape: [examples.count, 1]),
        ], output: "four", answers: array(examples.map { tracedPerceptron($0.0, limit: $0.1) }),
        mayRound: false)
}

/// The part of the page where points are dragged.
func draggedPoints(_ file: PlayedNetwork) -> Play {
    let buttons = (draggedGates.map(\.name) + [""]).enumerated().map { index, name in
        "<button type=\"button\" data-set=\"\(index)\"\(name.isEmpty ? " data-word=\"clouds\"" : "")>\(name)</button>"
    }
    let controls = """
        <div><div class="buttons">\(buttons.joined())</div>
        <canvas class="sharp" data-name="plane" tabindex="0" role="application" data-label="plane"></canvas>
        <p data-word="keys"></p></div>
        <div class="two"><h3 data-word="learned"></h3>
        <p><label><span data-name="stepText"></span><br/><input type="range" data-name="step" min="0" max="1" step="1" \
        value="1"/></label></p>
        <p class="sum" data-name="rule"></p><p class="sum" data-name="line"></p>
        <p class="sum" aria-live="polite"><strong data-name="verdict"></strong></p></div>
        """
    return Play(
        file: file.file, controls: controls,
        script: "const limit = \(Int(draggedLimit));\n" + draggedPointsScript, words: draggedWords,
        otherwise: Words(
            en: "With scripting switched on, one can drag points here, and the perceptron learns them anew.",
            zh: "浏览器启用脚本后，可以在这里拖动点，感知机会重新学习。"))
}

private let draggedWords = [
    "plane": Words(en: "The plane of both inputs", zh: "两个输入的平面"),
    "clouds": Words(en: "two clouds", zh: "两团点"),
    "keys": Words(
        en:
            "Drag a point; press one to change its class. Keys: Enter chooses a point, arrows move it, space changes its class.",
        zh: "拖动点；点一下改变它的类别。键盘：回车键选点，方向键移动，空格键改变类别。"),
    "learned": Words(en: "Mistake by mistake", zh: "一次错误一步"),
    "after": Words(en: "after mistake", zh: "第几次错误之后"), "of": Words(en: "of", zh: "共"),
    "start": Words(en: "Before the first mistake all weights are 0.", zh: "第一次犯错之前，权重全是 0。"),
    "mistake": Words(en: "Row", zh: "样本"),
    "done": Words(en: "mistakes, then a pass without one: the line is found.", zh: "次错误之后，一整遍没有错误：直线找到了。"),
    "never": Words(
        en: "mistakes, and no end: no line was found. The rows may have none.", zh: "次错误仍未结束：没有找到直线，也许根本不存在。"),
]

/// The script: it draws points and the line, and lets the rule run up to the mistake that the slider asks for.
let draggedPointsScript = #"""
    Pages.name(figure, words);
    const find = figure.find, side = 420, corners = network.get("corners"), gates = network.get("gates");
    let points, targets, set, range, chosen = 0, moved = false;
    const choose = index => {
      set = index < 4 ? "four" : "cloud";
      points = Float32Array.from(index < 4 ? corners : network.get("cloud points"));
      targets = Float32Array.from(index < 4 ? gates.subarray(4 * index, 4 * index + 4) : network.get("cloud targets"));
      const most = Math.ceil(points.reduce((most, x) => Math.max(most, Math.abs(x)), 0)) + 0.5;
      range = index < 4 ? [-0.5, 1.5] : [-most, most];
      chosen = 0;
      for (const button of figure.querySelectorAll("[data-set]")) {
        button.setAttribute("aria-pressed", String(Number(button.dataset.set) === index));
      }
      learn();
    };
    const run = mistakes => {
      network.set("limit", [mistakes]);
      network.set(set + "Points", points);
      network.set(set + "Targets", targets);
      network.run();
      const [w1, w2, b, made, row, done] = network.get(set);
      return {w1, w2, b, made, row, done};
    };
    const seen = x => (x - range[0]) / (range[1] - range[0]) * side;
    const n = x => Pages.number(x).replace(/\.0+$|(\.\d*[1-9])0+$/, "$1"), signed = x => (x < 0 ? " \u2212 " : " + ") + n(Math.abs(x));
    const show = () => {
      const all = run(limit), step = find("step"), now = run(Number(step.value)), before = run(Math.max(0, now.made - 1));
      find("stepText").textContent = words.after + " " + now.made + " / " + all.made;
      const x = [points[2 * now.row], points[2 * now.row + 1]], t = targets[now.row];
      find("rule").textContent = now.row < 0 ? words.start
        : words.mistake + " (" + n(x[0]) + ", " + n(x[1]) + "): t = " + t + ", y = " + (1 - t) + "; w: ("
          + n(before.w1) + ", " + n(before.w2) + ") " + (t ? "+" : "\u2212") + " (" + n(x[0]) + ", " + n(x[1]) + ") = ("
          + n(now.w1) + ", " + n(now.w2) + "), b: " + n(before.b) + (t ? " + 1" : " \u2212 1") + " = " + n(now.b);
      find("line").textContent = "y = 1: " + n(now.w1) + " x\u2081" + signed(now.w2) + " x\u2082" + signed(now.b) + " > 0";
      find("verdict").textContent = all.made + " " + (all.done ? words.done : words.never);
      figure.state = {all, now, before};
      draw(now);
    };
    const learn = () => {
      const all = run(limit), step = find("step");
      step.max = all.made;
      step.value = all.made;
      show();
    };
    const draw = now => {
      const canvas = find("plane"), context = Pages.sharp(canvas, side), style = getComputedStyle(canvas);
      const color = name => style.getPropertyValue(name).trim(), length = Math.hypot(now.w1, now.w2);
      context.clearRect(0, 0, side, side);
      context.save();
      if (length > 0) {
        // The point of the line next to the middle, and the side of w.
        const middle = (range[0] + range[1]) / 2, away = (now.w1 * middle + now.w2 * middle + now.b) / length / length;
        context.translate(seen(middle - away * now.w1), side - seen(middle - away * now.w2));
        context.rotate(Math.atan2(-now.w2, now.w1));
        context.globalAlpha = 0.16;
        context.fillStyle = color("--less");
        context.fillRect(0, -2 * side, 4 * side, 4 * side);
        context.fillStyle = color("--more");
        context.fillRect(-4 * side, -2 * side, 4 * side, 4 * side);
        context.globalAlpha = 1;
        context.fillStyle = color("--mark");
        context.fillRect(-1, -2 * side, 2, 4 * side);
      }
      context.restore();
      targets.forEach((target, row) => {
        const x = seen(points[2 * row]), y = side - seen(points[2 * row + 1]);
        context.beginPath();
        // As in the charts of the page: 0 round and blue, 1 square and orange.
        if (target) context.rect(x - 8, y - 8, 16, 16); else context.arc(x, y, 9, 0, 7);
        context.fillStyle = color(target ? "--less" : "--more");
        context.fill();
        if (row === now.row || (row === chosen && document.activeElement === canvas)) {
          context.beginPath();
          context.arc(x, y, 15, 0, 7);
          context.lineWidth = row === now.row ? 3 : 1.5;
          context.strokeStyle = color("--mark");
          context.stroke();
        }
      });
    };
    const put = (x, y) => {
      points[2 * chosen] = Math.max(range[0], Math.min(range[1], x));
      points[2 * chosen + 1] = Math.max(range[0], Math.min(range[1], y));
      learn();
    };
    const flip = () => { targets[chosen] = 1 - targets[chosen]; learn(); };
    let pressed = null;
    Pages.drag(find("plane"), (shareX, shareY, isFirst) => {
      const x = range[0] + shareX * (range[1] - range[0]), y = range[1] - shareY * (range[1] - range[0]);
      if (isFirst) {
        const far = row => Math.hypot(points[2 * row] - x, points[2 * row + 1] - y);
        chosen = [...targets.keys()].reduce((best, row) => far(row) < far(best) ? row : best, 0);
        // Only a point under the finger.
        pressed = far(chosen) < 0.08 * (range[1] - range[0]) ? {x: x, y: y} : null;
        moved = false;
      } else if (pressed && (moved || Math.hypot(x - pressed.x, y - pressed.y) > 0.015 * (range[1] - range[0]))) {
        moved = true;
        put(x, y);
      }
    });
    find("plane").addEventListener("pointerup", () => { if (pressed && !moved) flip(); pressed = null; });
    Pages.arrows(find("plane"), (x, y, event) => {
      const step = (range[1] - range[0]) / (event.shiftKey ? 100 : 20);
      put(points[2 * chosen] + x * step, points[2 * chosen + 1] - y * step);
    });
    find("plane").addEventListener("keydown", event => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (event.key === " ") flip(); else { chosen = (chosen + 1) % targets.length; show(); }
    });
    for (const kind of ["focus", "blur"]) find("plane").addEventListener(kind, show);
    for (const button of figure.querySelectorAll("[data-set]")) {
      button.addEventListener("click", () => choose(Number(button.dataset.set)));
    }
    find("step").addEventListener("input", show);
    choose(0);
    return show;
    """#
