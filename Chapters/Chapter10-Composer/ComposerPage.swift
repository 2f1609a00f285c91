import Autograd
import ChapterSupport
import Messages
import Music
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore

// The composer in the page: one plays a few notes, sees which key it expects, and lets it go on.

/// What the page computes for one event: `RecurrentLanguageModel`, whose states are kept from event to event.
func composerPlan(_ kind: RecurrentKind, layers: Int, hidden: Int) -> String {
    var lines = ["event = input 1", "x0 = embedding event embedding"]
    for layer in 0..<layers {
        lines.append("h\(layer) = state \(hidden)")
        if kind == .lstm { lines.append("c\(layer) = state \(hidden)") }
    }
    for layer in 0..<layers {
        let states = kind == .lstm ? "h\(layer) c\(layer)" : "h\(layer)"
        lines.append("x\(layer + 1) = \(kind.rawValue) x\(layer) \(states) core layer \(layer)")
    }
    for layer in 0..<layers { lines.append("h\(layer) = keep x\(layer + 1)") }
    lines += ["logits = linear x\(layers) out", "probabilities = softmax logits"]
    return lines.joined(separator: ";\n")
}

/// A composer as a page plays it, tried on the events of a tune, one after the other.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedComposer(
    _ model: RecurrentLanguageModel, _ kind: RecurrentKind, on events: [Int], mayRound: Bool = true
) throws -> PlayedNetwork {
    model.evaluate()
    let weights = Dictionary(uniqueKeysWithValues: model.stateDictionary.map { ($0.name, $0.value) })
    let layers = weights.keys.count { $0.hasPrefix("core.weight_hh_l") }
    let answers = withoutGradient { model(IntArray(events, shape: [1, events.count])).logits }.value[0]
    return try PlayedNetwork(
        weights: weights,
        plan: composerPlan(kind, layers: layers, hidden: weights["core.weight_hh_l0"]?.shape[1] ?? 0),
        inputs: ["event": NDArray(events.map(Float.init), shape: [events.count, 1])], output: "logits",
        answers: answers, mayRound: mayRound)
}

/// The keys of the page: two octaves from the middle C.
private let pageKeys = 60...83

/// The part of the page with the keys.
func composerKeys(_ file: PlayedNetwork, _ kind: RecurrentKind, layers: Int) -> Play {
    let names = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"]
    let keys = pageKeys.map { key in
        "<button type=\"button\" data-key=\"\(key)\">\(names[key % 12])\(key / 12 - 1)</button>"
    }
    let lengths = [6, 12, 24].map { steps in
        "<button type=\"button\" data-length=\"\(steps)\" data-word=\"length\(steps)\"></button>"
    }
    let controls = """
        <div class="across"><h3 data-word="keys"></h3><div class="buttons" data-name="piano">\(keys.joined())</div>
        <p data-word="shade"></p></div>
        <div><h3 data-word="length"></h3><div class="buttons">\(lengths.joined())</div>
        <div class="buttons"><button type="button" data-name="on" data-word="on"></button>\
        <button type="button" data-name="sound" data-word="sound"></button>\
        <button type="button" data-name="clear" data-word="clear"></button></div>
        <p><label><span data-word="temperature"></span>: <output data-name="temperatureText"></output><br/>\
        <input type="range" data-name="temperature" min="0" max="1.5" step="0.1" value="0.8"/></label></p></div>
        <div><h3 data-word="next"></h3><div class="bars" data-name="next" aria-live="polite"></div></div>
        <div><h3 data-word="roll"></h3><canvas class="sharp" data-name="roll" role="img" data-label="roll"></canvas></div>
        """
    return Play(
        file: file.file, controls: controls,
        script: """
            const states = [\((0..<layers).flatMap { layer in
                kind == .lstm ? ["\"h\(layer)\"", "\"c\(layer)\""] : ["\"h\(layer)\""]
            }.joined(separator: ","))], firstPitch = \(1 + BeatEncoding.longestShift);
            const firstDuration = firstPitch + 128, eventCount = \(BeatEncoding.count), steps = \(BeatEncoding.steps);

            """ + composerScript,
        words: composerWords,
        otherwise: Words(
            en: "With scripting switched on, one can play a few notes here, and the network goes on.",
            zh: "浏览器启用脚本后，可以在这里弹几个音，网络会接着弹。"))
}

private let composerWords = [
    "keys": Words(en: "Play a few notes", zh: "弹几个音"),
    "shade": Words(
        en: "The stronger the colour of a key, the more the network expects it next.",
        zh: "键的颜色越深，网络越认为下一个音是它。"),
    "length": Words(en: "Length of a note", zh: "音符的长度"),
    "length6": Words(en: "eighth", zh: "八分音符"), "length12": Words(en: "quarter", zh: "四分音符"),
    "length24": Words(en: "half", zh: "二分音符"),
    "on": Words(en: "Go on", zh: "接着弹"), "sound": Words(en: "Listen", zh: "听"),
    "clear": Words(en: "Clear", zh: "清空"), "temperature": Words(en: "temperature", zh: "温度"),
    "next": Words(en: "The keys it expects next", zh: "它预测的下一个键"),
    "roll": Words(en: "Piano roll: yours, then the network's", zh: "钢琴卷帘：你弹的，然后是网络弹的"),
]

/// The script: it writes notes as `BeatEncoding` does, and draws events from the network's probabilities.
let composerScript = #"""
    Pages.name(figure, words);
    const find = figure.find, keys = [...figure.querySelectorAll("[data-key]")], side = 420;
    const lengths = [...figure.querySelectorAll("[data-length]")];
    // Notes as they were played and written: key, beginning and length in steps.
    let mine = [], theirs = [], length = steps, seed = 1;
    const give = event => { network.set("event", [event]); network.run(); };
    const read = () => {
      for (const state of states) network.set(state, new Float32Array(network.shape(state)[0]));
      give(0);
      let now = 0;
      for (const note of mine) {
        if (note.start > now) give(note.start - now);
        now = note.start;
        give(firstPitch + note.key);
        give(firstDuration + note.length - 1);
      }
      return now;
    };
    const end = notes => notes.reduce((end, note) => Math.max(end, note.start + note.length), 0);
    const show = () => {
      const now = read();
      // What it expects once the last note has ended: only keys can follow a shift of time.
      if (mine.length > 0) give(end(mine) - now);
      const probabilities = network.get("probabilities").subarray(firstPitch, firstDuration);
      const all = probabilities.reduce((sum, p) => sum + p, 0) || 1, largest = Math.max(...probabilities);
      for (const key of keys) {
        const p = probabilities[Number(key.dataset.key)] / all;
        key.style.background = "color-mix(in srgb, var(--more) " + Math.round(45 * p * all / largest) + "%, var(--code))";
        key.title = (100 * p).toFixed(1) + " %";
      }
      const name = key => "C C\u266f D D\u266f E F F\u266f G G\u266f A A\u266f B".split(" ")[key % 12] + (Math.floor(key / 12) - 1);
      const likeliest = [...probabilities.keys()].sort((one, other) => probabilities[other] - probabilities[one]).slice(0, 8);
      Pages.bars(find("next"), likeliest.map((key, rank) => ({name: name(key), share: probabilities[key] / all,
        text: (100 * probabilities[key] / all).toFixed(1) + " %", isBest: rank === 0})));
      find("temperatureText").textContent = Number(find("temperature").value).toFixed(1);
      for (const button of lengths) button.setAttribute("aria-pressed", String(Number(button.dataset.length) === length));
      figure.state = {probabilities: [...probabilities], mine: mine, theirs: theirs};
      draw();
    };
    const draw = () => {
      const canvas = find("roll"), context = Pages.sharp(canvas, side), style = getComputedStyle(canvas);
      const notes = [...mine, ...theirs], last = Math.max(4 * steps, end(notes));
      const low = Math.min(58, ...notes.map(note => note.key)), high = Math.max(85, ...notes.map(note => note.key));
      context.fillStyle = style.getPropertyValue("--rule");
      for (let beat = 0; beat <= last; beat += 4 * steps) context.fillRect(beat / last * side, 0, 1, side);
      notes.forEach((note, index) => {
        context.fillStyle = style.getPropertyValue(index < mine.length ? "--mark" : "--more").trim();
        context.fillRect(note.start / last * side, (high - note.key) / (high - low + 1) * side,
          Math.max(2, note.length / last * side - 1), side / (high - low + 1));
      });
    };
    const random = state => () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 4294967296;
    };
    // Sixteen notes at most; the tune does not end before.
    const goOn = () => {
      let now = read(), open = null, wanted = 16;
      const next = random(seed++ * 7919), temperature = Number(find("temperature").value);
      theirs = [];
      for (let count = 0; count < 100 && theirs.length < wanted; count++) {
        const probabilities = network.get("probabilities");
        probabilities[0] = 0;
        const largest = Math.max(...probabilities);
        let event = probabilities.indexOf(largest);
        if (temperature > 0) {
          const shares = [...probabilities].map(p => (p / largest) ** (1 / temperature));
          let left = next() * shares.reduce((sum, share) => sum + share, 0);
          event = shares.findIndex(share => (left -= share) < 0);
          if (event < 0) event = probabilities.indexOf(largest);
        }
        give(event);
        if (event < firstPitch) { now += event; open = null; }
        else if (event < firstDuration) open = event - firstPitch;
        else if (open !== null) { theirs.push({key: open, start: now, length: event - firstDuration + 1}); open = null; }
      }
      show();
    };
    let player = null;
    const listen = notes => {
      const Player = window.AudioContext || window.webkitAudioContext;
      if (!Player) return;
      if (player) player.close();
      player = new Player();
      const start = player.currentTime + 0.05, step = 0.5 / steps;
      for (const note of notes) {
        const tone = player.createOscillator(), loudness = player.createGain();
        const from = start + note.start * step, to = from + note.length * step;
        tone.type = "triangle";
        tone.frequency.value = 440 * 2 ** ((note.key - 69) / 12);
        loudness.gain.setValueAtTime(0, from);
        loudness.gain.linearRampToValueAtTime(0.2, from + 0.02);
        loudness.gain.linearRampToValueAtTime(0, to);
        tone.connect(loudness).connect(player.destination);
        tone.start(from);
        tone.stop(to);
      }
    };
    for (const key of keys) {
      key.addEventListener("click", event => {
        const note = {key: Number(key.dataset.key), start: end(mine), length: length};
        mine = [...mine, note];
        theirs = [];
        if (event.isTrusted) listen([{...note, start: 0}]);
        show();
      });
    }
    for (const button of lengths) button.addEventListener("click", () => { length = Number(button.dataset.length); show(); });
    find("on").addEventListener("click", goOn);
    find("sound").addEventListener("click", () => listen([...mine, ...theirs]));
    find("clear").addEventListener("click", () => { mine = []; theirs = []; show(); });
    find("temperature").addEventListener("input", () => {
      find("temperatureText").textContent = Number(find("temperature").value).toFixed(1);
    });
    show();
    return show;
    """#

extension Results {
    /// The best network goes on from what one plays.
    func fillKeys(_ report: inout Report) throws {
        guard let best = composers?.best, let events = music?.testEvents.first?.prefix(64), !events.isEmpty
        else {
            return
        }
        let layers = best.model.stateDictionary.count { $0.name.hasPrefix("core.weight_hh_l") }
        report.section(en: "Play, and the network goes on", zh: "弹几个音，网络接着弹")
        report.play(
            composerKeys(
                try playedComposer(best.model, best.kind, on: Array(events)), best.kind, layers: layers),
            caption: Words(
                en: """
                    The \(best.kind.title) of this run, inside this page. It reads what you play event by event, a shift of time, a key \
                    and a length for each note, and draws the next events from its probabilities.
                    """,
                zh: """
                    本次运行训练出来的 \(best.kind.title) 就在这个网页里。它逐个事件地读你弹的音（每个音符是时间推移、键和长度），\
                    再按自己的概率抽取后面的事件。
                    """))
    }
}
