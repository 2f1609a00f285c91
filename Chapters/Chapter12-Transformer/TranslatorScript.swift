/// The script of the page's translator: it gives the network the sentence, then one token after the other, and takes the
/// likeliest as the next.
let translatorScript = #"""
    Pages.name(figure, words);
    const find = figure.find, sourceTokens = words.sourceTokens.split("\n"), targetTokens = words.targetTokens.split("\n");
    const ids = new Map(sourceTokens.map((token, id) => [token, id])), examples = words.examples.split("\n");
    const unknown = 1, start = 2, end = 3, room = network.shape("source")[0], heads = network.shape("read0")[0];
    const longest = network.shape("wrote0")[1];
    let layers = 0, example = 0;
    for (const button of figure.querySelectorAll("[data-head]")) layers = Math.max(layers, Number(button.dataset.head.split(" ")[0]) + 1);
    // What is looked at: a kind of attention, a layer and a head in it, and the query.
    const look = {kind: "cross", layer: layers - 1, head: 0, side: "target", at: 0};
    // The sentence, what the encoder's heads looked at, and of each step of the decoder the token, the probabilities and its heads.
    let tokens = [], read = [], steps = [], written = 0;
    const layerValues = name => [...Array(layers).keys()].map(layer => network.get(name + layer));
    const encode = numbers => {
      network.set("source", numbers.concat(Array(room - numbers.length).fill(0)));
      network.set("count", [numbers.length]);
      network.set("reading", [1]);
      network.set("writing", [0]);
      network.run();
      read = layerValues("read");
      network.set("reading", [0]);
      network.set("writing", [1]);
    };
    const decode = (token, position) => {
      network.set("token", [token]);
      network.set("position", [position]);
      network.run();
      const probabilities = network.get("probabilities");
      const likeliest = probabilities.reduce((best, share, id) => share > probabilities[best] ? id : best, 0);
      return {token: likeliest, probabilities: probabilities, cross: layerValues("cross"), wrote: layerValues("wrote")};
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
        const limit = Math.min(longest, 2 * numbers.length + 10);
        let token = start;
        while (steps.length < limit && (steps.length === 0 || token !== end)) {
          steps.push(decode(token, steps.length));
          token = steps[steps.length - 1].token;
        }
      }
      written = steps.length;
      find("written").max = Math.max(1, written);
      find("written").value = written;
      Sentences.words(find("source"), tokens.length > 0 ? tokens.concat("<eos>") : [], at => point("source", at));
      [...find("source").children].forEach((span, at) => {
        span.classList.toggle("unknown", at < tokens.length && !ids.has(tokens[at]));
      });
      show();
    };
    const name = token => targetTokens[token];
    const outputs = () => steps.slice(0, written).map(step => name(step.token));
    const inputs = () => ["<bos>"].concat(outputs().slice(0, -1));
    // Who asks and who is looked at, by the kind of attention.
    const asking = () => look.kind === "read" ? "source" : "target";
    const sources = () => tokens.concat("<eos>");
    const rows = () => look.kind === "read" ? sources() : outputs();
    const columns = () => look.kind === "wrote" ? inputs() : sources();
    const share = (row, column) => {
      if (look.kind === "read") return read[look.layer][(look.head * room + row) * room + column];
      if (look.kind === "cross") return steps[row].cross[look.layer][look.head * room + column];
      return column > row ? null : steps[row].wrote[look.layer][look.head * longest + column];
    };
    const point = (side, at) => { look.side = side; look.at = at; color(); };
    const color = () => {
      const rowNames = rows(), columnNames = columns(), from = asking(), other = look.kind === "cross" ? "source" : from;
      const weights = at => columnNames.map((_, column) => share(at, column) || 0);
      for (const side of ["source", "target"]) Sentences.color(find(side), null, -1);
      if (rowNames.length === 0) { find("formula").textContent = ""; return; }
      const at = Math.min(look.at, (look.side === from ? rowNames : columnNames).length - 1);
      let row = at;
      if (look.side === from) {
        // The decoder's own tokens are read one place later than they are written.
        const shares = weights(row);
        Sentences.color(find(other), look.kind === "wrote" ? shares.slice(1) : shares, look.kind === "cross" ? -1 : at);
        if (look.kind === "cross") Sentences.color(find(from), null, at);
      } else {
        const shares = rowNames.map((_, line) => share(line, at) || 0);
        row = shares.reduce((best, weight, line) => weight > shares[best] ? line : best, 0);
        Sentences.color(find(other), null, at);
        Sentences.color(find(from), shares, -1);
      }
      Sentences.mark(find("map"), row);
      const parts = {L: look.layer + 1, H: look.head + 1, Q: rowNames[row]};
      find("formula").textContent = words.query.replace(/\{(.)\}/g, (_, part) => parts[part])
        + " softmax(q K\u1d40 / \u221a" + words.size + ") V = " + Sentences.sum(columnNames, weights(row), "v");
      figure.looked = {row: row, weights: weights(row)};
    };
    const show = () => {
      find("writtenText").textContent = written + " / " + steps.length;
      Sentences.words(find("target"), outputs(), at => point("target", at));
      const step = steps[Math.min(written, steps.length - 1)];
      const order = step ? [...step.probabilities.keys()].sort((one, other) =>
        step.probabilities[other] - step.probabilities[one]).slice(0, 8) : [];
      Pages.bars(find("next"), order.map((id, rank) => ({name: name(id), share: step.probabilities[id],
        text: (100 * step.probabilities[id]).toFixed(1) + " %", isBest: rank === 0})));
      draw();
      figure.steps = steps;
    };
    const draw = () => {
      for (const button of figure.querySelectorAll("[data-kind]")) {
        button.setAttribute("aria-pressed", String(button.dataset.kind === look.kind));
      }
      for (const button of figure.querySelectorAll("[data-head]")) {
        button.setAttribute("aria-pressed", String(button.dataset.head === look.layer + " " + look.head));
      }
      const names = tokens.length > 0 ? rows() : [];
      Sentences.map(find("map"), names, names.length > 0 ? columns() : [], share, at => point(asking(), at));
      color();
    };
    for (const button of figure.querySelectorAll("[data-kind]")) {
      button.addEventListener("click", () => {
        look.kind = button.dataset.kind;
        look.side = asking();
        draw();
      });
    }
    for (const button of figure.querySelectorAll("[data-head]")) {
      button.addEventListener("click", () => {
        [look.layer, look.head] = button.dataset.head.split(" ").map(Number);
        draw();
      });
    }
    find("written").addEventListener("input", () => {
      written = Math.min(steps.length, Number(find("written").value));
      look.side = asking();
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
