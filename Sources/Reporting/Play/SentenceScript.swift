/// The script of pages in which sentences are typed and attention is looked at, put before a chapter's own:
///
/// - `Sentences.tokens(line, kind)`: a line cut as `Tokenizer` of `Text` cuts it, `words`, `characters` or `mixed`;
/// - `Sentences.words(element, names, chosen)`: tokens to point at by mouse, touch and keys;
/// - `Sentences.color(element, shares, asks)`: the tokens coloured by what is looked at, and the one that asks framed;
/// - `Sentences.map(table, rows, columns, share, chosen)`: a map of attention, a cell for each pair, and `mark` for the row that asks;
/// - `Sentences.sum(names, shares, letter)`: the weights as the terms of a sum of vectors, the largest first.
public let sentenceScript = #"""
    const Sentences = (() => {
      const ideograph = "[\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3134f}]";
      const cuts = {
        words: /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*|\S\p{M}*/gu,
        characters: /\S\p{M}*/gu,
        mixed: new RegExp(ideograph + "\\p{M}*|(?:(?!" + ideograph + ")[\\p{L}\\p{N}_])(?:(?!" + ideograph
          + ")[\\p{L}\\p{N}\\p{M}_])*|\\S\\p{M}*", "gu")
      };
      const tint = (share, most) => "color-mix(in srgb, var(--more) " + Math.round(most * Math.max(0, Math.min(1, share)))
        + "%, transparent)";
      return {
        tokens(line, kind) {
          const text = line.normalize("NFC").replace(/\p{Cf}/gu, "");
          return (kind === "characters" ? text : text.toLowerCase()).match(cuts[kind]) || [];
        },
        words(element, names, chosen) {
          element.replaceChildren(...names.map((name, at) => {
            const span = document.createElement("span");
            span.textContent = name;
            span.addEventListener("pointerenter", event => { if (event.pointerType === "mouse") chosen(at); });
            span.addEventListener("click", () => chosen(at));
            return span;
          }));
          element.chosen = chosen;
          if (element.tabIndex !== 0) {
            element.tabIndex = 0;
            Pages.arrows(element, (x, y) => {
              const count = element.children.length;
              if (count > 0) element.chosen(Math.max(0, Math.min(count - 1, (element.at || 0) + x + y)));
            });
          }
        },
        color(element, shares, asks) {
          if (asks !== undefined && asks >= 0) element.at = asks;
          [...element.children].forEach((span, at) => {
            const share = shares && at < shares.length ? shares[at] : 0;
            span.style.background = shares ? tint(share, 45) : "";
            span.style.outline = at === asks ? "2px solid var(--mark)" : "";
            span.title = shares && at < shares.length ? (100 * share).toFixed(1) + " %" : "";
          });
        },
        map(table, rows, columns, share, chosen) {
          const cell = (kind, text) => {
            const element = document.createElement(kind);
            if (text !== undefined) element.textContent = text;
            return element;
          };
          const head = cell("tr");
          head.append(cell("td"), ...columns.map(name => {
            const top = cell("th"), inside = cell("span", name);
            top.scope = "col";
            top.append(inside);
            return top;
          }));
          table.replaceChildren(head, ...rows.map((name, row) => {
            const line = cell("tr"), side = cell("th", name);
            side.scope = "row";
            side.addEventListener("click", () => chosen(row));
            line.append(side, ...columns.map((_, column) => {
              const square = cell("td"), weight = share(row, column);
              square.style.background = weight === null ? "" : tint(weight, 100);
              square.title = weight === null ? "" : name + " \u2192 " + columns[column] + ": " + (100 * weight).toFixed(1) + " %";
              square.addEventListener("pointerenter", event => { if (event.pointerType === "mouse") chosen(row); });
              square.addEventListener("click", () => chosen(row));
              return square;
            }));
            return line;
          }));
        },
        mark(table, row) {
          [...table.rows].forEach((line, at) => line.classList.toggle("chosen", at === row + 1));
        },
        sum(names, shares, letter) {
          const order = [...shares.keys()].filter(at => at < names.length && shares[at] >= 0.005)
            .sort((one, other) => shares[other] - shares[one]);
          const terms = order.slice(0, 6).map(at => shares[at].toFixed(2) + " " + letter + "(" + names[at] + ")");
          return terms.join(" + ") + (order.length > 6 ? " + \u2026" : "");
        }
      };
    })();

    """#
