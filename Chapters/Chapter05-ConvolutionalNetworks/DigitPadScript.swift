/// The script of the digit pad: it shows what the network's values are, and passes on what the reader does.
let digitPadScript = #"""
    const part = figure.find, side = 112;
    for (const element of figure.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
    for (const name of ["clear", "next"]) part(name).textContent = words[name];
    part("pad").setAttribute("aria-label", words.pad + ". " + words.padKeys);
    part("input").setAttribute("aria-label", words.input + ". " + words.inputKeys);
    const maps = [...figure.querySelectorAll("[data-map]")].map(canvas => {
      const [layer, index] = canvas.dataset.map.split(" ").map(Number);
      canvas.setAttribute("aria-label", words.layer + " " + layer + ", " + words.map + " " + (index + 1));
      return {canvas: canvas, layer: layer, index: index};
    });
    const pictures = network.get("pictures"), count = network.shape("pictures")[0];
    let shown = 0, drawn = false, shift = [0, 0], asked = {map: maps[0], row: 14, column: 14};

    const rows = classes.map(name => {
      const label = document.createElement("span"), bar = document.createElement("div"), share = document.createElement("span");
      label.textContent = name;
      bar.className = "bar";
      bar.append(document.createElement("i"));
      part("bars").append(label, bar, share);
      return {label: label, bar: bar.firstChild, share: share};
    });

    // A picture of the test set, moved as the drawing would be.
    const moved = () => {
      const picture = new Float32Array(784);
      for (let y = 0; y < 28; y++) for (let x = 0; x < 28; x++) {
        const fromX = x - shift[0], fromY = y - shift[1];
        if (fromX >= 0 && fromX < 28 && fromY >= 0 && fromY < 28) {
          picture[28 * y + x] = pictures[784 * shown + 28 * fromY + fromX];
        }
      }
      return picture;
    };

    const read = () => {
      if (drawn) network.core.center(network.place("x").index, form, shift[0], shift[1]);
      else network.set("x", moved());
      network.run();
      show();
    };

    const show = () => {
      Pages.paint(part("input"), network.get("x"), 28, 1);
      const probabilities = network.get("probabilities");
      const best = probabilities.indexOf(Math.max(...probabilities));
      rows.forEach((row, index) => {
        row.bar.style.width = (100 * probabilities[index]).toFixed(1) + "%";
        row.share.textContent = (100 * probabilities[index]).toFixed(1) + "%";
        row.label.className = row.share.className = index === best ? "best" : "";
      });
      for (const layer of [1, 2]) {
        const values = network.get("maps" + layer), width = 56 / (2 * layer), size = width * width;
        const range = Math.max(1e-6, ...values);
        for (const map of maps) {
          if (map.layer !== layer) continue;
          const isAsked = asked.map === map;
          Pages.paint(map.canvas, values.subarray(size * map.index, size * (map.index + 1)), width, range,
            isAsked ? {x: asked.column, y: asked.row, width: 1, height: 1, line: 1} : null);
          map.canvas.setAttribute("aria-pressed", isAsked);
        }
      }
      explain();
    };

    // kernel × patch + bias = value, for the pixel that is asked.
    const explain = () => {
      const layer = asked.map.layer, index = asked.map.index, width = 56 / (2 * layer);
      const weights = network.get("conv" + layer + ".weight"), channels = network.shape("conv" + layer + ".weight")[1];
      const source = network.get(layer === 1 ? "x" : "pooled1"), bias = network.get("conv" + layer + ".bias")[index];
      const place = width * width * index + width * asked.row + asked.column;
      const range = Math.max(...weights.map(Math.abs));
      const grids = [], sums = [];
      for (let channel = 0; channel < channels; channel++) {
        const kernel = [], patch = [];
        let sum = 0;
        for (let p = 0; p < 5; p++) for (let q = 0; q < 5; q++) {
          const y = asked.row + p - 2, x = asked.column + q - 2;
          kernel.push(weights[25 * (channels * index + channel) + 5 * p + q]);
          patch.push(y >= 0 && y < width && x >= 0 && x < width ? source[width * width * channel + width * y + x] : 0);
          sum += kernel[5 * p + q] * patch[5 * p + q];
        }
        const suffix = layer === 1 ? "" : " " + (channel + 1);
        grids.push(grid(words.kernel + suffix, kernel, range), "×",
          grid(layer === 1 ? words.patch : words.pooledMap + suffix, patch, Math.max(1, ...patch)), "");
        sums.push(sum);
      }
      part("grids").replaceChildren(...grids);
      const total = network.get("convolved" + layer)[place], value = network.get("maps" + layer)[place];
      figure.explained = {sum: sums.reduce((a, b) => a + b, 0) + bias, total: total, value: value};
      part("sum").textContent = words.layer + " " + layer + ", " + words.map + " " + (index + 1) + ", " + words.row + " "
        + (asked.row + 1) + ", " + words.column + " " + (asked.column + 1) + ": \u03a3 " + words.kernel + " \u00d7 "
        + words.patch + " = " + sums.map(Pages.number).join(" + ") + "; + " + words.bias + " " + Pages.number(bias) + " = "
        + Pages.number(total) + "; ReLU(" + Pages.number(total) + ") = " + Pages.number(value);
    };

    const grid = (title, numbers, range) => {
      const table = document.createElement("table");
      table.createCaption().textContent = title;
      const canvas = part("input"), style = getComputedStyle(canvas);
      for (let p = 0; p < 5; p++) {
        const row = table.insertRow();
        for (let q = 0; q < 5; q++) {
          const number = numbers[5 * p + q], cell = row.insertCell(), share = Math.min(1, Math.abs(number) / range);
          cell.textContent = Pages.number(number);
          cell.style.background = "color-mix(in srgb, var(" + (number < 0 ? "--less" : "--more") + ") "
            + Math.round(70 * share) + "%, var(--none))";
          if (share > 0.55) cell.style.color = "var(--none)";
        }
      }
      return table;
    };

    const pad = Pages.pad(part("pad"), network, side, 4.5, () => {
      if (!drawn) shift = [0, 0];
      drawn = true;
      read();
    });
    const move = (x, y) => {
      shift = [shift[0] + x, shift[1] + y].map(step => Math.max(-14, Math.min(14, step)));
      read();
    };
    part("clear").addEventListener("click", () => {
      pad.clear();
      [drawn, shift] = [true, [0, 0]];
      read();
    });
    part("next").addEventListener("click", () => {
      pad.clear();
      shown = (shown + 1) % count;
      [drawn, shift] = [false, [0, 0]];
      read();
    });
    Pages.arrows(part("input"), move);
    const steps = {"\u2190": [-1, 0], "\u2191": [0, -1], "\u2193": [0, 1], "\u2192": [1, 0]};
    for (const button of figure.querySelectorAll("[data-shift]")) {
      button.addEventListener("click", () => move(...steps[button.dataset.shift]));
    }
    for (const map of maps) {
      const width = 56 / (2 * map.layer);
      const ask = (row, column) => {
        const inside = step => Math.max(0, Math.min(width - 1, step));
        asked = {map: map, row: inside(row), column: inside(column)};
        show();
      };
      map.canvas.addEventListener("pointerdown", event => {
        const box = map.canvas.getBoundingClientRect();
        ask(Math.floor((event.clientY - box.top) / box.height * width),
          Math.floor((event.clientX - box.left) / box.width * width));
      });
      Pages.arrows(map.canvas, (x, y) => {
        if (asked.map === map) ask(asked.row + y, asked.column + x);
        else ask(width / 2, width / 2);
      });
    }
    figure.read = read;
    read();
    return () => { pad.draw(); show(); };
    """#
