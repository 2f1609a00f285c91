/// The script of the page's papers: it gives the network words and draws what each layer makes of them, beside what it made
/// of the papers as they were.
let citationScript = #"""
    Pages.name(figure, words);
    const find = figure.find, canvas = find("graph"), side = 420, edges = network.get("edges"), places = network.get("places");
    const [count, width] = network.shape("x"), units = network.shape("h")[1], subjects = words.subjectNames.split("\n");
    const labels = words.labels.split(" ").map(Number), own = network.get("words"), means = network.get("subjects");
    const matrix = network.get("adjacency"), bias1 = network.get("layer1.bias"), bias2 = network.get("layer2.bias");
    const given = Float32Array.from(own), names = ["x", "h", "z"];
    let layer = 0, chosen = 0, before = {}, now = {}, dragged = null;
    const spot = paper => [36 + (side - 72) * places[2 * paper], 36 + (side - 72) * places[2 * paper + 1]];
    const values = () => {
      network.set("x", given);
      network.run();
      return {x: Float32Array.from(given), xw: network.get("xw"), h: network.get("h"), hw: network.get("hw"),
        z: network.get("z"), probabilities: network.get("probabilities")};
    };
    // How far the numbers of a paper in this layer are from what they were.
    const change = paper => {
      const a = now[names[layer]], b = before[names[layer]], size = a.length / count;
      let most = 0;
      for (let at = paper * size; at < (paper + 1) * size; at++) most = Math.max(most, Math.abs(a[at] - b[at]));
      return most;
    };
    const likeliest = paper => {
      const row = now.probabilities.subarray(paper * subjects.length, (paper + 1) * subjects.length);
      return row.reduce((best, share, subject) => share > row[best] ? subject : best, 0);
    };
    const draw = () => {
      const context = Pages.sharp(canvas, side), style = getComputedStyle(canvas), chart = getComputedStyle(find("colors"));
      const color = name => style.getPropertyValue(name).trim(), hue = subject => chart.getPropertyValue("--s" + subject % 8).trim();
      const changes = [...Array(count).keys()].map(change), most = Math.max(...changes), unit = Number(find("unit").value);
      let strongest = 1e-9;
      for (let paper = 0; paper < count; paper++) strongest = Math.max(strongest, now.h[paper * units + unit]);
      context.clearRect(0, 0, side, side);
      context.strokeStyle = color("--rule") || "#888";
      context.lineWidth = 1.5;
      for (let at = 0; at < edges.length; at += 2) {
        context.beginPath();
        context.moveTo(...spot(edges[at]));
        context.lineTo(...spot(edges[at + 1]));
        context.stroke();
      }
      for (let paper = 0; paper < count; paper++) {
        const [x, y] = spot(paper), subject = layer === 2 ? likeliest(paper) : labels[paper];
        context.beginPath();
        context.arc(x, y, 12, 0, 7);
        context.fillStyle = color("--none");
        context.fill();
        // Words: the subject that the paper has; then a hidden unit; then the subject that is predicted, as strong as it is likely.
        context.globalAlpha = layer === 0 ? 0.85 : layer === 1 ? now.h[paper * units + unit] / strongest
          : now.probabilities[paper * subjects.length + subject];
        context.fillStyle = layer === 1 ? color("--more") : hue(subject);
        context.fill();
        context.globalAlpha = 1;
        context.strokeStyle = layer === 1 ? color("--more") : hue(subject);
        context.lineWidth = 1.5;
        context.stroke();
        if (changes[paper] > 0) {
          context.beginPath();
          context.arc(x, y, 16, 0, 7);
          context.strokeStyle = color("--mark");
          context.lineWidth = 1.5 + 5 * changes[paper] / most;
          context.stroke();
        }
        if (paper === chosen) {
          context.strokeStyle = color("--text") || "#888";
          context.lineWidth = 2;
          context.strokeRect(x - 22, y - 22, 44, 44);
        }
        context.font = "12px system-ui,sans-serif";
        context.textAlign = "center";
        context.fillStyle = color("--text") || "#888";
        context.fillText(String(paper + 1), x, y + 34);
      }
      const reached = changes.filter(x => x > 0).length;
      find("spread").textContent = given.every((x, at) => x === own[at]) ? words.untouched
        : reached + " " + words.reached + " " + count + ".";
      figure.changes = changes;
    };
    // The row of a paper in a layer, with its numbers: the sum over its neighbours, each times its entry of the matrix.
    const terms = (source, size, column) => {
      const parts = [];
      for (let other = 0; other < count; other++) {
        const weight = matrix[chosen * count + other];
        if (weight !== 0) parts.push(weight.toFixed(2) + " \u00b7 " + Pages.number(source[other * size + column]));
      }
      return parts.slice(0, 7).join(" + ") + (parts.length > 7 ? " + \u2026" : "");
    };
    const tell = () => {
      const unit = Number(find("unit").value), size = subjects.length, subject = likeliest(chosen), n = Pages.number;
      find("unitText").textContent = unit + 1;
      find("unitBox").hidden = layer !== 1;
      find("paper").textContent = words.paper + " " + (chosen + 1) + ", " + words.label + " " + subjects[labels[chosen]];
      const words0 = given.subarray(chosen * width, (chosen + 1) * width).filter(x => x > 0).length;
      find("formula").textContent = layer === 0 ? words0 + " " + words.has
        : layer === 1 ? "h = relu(\u03a3 \u00c2 (x W\u2081) + b\u2081) = relu(" + terms(now.xw, units, unit) + " + " + n(bias1[unit]) + ") = "
          + n(now.h[chosen * units + unit])
        : "z(" + subjects[subject] + ") = \u03a3 \u00c2 (h W\u2082) + b\u2082 = " + terms(now.hw, size, subject) + " + " + n(bias2[subject]) + " = "
          + n(now.z[chosen * size + subject]);
      Pages.bars(find("classes"), subjects.map((name, at) => {
        const share = now.probabilities[chosen * size + at];
        return {name: name, share: share, text: (100 * share).toFixed(1) + " %", isBest: at === subject};
      }));
      for (const button of figure.querySelectorAll("[data-layer]")) {
        button.setAttribute("aria-pressed", String(Number(button.dataset.layer) === layer));
      }
    };
    const show = () => { now = values(); draw(); tell(); };
    const give = (paper, row) => { given.set(row, paper * width); show(); };
    const gift = subject => subject < subjects.length ? means.subarray(subject * width, (subject + 1) * width) : new Float32Array(width);
    find("gifts").append(...subjects.concat(words.nothing, words.reset).map((name, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = at < subjects.length ? (at + 1) + ": " + name : name;
      if (at < subjects.length) {
        button.style.borderLeft = "6px solid " + getComputedStyle(find("colors")).getPropertyValue("--s" + at % 8);
      }
      button.addEventListener("click", () => {
        if (at > subjects.length) { given.set(own); show(); } else give(chosen, gift(at));
      });
      return button;
    }));
    const nearest = event => {
      const box = canvas.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width * side, y = (event.clientY - box.top) / box.height * side;
      const away = paper => Math.hypot(spot(paper)[0] - x, spot(paper)[1] - y);
      const best = [...Array(count).keys()].reduce((one, other) => away(other) < away(one) ? other : one, 0);
      return away(best) < 40 ? best : null;
    };
    canvas.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
      dragged = nearest(event);
      if (dragged !== null) { chosen = dragged; draw(); tell(); }
    });
    canvas.addEventListener("pointerup", event => {
      const target = nearest(event);
      if (dragged !== null && target !== null && target !== dragged) {
        const row = given.slice(dragged * width, (dragged + 1) * width);
        chosen = target;
        give(target, row);
      }
      dragged = null;
    });
    canvas.addEventListener("pointercancel", () => { dragged = null; });
    // The next paper in the direction of the arrow.
    Pages.arrows(canvas, (x, y) => {
      const [fromX, fromY] = spot(chosen);
      let best = null, least = Infinity;
      for (let paper = 0; paper < count; paper++) {
        const [toX, toY] = spot(paper), along = (toX - fromX) * x + (toY - fromY) * y;
        const across = Math.abs((toX - fromX) * y) + Math.abs((toY - fromY) * x);
        if (along > 1 && along + 2 * across < least) { best = paper; least = along + 2 * across; }
      }
      if (best !== null) { chosen = best; draw(); tell(); }
    });
    canvas.addEventListener("keydown", event => {
      const subject = Number(event.key) - 1;
      if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        give(chosen, gift(subjects.length));
      } else if (Number.isInteger(subject) && subject >= 0 && subject < subjects.length) {
        give(chosen, gift(subject));
      }
    });
    for (const button of figure.querySelectorAll("[data-layer]")) {
      button.addEventListener("click", () => { layer = Number(button.dataset.layer); draw(); tell(); });
    }
    find("unit").max = units - 1;
    find("unit").addEventListener("input", () => { draw(); tell(); });
    before = values();
    // The unit that is strongest in the first paper is not 0 everywhere.
    let first = 0;
    for (let unit = 0; unit < units; unit++) if (before.h[unit] > before.h[first]) first = unit;
    find("unit").value = first;
    layer = 2;
    show();
    figure.choose = (paper, place) => { chosen = paper; layer = place; draw(); tell(); };
    return () => { draw(); };
    """#
