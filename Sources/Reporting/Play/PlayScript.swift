/// The script that all parts of a page share in which networks play. It computes nothing of a network: that is done by the
/// module, which is `PageNetworks` compiled. It gives the parts
///
/// - `network`: `set(name, numbers)`, `run()`, `get(name)`, `shape(name)` for the values of the plan, and `core`, the
///   functions of `PageNetworks/WebAssembly/Exports.swift`;
/// - `Pages.paint(canvas, numbers, width, range, of)`: numbers as pixels, on the page's own scale of colours;
/// - `Pages.pad(canvas, network, side, radius, changed, number)`: a pad to draw on by mouse, touch and keys, one of several where it
///   has a number;
/// - `Pages.arrows(element, moved)`: the arrow keys as steps;
/// - `Pages.drag(element, moved)`: a pointer that is pressed, at shares of the element's width and height;
/// - `Pages.name(figure, words)`: the texts of elements with `data-word`;
/// - `Pages.bars(element, rows)`: rows of `{name, share, text, isBest}` with a bar of that share;
/// - `Pages.sharp(canvas, side)`: the context of a drawing of `side` × `side` units, as sharp as the screen.
let playScriptElement = #"""
    <script>//<![CDATA[
    "use strict";
    const Pages = (() => {
      const bytesOf = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
      // What `PlayFile` packed: unpacked, and the lower and upper bytes put together again.
      const unpacked = async bytes => {
        const stream = new DecompressionStream("deflate"), writer = stream.writable.getWriter();
        const isWritten = writer.write(bytes).then(() => writer.close());
        const planes = new Uint8Array(await new Response(stream.readable).arrayBuffer());
        await isWritten;
        const half = (planes.length + 1) >> 1, file = new Uint8Array(planes.length);
        for (let at = 0; at < file.length; at++) file[at] = planes[(at & 1 ? half : 0) + (at >> 1)];
        return file;
      };
      let module = null;
      const parts = [];
      class Network {
        constructor(core, file) {
          this.core = core;
          this.places = new Map();
          const padded = new Uint8Array((file.length + 3) & ~3);
          padded.set(file);
          const words = new DataView(padded.buffer);
          for (let at = 0; at < padded.length; at += 4) core.append(words.getUint32(at, true));
          const code = core.load(file.length);
          if (code !== 0) throw new Error("PageNetworkError " + code);
        }
        place(name) {
          let place = this.places.get(name);
          if (!place) {
            for (const byte of new TextEncoder().encode(name)) this.core.appendName(byte);
            const index = this.core.value();
            if (index < 0) throw new Error("no value " + name);
            const shape = [];
            for (let axis = 0; this.core.extent(index, axis) > 0; axis++) shape.push(this.core.extent(index, axis));
            place = {index: index, shape: shape, count: shape.reduce((product, extent) => product * extent, 1)};
            this.places.set(name, place);
          }
          return place;
        }
        shape(name) { return this.place(name).shape; }
        get(name) {
          const place = this.place(name), numbers = new Float32Array(place.count);
          for (let at = 0; at < numbers.length; at++) numbers[at] = this.core.get(place.index, at);
          return numbers;
        }
        set(name, numbers) {
          const place = this.place(name);
          if (numbers.length !== place.count) throw new Error(name + " has " + place.count + " numbers");
          for (let at = 0; at < numbers.length; at++) this.core.set(place.index, at, numbers[at]);
        }
        run() { this.core.run(); }
      }
      const color = (element, name) => {
        const hex = getComputedStyle(element).getPropertyValue(name).trim();
        return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
      };
      return {
        // Opens the part: only when its network answers does it take the place of the sentence before it.
        async play(id, words, start) {
          const figure = document.getElementById(id);
          const element = figure.querySelector(".play-file"), isPacked = element.classList.contains("packed");
          if (typeof WebAssembly !== "object" || isPacked && typeof DecompressionStream !== "function") return;
          module = module || WebAssembly.compile(bytesOf(document.getElementById("page-networks").textContent));
          const instance = await WebAssembly.instantiate(await module);
          const bytes = bytesOf(element.textContent), file = isPacked ? await unpacked(bytes) : bytes;
          const part = name => figure.querySelector("[data-name=" + name + "]");
          const network = new Network(instance.exports, file);
          figure.hidden = false;
          figure.previousElementSibling.hidden = true;
          figure.find = part;
          figure.network = network;
          const redraw = start(figure, network, words);
          if (redraw) parts.push(redraw);
          figure.dispatchEvent(new Event("play"));
        },
        redraw() { for (const part of parts) part(); },
        paint(canvas, numbers, width, range, at) {
          const height = Math.floor(numbers.length / width);
          canvas.width = width;
          canvas.height = height;
          const context = canvas.getContext("2d"), image = context.createImageData(width, height);
          const none = color(canvas, "--none"), high = color(canvas, "--more"), low = color(canvas, "--less");
          for (let place = 0; place < width * height; place++) {
            const share = Math.max(-1, Math.min(1, numbers[place] / range)), end = share < 0 ? low : high;
            for (let channel = 0; channel < 3; channel++) {
              image.data[4 * place + channel] = none[channel] + Math.abs(share) * (end[channel] - none[channel]);
            }
            image.data[4 * place + 3] = 255;
          }
          context.putImageData(image, 0, 0);
          if (at) {
            context.strokeStyle = getComputedStyle(canvas).getPropertyValue("--mark");
            context.lineWidth = at.line || 1;
            context.strokeRect(at.x - at.line / 2, at.y - at.line / 2, at.width + at.line, at.height + at.line);
          }
        },
        number(x) {
          return (Object.is(x, -0) ? 0 : x).toFixed(Math.abs(x) >= 100 ? 0 : Math.abs(x) >= 10 ? 1 : 2)
            .replace("-", "\u2212");
        },
        arrows(element, moved) {
          const steps = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
          element.addEventListener("keydown", event => {
            const step = steps[event.key];
            if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            moved(step[0], step[1], event);
          });
        },
        name(figure, words) {
          for (const element of figure.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
          for (const element of figure.querySelectorAll("[data-label]")) {
            element.setAttribute("aria-label", words[element.dataset.label]);
          }
        },
        drag(element, moved) {
          const tell = (event, isFirst) => {
            const box = element.getBoundingClientRect();
            moved((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height, isFirst);
          };
          let isDown = false;
          element.addEventListener("pointerdown", event => {
            if (event.button !== 0) return;
            if (event.isTrusted) element.setPointerCapture(event.pointerId);
            isDown = true;
            tell(event, true);
          });
          element.addEventListener("pointermove", event => { if (isDown) tell(event, false); });
          for (const kind of ["pointerup", "pointercancel"]) element.addEventListener(kind, () => { isDown = false; });
        },
        bars(element, rows) {
          while (element.children.length > 3 * rows.length) element.lastChild.remove();
          while (element.children.length < 3 * rows.length) {
            const cells = ["span", "div", "span"].map(kind => document.createElement(kind));
            cells[1].className = "bar";
            cells[1].append(document.createElement("i"));
            element.append(...cells);
          }
          rows.forEach((row, index) => {
            const [name, bar, text] = [0, 1, 2].map(cell => element.children[3 * index + cell]);
            name.textContent = row.name;
            bar.firstChild.style.width = (100 * Math.max(0, Math.min(1, row.share))).toFixed(1) + "%";
            text.textContent = row.text;
            name.className = text.className = row.isBest ? "best" : "";
          });
        },
        sharp(canvas, side) {
          const scale = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
          canvas.width = canvas.height = Math.round(side * scale);
          const context = canvas.getContext("2d");
          context.scale(canvas.width / side, canvas.width / side);
          return context;
        },
        pad(canvas, network, side, radius, changed, number = 0) {
          const core = network.core, choose = () => core.choosePad(number), pen = {x: side / 2, y: side / 2, down: false, byKey: false};
          const draw = () => {
            const inks = new Float32Array(side * side);
            choose();
            for (let at = 0; at < inks.length; at++) inks[at] = core.ink(at);
            this.paint(canvas, inks, side, 1);
            if (pen.byKey && document.activeElement === canvas) {
              const context = canvas.getContext("2d");
              context.beginPath();
              context.arc(pen.x, pen.y, radius + 1, 0, 7);
              context.strokeStyle = getComputedStyle(canvas).getPropertyValue("--mark");
              context.lineWidth = pen.down ? 2 : 1;
              context.stroke();
            }
          };
          const move = (x, y) => {
            choose();
            if (pen.down) core.stroke(pen.x, pen.y, x, y, radius);
            pen.x = x;
            pen.y = y;
          };
          const seen = event => {
            const box = canvas.getBoundingClientRect();
            return [(event.clientX - box.left) / box.width * side, (event.clientY - box.top) / box.height * side];
          };
          canvas.addEventListener("pointerdown", event => {
            if (event.button !== 0) return;
            if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
            pen.byKey = false;
            pen.down = false;
            move(...seen(event));
            pen.down = true;
            move(pen.x, pen.y);
            draw();
            changed();
          });
          canvas.addEventListener("pointermove", event => {
            if (!pen.down || pen.byKey) return;
            const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
            for (const step of events.length > 0 ? events : [event]) move(...seen(step));
            draw();
            changed();
          });
          const lift = () => { if (!pen.byKey) pen.down = false; };
          canvas.addEventListener("pointerup", lift);
          canvas.addEventListener("pointercancel", lift);
          canvas.addEventListener("focus", draw);
          canvas.addEventListener("blur", () => { pen.down = false; draw(); });
          this.arrows(canvas, (x, y, event) => {
            if (!pen.byKey) pen.down = false;
            pen.byKey = true;
            const step = event.shiftKey ? 1 : side / 28;
            move(Math.max(0, Math.min(side, pen.x + x * step)), Math.max(0, Math.min(side, pen.y + y * step)));
            draw();
            if (pen.down) changed();
          });
          canvas.addEventListener("keydown", event => {
            if (event.key === " ") {
              event.preventDefault();
              pen.down = pen.byKey ? !pen.down : true;
              pen.byKey = true;
              move(pen.x, pen.y);
              draw();
              if (pen.down) changed();
            } else if (event.key === "Delete" || event.key === "Backspace") {
              event.preventDefault();
              clear();
              changed();
            }
          });
          const clear = () => { choose(); core.clearPad(side); draw(); };
          clear();
          return {draw: draw, clear: clear};
        }
      };
    })();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => Pages.redraw());
    //]]></script>
    """#
