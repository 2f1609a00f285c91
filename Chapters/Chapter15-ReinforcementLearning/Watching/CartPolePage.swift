import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore

// The agent in the page: a game of it, frame by frame, with the values of both pushes, in any state that one asks for.

/// What the page computes: `FeatureNetwork.forward`, where a dueling head is two sums, see `playedAgent`.
func agentPlan(isDueling: Bool) -> String {
    """
    x = input 4; b = linear x body; active = relu b; h = linear active head.hidden; rh = relu h;
    \(isDueling
        ? "advantages = linear rh head.out; hs = linear active head.hidden_of_state; rs = relu hs; "
            + "state = linear rs head.out_of_state; values = add advantages state"
        : "values = linear rh head.out")
    """
}

/// The states of a game under the greedy policy, `[steps, 4]`.
func playedGame(_ agent: DQNAgent<CartPole>, seed: UInt64) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    var game = CartPole(using: &generator)
    var state = ObservedState(game, agent.observationKind)
    var rows: [[Float]] = [game.features]
    while game.ending == nil {
        _ = game.play(agent.action(in: state))
        state.observe(game)
        rows.append(game.features)
    }
    return NDArray(rows.flatMap { $0 }, shape: [rows.count, 4])
}

/// An agent that observes features as a page plays it, with a game of it; nil for one that observes pixels.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedAgent(_ agent: DQNAgent<CartPole>, seed: UInt64, mayRound: Bool = true) throws -> PlayedNetwork? {
    guard agent.observationKind == .features else { return nil }
    let network = agent.learner.network
    var weights = Dictionary(uniqueKeysWithValues: network.stateDictionary.map { ($0.name, $0.value) })
    let isDueling = agent.learner.hyperparameters.isDueling
    if isDueling {
        // A − mean A is a linear layer too, and V is added to both.
        for name in ["head.out.weight", "head.out.bias"] {
            weights[name] = weights[name].map { $0 - $0.mean(axes: [0], keepingDimensions: true) }
        }
        for name in ["head.out_of_state.weight", "head.out_of_state.bias"] {
            weights[name] = weights[name].map { NDArray.concatenated([$0, $0], axis: 0) }
        }
    }
    let game = playedGame(agent, seed: seed)
    let examples = game.sliced(0..<min(8, game.shape[0])).contiguous()
    return try PlayedNetwork(
        weights: weights, plan: agentPlan(isDueling: isDueling), arrays: ["game": game],
        inputs: ["x": examples], output: "values", answers: agent.learner.values(examples), mayRound: mayRound
    )
}

/// The part of the page with the game.
func agentWatch(_ file: PlayedNetwork) -> Play {
    let sliders = [("position", 2.4, 0.02), ("velocity", 3, 0.05), ("angle", 12, 0.1), ("spin", 180, 1)].map {
        name, most, step in
        """
        <p><label><span data-word="\(name)"></span>: <output data-name="\(name)Text"></output><br/>\
        <input type="range" data-name="\(name)" min="-\(most)" max="\(most)" step="\(step)" value="0"/></label></p>
        """
    }
    let controls = """
        <div><canvas class="sharp" data-name="game" role="img" data-label="game"></canvas>
        <p><label><span data-word="frame"></span> <output data-name="frameText"></output><br/>\
        <input type="range" data-name="frame" min="0" max="1" step="1" value="0"/></label></p></div>
        <div><h3 data-word="values"></h3><div class="bars" data-name="values" aria-live="polite"></div>
        <h3 data-word="curve"></h3><canvas class="sharp" data-name="curve" role="img" data-label="curve"></canvas></div>
        <div><h3 data-word="ask"></h3>\(sliders.joined())</div>
        """
    return Play(
        file: file.file, controls: controls, script: agentScript,
        words: [
            "game": Words(en: "Cart and pole", zh: "小车和杆"),
            "frame": Words(en: "step of the game:", zh: "游戏的第几步："),
            "values": Words(en: "Q(s, a): the larger one is what it does", zh: "Q(s, a)：它选较大的那个"),
            "left": Words(en: "push left", zh: "向左推"), "right": Words(en: "push right", zh: "向右推"),
            "curve": Words(en: "Both values over the game", zh: "整局游戏中的两个价值"),
            "ask": Words(en: "Ask it about any state", zh: "问它任何状态"),
            "position": Words(en: "position of the cart, m", zh: "小车位置（m）"),
            "velocity": Words(en: "its velocity, m/s", zh: "小车速度（m/s）"),
            "angle": Words(en: "angle of the pole, degrees", zh: "杆的角度（度）"),
            "spin": Words(en: "its angular velocity, degrees/s", zh: "杆的角速度（度/s）"),
        ],
        otherwise: Words(
            en:
                "With scripting switched on, one can go through a game here and see the value of each action.",
            zh: "浏览器启用脚本后，可以在这里逐步看一局游戏和每个动作的价值。"))
}

/// The script: it draws a state and both values, and goes through the game that the agent played.
let agentScript = #"""
    Pages.name(figure, words);
    const find = figure.find, game = network.get("game"), steps = game.length / 4, side = 420, n = Pages.number;
    const degrees = 180 / Math.PI, names = ["position", "velocity", "angle", "spin"], scales = [1, 1, degrees, degrees];
    const value = x => { network.set("x", x); network.run(); return [...network.get("values")]; };
    const all = [...Array(steps).keys()].map(step => value(game.subarray(4 * step, 4 * step + 4)));
    const low = Math.min(...all.flat()), high = Math.max(...all.flat(), low + 1e-6);
    let state = [...game.subarray(0, 4)], step = 0;
    find("frame").max = steps - 1;
    const draw = () => {
      const canvas = find("game"), context = Pages.sharp(canvas, side), style = getComputedStyle(canvas);
      const color = name => style.getPropertyValue(name).trim(), x = side / 2 + state[0] / 2.4 * 0.42 * side, ground = 300;
      context.fillStyle = color("--muted");
      context.fillRect(0, ground + 14, side, 2);
      context.fillStyle = color("--more");
      context.fillRect(x - 32, ground - 16, 64, 30);
      context.strokeStyle = color("--less");
      context.lineWidth = 9;
      context.lineCap = "round";
      context.beginPath();
      context.moveTo(x, ground - 16);
      context.lineTo(x + 220 * Math.sin(state[2]), ground - 16 - 220 * Math.cos(state[2]));
      context.stroke();
      const values = value(state), way = values[1] > values[0] ? 1 : -1;
      context.strokeStyle = context.fillStyle = color("--mark");
      context.lineWidth = 5;
      context.beginPath();
      context.moveTo(x - way * 20, ground + 45);
      context.lineTo(x + way * 50, ground + 45);
      context.moveTo(x + way * 34, ground + 33);
      context.lineTo(x + way * 50, ground + 45);
      context.lineTo(x + way * 34, ground + 57);
      context.stroke();
      Pages.bars(find("values"), values.map((q, action) => ({name: action ? words.right : words.left,
        share: (q - Math.min(low, 0)) / (high - Math.min(low, 0)), text: q.toFixed(2).replace("-", "\u2212"), isBest: q === Math.max(...values)})));
      names.forEach((name, at) => { find(name + "Text").textContent = n(state[at] * scales[at]); });
      figure.state = {state: [...state], values: values, step: step};
    };
    const curve = () => {
      const canvas = find("curve"), context = Pages.sharp(canvas, side), style = getComputedStyle(canvas);
      ["--less", "--more"].forEach((ink, action) => {
        context.strokeStyle = style.getPropertyValue(ink).trim();
        context.lineWidth = 2;
        context.setLineDash(action ? [] : [6, 4]);
        context.beginPath();
        all.forEach((values, at) => context.lineTo(at / Math.max(1, steps - 1) * side,
          side - 20 - (values[action] - low) / (high - low) * (side - 40)));
        context.stroke();
      });
      context.setLineDash([]);
      context.fillStyle = style.getPropertyValue("--mark").trim();
      context.fillRect(step / Math.max(1, steps - 1) * side - 1, 0, 2, side);
    };
    const show = () => { draw(); curve(); };
    const frame = () => {
      step = Number(find("frame").value);
      state = [...game.subarray(4 * step, 4 * step + 4)];
      names.forEach((name, at) => { find(name).value = state[at] * scales[at]; });
      find("frameText").textContent = step + " / " + (steps - 1);
      show();
    };
    find("frame").addEventListener("input", frame);
    names.forEach((name, at) => find(name).addEventListener("input", () => {
      state[at] = Number(find(name).value) / scales[at];
      show();
    }));
    frame();
    return show;
    """#

extension GameResults<CartPole> {
    /// The first agent plays in the page.
    func fillWatch(_ report: inout Report, seed: UInt64) throws {
        guard let agent = agents.first, let played = try playedAgent(agent, seed: seed) else { return }
        report.section(en: "Go through a game, step by step", zh: "逐步看一局游戏")
        report.play(
            agentWatch(played),
            caption: Words(
                en: """
                    The network of this run, inside this page, with the game of the film. Each step it pushes the way whose value is \
                    larger, the arrow's. The sliders ask about states that this game never had. The dashed line is the value of \
                    pushing left.
                    """,
                zh: """
                    本次运行训练出来的网络就在这个网页里，游戏与影片中的相同。每一步它朝价值较大的方向推，即箭头的方向。滑块可以问\
                    这局游戏中从未出现的状态。虚线是向左推的价值。
                    """))
    }
}
