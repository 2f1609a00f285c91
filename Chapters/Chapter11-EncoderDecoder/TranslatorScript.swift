/// The script of the page's translator: it gives the network the sentence word by word in both directions, then lets it write,
/// the likeliest word each time.
let translatorScript = #"""
    Pages.name(figure, words);
    const find = figure.find, sourceTokens = words.sourceTokens.split("\n"), targetTokens = words.targetTokens.split("\n");
    const ids = new Map(sourceTokens.map((token, id) => [token, id])), examples = words.examples.split("\n");
    const unknown = 1, start = 2, end = 3, [room, states] = network.shape("memory"), hasMap = words.attention !== "none";
    const parts = ["forwards", "backwards", "begin", "writing"];
    // The words of the sentence; of each step of the decoder its word, the probabilities, the scores and the weights.
    let tokens = [], steps = [], written = 0, example = 0;
    const look = {side: "target", at: 0};
    const run = (part, word, place) => {
      for (const one of parts) network.set(one, [one === part ? 1 : 0]);
      network.set("word", [word]);
      network.set("place", [place]);
      network.run();
    };
    const encode = numbers => {
      network.set("count", [numbers.length]);
      for (const state of ["fs", "bs"]) network.set(state, new Float32Array(states / 2));
      numbers.forEach((id, place) => run("forwards", id, place));
      for (let place = numbers.length - 1; place >= 0; place--) run("backwards", numbers[place], place);
      run("begin", 0, 0);
    };
    const decode = token => {
      run("writing", token, 0);
      const probabilities = network.get("probabilities");
      const likeliest = probabilities.reduce((best, share, id) => share > probabilities[best] ? id : best, 0);
      return {token: likeliest, probabilities: probabilities, scores: hasMap ? network.get("scores") : null,
        weights: hasMap ? network.get("weights") : null};
    };
    const translate = () => {
      const all = Sentences.tokens(find("text").value, words.kind);
      tokens = all.slice(0, room - 1);
      const strange = [...new Set(tokens.filter(token => !ids.has(token)))];
      find("unknown").textContent = (strange.length > 0 ? words.unknown + " " + strange.join(" ") + " " : "")
        + (all.length > tokens.length ? words.long + " " + (room - 1) : "");
      steps = [];
      if (tokens.length > 0) {
        const numbers = tokens.map(token => ids.has(token) ? ids.get(token) : unknown).concat(end);
        encode(numbers);
        const limit = Math.min(room, 2 * numbers.length + 10);
        let token = start;
        while (steps.length < limit && (steps.length === 0 || token !== end)) {
          steps.push(decode(token));
          token = steps[steps.length - 1].token;
        }
      }
      written = steps.length;
      find("written").max = Math.max(1, written);
      find("written").value = written;
      Sentences.words(find("source"), tokens.length > 0 ? columns() : [], at => point("source", at));
      [...find("source").children].forEach((span, at) => {
        span.classList.toggle("unknown", at < tokens.length && !ids.has(tokens[at]));
      });
      figure.steps = steps;
      show();
    };
    const columns = () => tokens.concat("<eos>");
    const rows = () => steps.slice(0, written).map(step => targetTokens[step.token]);
    const weights = row => [...steps[row].weights.subarray(0, tokens.length + 1)];
    const point = (side, at) => { look.side = side; look.at = at; color(); };
    const color = () => {
      for (const side of ["source", "target"]) Sentences.color(find(side), null, -1);
      if (!hasMap) return;
      if (written === 0) { find("formula").textContent = ""; return; }
      let row = Math.min(look.at, written - 1);
      if (look.side === "target") {
        Sentences.color(find("source"), weights(row), -1);
        Sentences.color(find("target"), null, row);
      } else {
        const at = Math.min(look.at, tokens.length), shares = rows().map((_, line) => weights(line)[at]);
        row = shares.reduce((best, weight, line) => weight > shares[best] ? line : best, 0);
        Sentences.color(find("source"), null, at);
        Sentences.color(find("target"), shares, -1);
      }
      Sentences.mark(find("map"), row);
      const names = columns(), scores = steps[row].scores;
      const largest = [...names.keys()].sort((one, other) => scores[other] - scores[one]).slice(0, 3);
      find("formula").textContent = "\u201c" + rows()[row] + "\u201d: " + words.formulaText + ": "
        + largest.map(at => "e(" + names[at] + ") = " + Pages.number(scores[at])).join(", ")
        + ", \u2026; a = softmax(e); c = \u03a3 a s = " + Sentences.sum(names, weights(row), "s");
      figure.looked = {row: row, weights: weights(row)};
    };
    const show = () => {
      find("writtenText").textContent = written + " / " + steps.length;
      Sentences.words(find("target"), rows(), at => point("target", at));
      const step = steps[Math.min(written, steps.length - 1)];
      const order = step ? [...step.probabilities.keys()].sort((one, other) =>
        step.probabilities[other] - step.probabilities[one]).slice(0, 8) : [];
      Pages.bars(find("next"), order.map((id, rank) => ({name: targetTokens[id], share: step.probabilities[id],
        text: (100 * step.probabilities[id]).toFixed(1) + " %", isBest: rank === 0})));
      if (hasMap) {
        Sentences.map(find("map"), rows(), written > 0 ? columns() : [], (row, column) => steps[row].weights[column],
          at => point("target", at));
      }
      color();
    };
    find("written").addEventListener("input", () => {
      written = Math.min(steps.length, Number(find("written").value));
      look.side = "target";
      look.at = Math.max(0, written - 1);
      show();
    });
    find("text").addEventListener("input", translate);
    find("example").addEventListener("click", () => {
      example = (example + 1) % examples.length;
      find("text").value = examples[example];
      translate();
    });
    find("text").value = examples[0];
    Object.assign(figure, {encode: encode, decode: decode});
    translate();
    """#
