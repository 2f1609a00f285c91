import Autograd
import ChapterSupport
import Foundation
import Messages
import Reporting
import TensorCore

// The graph of the small expression in the page: gone through node by node, forward and backward, with the numbers.

/// A computation graph of scalars as a page plays it: every value, every local derivative, and each gradient as it adds up.
///
/// The plan is made from the graph itself. Node k is the value `n<k>`. In the backward pass the edge from it to its input j has
/// the local derivative `d<k>.<j>` and carries the product `p<k>.<j>`, which is added to what has arrived: `s<k>.<j>`.
struct GraphWalk {
    /// The lines of the plan, see `PlanReader`.
    let plan: String

    /// The nodes and edges for the page's script, as JSON.
    let description: String

    /// By the name of a leaf, the value of the plan that the page sets.
    let leaves: [String: String]

    /// By the name of a leaf that requires a gradient, the value that is its whole gradient.
    let gradients: [String: String]

    /// An edge over which a gradient goes back: to which node, and which derivative it is, in words of the formula.
    private struct Edge: Codable {
        let input: Int
        let position: Int
        let rule: String
        /// What had arrived there before; nil where this is the first.
        let before: String?
    }

    private struct Node: Codable {
        let label: String
        let operation: String?
        let inputs: [Int]
        let edges: [Edge]
        let needsGradient: Bool
    }

    /// The walk through a graph. Traps where an operation is none of `+`, `-`, `*` and `square`.
    init(_ graph: ComputationGraph) {
        let nodes = graph.nodes
        var lines: [String] = []
        for (k, node) in nodes.enumerated() {
            let inputs = node.inputs.map { "n\($0)" }
            switch node.operation {
            case nil: lines.append("n\(k) = input 1")
            case "+": lines.append("n\(k) = add \(inputs[0]) \(inputs[1])")
            case "-": lines += ["m\(k) = multiply \(inputs[1]) minus", "n\(k) = add \(inputs[0]) m\(k)"]
            case "*": lines.append("n\(k) = multiply \(inputs[0]) \(inputs[1])")
            case "square": lines.append("n\(k) = multiply \(inputs[0]) \(inputs[0])")
            case let operation?:
                explainFailure("GraphWalk", "the operation '\(operation)'", hint: "it has no derivative here")
            }
        }
        // What has arrived at each node so far: at the result, ∂result/∂result = 1.
        var arrived = [String?](repeating: nil, count: nodes.count)
        arrived[nodes.count - 1] = "one"
        var edges = [[Edge]](repeating: [], count: nodes.count)
        for (k, node) in nodes.enumerated().reversed() {
            guard let gradient = arrived[k] else { continue }
            for (j, input) in node.inputs.enumerated() where nodes[input].requiresGradient {
                let edge = "\(k).\(j)"
                let rule: String
                switch node.operation {
                case "*":
                    let other = node.inputs[1 - j]
                    lines.append("d\(edge) = multiply n\(other) one")
                    rule = nodes[other].label
                case "square":
                    lines.append("d\(edge) = multiply n\(input) two")
                    rule = "2 · \(nodes[input].label)"
                default:
                    let isNegative = node.operation == "-" && j == 1
                    lines.append("d\(edge) = multiply one \(isNegative ? "minus" : "one")")
                    rule = ""
                }
                lines.append("p\(edge) = multiply \(gradient) d\(edge)")
                lines.append(
                    "s\(edge) = " + (arrived[input].map { "add \($0) p\(edge)" } ?? "multiply p\(edge) one"))
                edges[k].append(Edge(input: input, position: j, rule: rule, before: arrived[input]))
                arrived[input] = "s\(edge)"
            }
        }
        plan = lines.joined(separator: ";\n")
        let leaves = nodes.indices.filter { nodes[$0].operation == nil }
        self.leaves = Dictionary(uniqueKeysWithValues: leaves.map { (nodes[$0].label, "n\($0)") })
        gradients = Dictionary(
            uniqueKeysWithValues: leaves.compactMap { leaf in arrived[leaf].map { (nodes[leaf].label, $0) } })
        let described = nodes.enumerated().map { k, node in
            Node(
                label: node.label, operation: node.operation, inputs: node.inputs, edges: edges[k],
                needsGradient: node.requiresGradient)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let json = try? encoder.encode(described) else {
            explainFailure("GraphWalk", "the graph cannot be encoded as JSON")
        }
        description = String(decoding: json, as: UTF8.self)
    }
}

/// The graph as a page plays it, tried on the gradient of w: that depends on every value and on the whole way back.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedGraph(_ expression: SmallExpression) throws -> PlayedNetwork {
    let walk = GraphWalk(expression.graph)
    guard let weight = expression.derivatives.first, let output = walk.gradients[weight.parameter] else {
        explainFailure("playedGraph", "no gradient arrives at w")
    }
    let values = expression.graph.nodes.filter { $0.operation == nil }
        .map { (walk.leaves[$0.label] ?? "", NDArray([$0.value ?? .nan], shape: [1, 1])) }
    return try PlayedNetwork(
        weights: ["one": NDArray([1]), "two": NDArray([2]), "minus": NDArray([-1])], plan: walk.plan,
        arrays: Dictionary(uniqueKeysWithValues: values.map { ("start.\($0)", $1) }),
        inputs: Dictionary(uniqueKeysWithValues: values), output: output,
        answers: NDArray([Float(weight.byBackward)], shape: [1, 1]), mayRound: false)
}

/// The part of the page in which one goes through the graph.
func graphWalk(_ file: PlayedNetwork, _ expression: SmallExpression) -> Play {
    let walk = GraphWalk(expression.graph)
    let sliders = expression.graph.nodes.filter { $0.operation == nil }.map { leaf in
        let range =
            leaf.label == "λ" ? "min=\"0\" max=\"1\" step=\"0.05\"" : "min=\"-3\" max=\"3\" step=\"0.1\""
        return """
            <p><label>\(leaf.label) = <output data-value="\(walk.leaves[leaf.label] ?? "")"></output><br/>\
            <input type="range" data-leaf="\(walk.leaves[leaf.label] ?? "")" \(range)/></label></p>
            """
    }
    let buttons = [("first", "|◀"), ("back", "◀"), ("on", "▶"), ("last", "▶|")].map { name, sign in
        "<button type=\"button\" data-name=\"\(name)\" data-label=\"\(name)\">\(sign)</button>"
    }
    let controls = """
        <div class="across"><div class="graph" data-name="graph" tabindex="0" role="application" data-label="graph">\
        \(expression.graph.svg())</div></div>
        <div class="two"><div class="buttons">\(buttons.joined())</div>
        <p><label><span data-name="place"></span><br/><input type="range" data-name="step" min="0" value="0" step="1"/></label></p>
        <div data-name="formula" aria-live="polite"></div><p data-word="keys"></p></div>
        <div><h3 data-word="change"></h3>\(sliders.joined(separator: "\n"))</div>
        """
    return Play(
        file: file.file, controls: controls, script: graphWalkScript,
        words: [
            "graph": Words(en: "The computation graph", zh: "计算图"),
            "first": Words(en: "to the start", zh: "回到开头"), "back": Words(en: "a step back", zh: "后退一步"),
            "on": Words(en: "a step on", zh: "前进一步"), "last": Words(en: "to the end", zh: "走到最后"),
            "keys": Words(
                en: "Keys, on the graph: left and right go a step back and on, Home and End to either end.",
                zh: "键盘：选中计算图后，左右方向键后退、前进一步，Home 和 End 到两端。"),
            "change": Words(en: "Change the leaves", zh: "改变叶子节点的值"),
            "leaves": Words(
                en: "The leaves have their values. Step on: each operation computes one more.",
                zh: "叶子节点已经有值。前进一步，就多算出一个值。"),
            "step": Words(en: "step {} of {}", zh: "第 {} 步，共 {} 步"),
            "forward": Words(en: "forward", zh: "前向"), "backward": Words(en: "backward", zh: "反向"),
            "gradient": Words(en: "gradient {}", zh: "梯度 {}"),
            "arrives": Words(en: "to {} comes", zh: "传给 {} 的是"),
            "added": Words(en: "with what had arrived", zh: "加上先前到达的"),
        ],
        texts: ["nodes": walk.description],
        otherwise: Words(
            en: "With scripting switched on, one can go through the graph here, node by node.",
            zh: "浏览器启用脚本后，可以在这里逐个节点走过计算图。"))
}

/// The script: it shows the numbers of the graph as far as the walk has come; all of them are values of the plan.
let graphWalkScript = #"""
    Pages.name(figure, words);
    const find = figure.find, nodes = JSON.parse(words.nodes), last = nodes.length - 1, get = name => network.get(name)[0];
    const made = nodes.map((node, k) => k).filter(k => nodes[k].operation);
    const steps = [{}, ...made.map(k => ({forward: k})), ...made.filter(k => nodes[k].needsGradient).reverse()
      .map(k => ({backward: k}))];
    const forwardCount = made.length, boxes = nodes.map((node, k) => figure.querySelector("[data-node='" + k + "']"));
    const n = x => String(Number(x.toPrecision(4))).replace("-", "\u2212");
    // A negative number among others, and a name of several words, stand in parentheses.
    const inner = x => x < 0 ? "(" + n(x) + ")" : n(x), name = k => nodes[k].label;
    const whole = k => name(k).includes(" ") ? "(" + name(k) + ")" : name(k);
    let step = 0;
    find("step").max = steps.length - 1;

    for (const input of figure.querySelectorAll("[data-leaf]")) {
      input.value = get("start." + input.dataset.leaf);
      input.addEventListener("input", () => { read(); show(); });
    }
    const read = () => {
      for (const input of figure.querySelectorAll("[data-leaf]")) {
        network.set(input.dataset.leaf, [Number(input.value)]);
        figure.querySelector("[data-value='" + input.dataset.leaf + "']").textContent = n(Number(input.value));
      }
      network.run();
    };
    const line = text => {
      const element = document.createElement("p");
      element.className = "sum";
      element.textContent = text;
      return element;
    };
    const explainForward = k => {
      const [a, b] = nodes[k].inputs, value = n(get("n" + k));
      if (nodes[k].operation === "square") {
        return [line(name(k) + " = " + whole(a) + "\u00b2 = " + inner(get("n" + a)) + "\u00b2 = " + value)];
      }
      const sign = {"+": " + ", "-": " \u2212 ", "*": " \u00b7 "}[nodes[k].operation];
      return [line(name(k) + " = " + name(a) + sign + name(b) + " = " + inner(get("n" + a)) + sign + inner(get("n" + b))
        + " = " + value)];
    };
    // The gradient that had arrived at a node before this step, as the value of the plan.
    const gradientOf = k => {
      let name = k === last ? "one" : null;
      for (const other of made.slice().reverse()) {
        for (const edge of nodes[other].edges) if (edge.input === k) name = "s" + other + "." + edge.position;
      }
      return name;
    };
    const explainBackward = k => {
      const upstream = get(gradientOf(k)), lines = k === last ? [line("\u2202" + whole(k) + "/\u2202" + whole(k) + " = 1")] : [];
      for (const edge of nodes[k].edges) {
        const id = k + "." + edge.position, local = get("d" + id), part = get("p" + id), to = name(edge.input);
        let text = "\u2202" + whole(k) + "/\u2202" + whole(edge.input) + " = " + (edge.rule ? edge.rule + " = " : "") + n(local)
          + "; " + words.arrives.replace("{}", to) + " " + inner(upstream) + " \u00b7 " + inner(local) + " = " + n(part);
        if (edge.before) text += "; " + words.added + " " + inner(get(edge.before)) + " + " + inner(part) + " = " + n(get("s" + id));
        lines.push(line(text));
      }
      return lines;
    };
    const show = () => {
      const now = steps[step], isBack = now.backward !== undefined, current = isBack ? now.backward : now.forward;
      find("step").value = step;
      find("place").textContent = words.step.replace("{}", step).replace("{}", steps.length - 1) + (step === 0 ? "" : " \u00b7 " + (isBack ? words.backward : words.forward) + ": " + name(current));
      const known = k => !nodes[k].operation || made.indexOf(k) < step;
      // The gradients that have arrived in the steps so far, of the nodes and over the edges.
      const gradients = {}, passed = new Set();
      for (const {backward} of steps.slice(0, step + 1)) {
        if (backward === undefined) continue;
        if (backward === last) gradients[last] = "one";
        for (const edge of nodes[backward].edges) gradients[edge.input] = "s" + backward + "." + edge.position;
      }
      if (current !== undefined) for (const input of nodes[current].inputs) passed.add(input + " " + current);
      boxes.forEach((box, k) => {
        const [title, value, gradient] = box.querySelectorAll("text");
        value.textContent = known(k) ? n(get("n" + k)) : "";
        if (gradient) gradient.textContent = gradients[k] ? words.gradient.replace("{}", n(get(gradients[k]))) : "";
        box.classList.toggle("later", !known(k));
        box.classList.toggle("now", k === current);
      });
      for (const edge of figure.querySelectorAll("[data-edge]")) {
        const [from, to] = edge.dataset.edge.split(" ").map(Number);
        const isNow = passed.has(from + " " + to) && (!isBack || nodes[from].needsGradient);
        edge.classList.toggle("now", isNow);
        edge.classList.toggle("later", !known(to));
      }
      find("formula").replaceChildren(...(current === undefined ? [line(words.leaves)]
        : isBack ? explainBackward(current) : explainForward(current)));
      for (const [button, end] of [["first", 0], ["back", 0], ["on", steps.length - 1], ["last", steps.length - 1]]) {
        find(button).disabled = step === end;
      }
      if (current !== undefined) {
        const frame = find("graph"), seen = frame.getBoundingClientRect(), box = boxes[current].getBoundingClientRect();
        if (box.left < seen.left || box.right > seen.right) {
          frame.scrollLeft += box.left + box.width / 2 - seen.left - seen.width / 2;
        }
      }
      figure.state = {step: step, current: current, isBack: isBack, values: nodes.map((node, k) => get("n" + k)),
        gradients: nodes.map((node, k) => gradientOf(k) ? get(gradientOf(k)) : null)};
    };
    const go = to => { step = Math.max(0, Math.min(steps.length - 1, to)); show(); };
    find("first").addEventListener("click", () => go(0));
    find("back").addEventListener("click", () => go(step - 1));
    find("on").addEventListener("click", () => go(step + 1));
    find("last").addEventListener("click", () => go(steps.length - 1));
    find("step").addEventListener("input", () => go(Number(find("step").value)));
    Pages.arrows(find("graph"), x => { if (x) go(step + x); });
    find("graph").addEventListener("keydown", event => {
      if (event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      go(event.key === "Home" ? 0 : steps.length - 1);
    });
    read();
    go(0);
    return show;
    """#
