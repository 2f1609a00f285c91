// An animation as a page shows it where scripts run: one slider through its frames, and a button that plays them once. It moves
// only when it is asked to. Without a script, the browser shows the GIF as it is.

/// The script and the styles of a page with animations. It unpacks the frames from the GIF that the page has anyway (GIF89a, as
/// `Animation.gif` writes it) and draws the one that is chosen, the last one at first.
let filmElements = #"""
    <style>
    .film canvas{image-rendering:pixelated;display:block;margin:0 auto;max-width:100%;height:auto}
    .film .controls{display:flex;align-items:center;gap:10px;max-width:780px;margin:10px auto 0;font-size:15px;\#
    color:var(--muted);font-variant-numeric:tabular-nums}
    .film .controls input{flex:1;min-width:80px;min-height:32px;accent-color:var(--accent)}
    .film .controls button{font:inherit;min-height:40px;min-width:44px;color:var(--text);background:var(--code);\#
    border:1px solid var(--rule);border-radius:6px;cursor:pointer}
    .film .controls button:focus-visible,.film .controls input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
    .film .plays.pixels{display:none}
    @media print{.film canvas,.film .controls{display:none}.film .plays.still{display:block}}
    </style>
    <script>//<![CDATA[
    "use strict";
    addEventListener("DOMContentLoaded", () => {
      // The numbers of a rectangle from GIF's codes (Lempel, Ziv and Welch): a code stands for a known string and one number more.
      const unpack = (data, bits, count) => {
        const clear = 1 << bits, end = clear + 1, prefixes = new Int16Array(4096), lasts = new Uint8Array(4096);
        const numbers = new Uint8Array(count), string = [];
        let width = bits + 1, next = end + 1, previous = -1, first = 0, made = 0, buffer = 0, filled = 0;
        for (const byte of data) {
          buffer |= byte << filled;
          filled += 8;
          while (filled >= width) {
            let code = buffer & ((1 << width) - 1);
            buffer >>= width;
            filled -= width;
            if (code === end) return numbers;
            if (code === clear) {
              [width, next, previous] = [bits + 1, end + 1, -1];
              continue;
            }
            const known = code;
            // A string that is not in the table yet is the one before, and its first number again.
            if (code >= next) {
              string.push(first);
              code = previous;
            }
            while (code > end) {
              string.push(lasts[code]);
              code = prefixes[code];
            }
            first = code;
            string.push(first);
            while (string.length > 0) numbers[made++] = string.pop();
            if (previous >= 0 && next < 4096) {
              prefixes[next] = previous;
              lasts[next++] = first;
              if (next === 1 << width && width < 12) width++;
            }
            previous = known;
          }
        }
        return numbers;
      };
      const read = bytes => {
        const word = at => bytes[at] | bytes[at + 1] << 8, bits = (bytes[10] & 7) + 1, frames = [];
        const film = {width: word(6), height: word(8), palette: bytes.subarray(13, 13 + 3 * (1 << bits)), frames: frames};
        let at = 13 + 3 * (1 << bits), delay = 100;
        const pieces = () => {
          const data = [];
          for (let count = bytes[at++]; count > 0; count = bytes[at++]) {
            data.push(...bytes.subarray(at, at + count));
            at += count;
          }
          return data;
        };
        for (let kind = bytes[at++]; kind === 0x21 || kind === 0x2C; kind = bytes[at++]) {
          if (kind === 0x21) {
            if (bytes[at] === 0xF9) delay = 10 * word(at + 3);
            at++;
            pieces();
          } else {
            const [left, top, width, height] = [0, 2, 4, 6].map(step => word(at + step)), codeBits = bytes[at + 9];
            at += 10;
            frames.push({left: left, top: top, width: width, delay: delay, numbers: unpack(pieces(), codeBits, width * height)});
          }
        }
        return film;
      };
      for (const figure of document.querySelectorAll("figure.film")) {
        const gif = figure.querySelector(".moving"), words = figure.dataset;
        const film = read(Uint8Array.from(atob(gif.src.split(",")[1]), sign => sign.charCodeAt(0))), last = film.frames.length - 1;
        const canvas = document.createElement("canvas"), slider = document.createElement("input");
        const button = document.createElement("button"), place = document.createElement("output");
        [canvas.width, canvas.height] = [film.width, film.height];
        canvas.style.width = gif.width + "px";
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", gif.alt);
        Object.assign(slider, {type: "range", min: 0, max: last, step: 1, value: last});
        slider.setAttribute("aria-label", gif.alt);
        button.type = "button";
        const context = canvas.getContext("2d", {willReadFrequently: true}), image = context.createImageData(film.width, film.height);
        let shown = -1, timer = 0;
        const draw = frame => {
          const {left, top, width, numbers} = film.frames[frame];
          for (let place = 0; place < numbers.length; place++) {
            const to = 4 * ((top + Math.floor(place / width)) * film.width + left + place % width), from = 3 * numbers[place];
            for (let channel = 0; channel < 3; channel++) image.data[to + channel] = film.palette[from + channel];
            image.data[to + 3] = 255;
          }
        };
        const show = frame => {
          // A frame holds what differs from the one before.
          if (frame < shown) shown = -1;
          while (shown < frame) draw(++shown);
          context.putImageData(image, 0, 0);
          slider.value = frame;
          place.textContent = words.place.replace("{}", frame + 1).replace("{}", last + 1);
        };
        const stop = () => {
          clearTimeout(timer);
          timer = 0;
          button.textContent = "\u25b6";
          button.setAttribute("aria-label", words.play);
        };
        const step = () => {
          if (shown >= last) return stop();
          show(shown + 1);
          timer = setTimeout(step, film.frames[shown].delay);
        };
        button.addEventListener("click", () => {
          if (timer) return stop();
          if (shown >= last) show(0);
          button.textContent = "\u2759\u2759";
          button.setAttribute("aria-label", words.pause);
          timer = setTimeout(step, film.frames[shown].delay);
        });
        slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
        const controls = document.createElement("div");
        controls.className = "controls";
        controls.append(button, slider, place);
        gif.parentElement.append(canvas);
        gif.parentElement.after(controls);
        for (const picture of figure.querySelectorAll("img")) picture.classList.add("plays");
        stop();
        show(last);
      }
    });
    //]]></script>
    """#
