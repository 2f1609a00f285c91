import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

// Content and style mixed in the page: painted pictures at the corners of a grid, and between them their weighted mean.

/// What the page computes: the mean of four pictures, weighted by shares.
private let mixturePlan =
    "ids = input 4; shares = input 4; mixed = embeddingBag ids shares pictures"

/// The pictures as a page mixes them, tried at a corner, on an edge and inside the grid.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedMixtures(_ mixtures: Mixtures, mayRound: Bool = true) throws -> PlayedNetwork {
    let columns = mixtures.pictures[0].count
    let size = mixtures.pictures[0][0].size
    let flat = mixtures.pictures.joined().map { $0.reshaped([1, 3 * size.count]) }
    let rows = NDArray.concatenated(flat, axis: 0)
    let ids: [[Float]] = [[0, 0, 0, 0], [0, 1, 0, 1], [0, 1, Float(columns), Float(columns + 1)]]
    let shares: [[Float]] = [[1, 0, 0, 0], [0.75, 0.25, 0, 0], [0.28, 0.12, 0.42, 0.18]]
    let answers = zip(ids, shares).map { ids, shares in
        zip(ids, shares).reduce(NDArray.zeros([1, 3 * size.count])) { $0 + $1.1 * flat[Int($1.0)] }
    }
    return try PlayedNetwork(
        weights: ["pictures.weight": rows], plan: mixturePlan,
        arrays: [
            "size": NDArray([size.height, size.width, mixtures.pictures.count, columns].map(Float.init))
        ],
        inputs: ["ids": NDArray(rows: ids), "shares": NDArray(rows: shares)], output: "mixed",
        answers: .concatenated(answers, axis: 0), mayRound: mayRound)
}

/// The part of the page where one mixes.
func mixturePad(_ file: PlayedNetwork, _ mixtures: Mixtures) -> Play {
    let rowNames =
        Mixtures.contentWeights.map { weight in
            Words(en: "content weight \(formatNumber(weight))", zh: "内容权重 \(formatNumber(weight))")
        } + [Words(en: "the content", zh: "内容图")]
    let columnNames = [
        mixtures.names[0],
        Words(
            en: "\(mixtures.names[0].en) and \(mixtures.names[1].en)",
            zh: "\(mixtures.names[0].zh)与\(mixtures.names[1].zh)"), mixtures.names[1],
    ]
    let controls = """
        <div><canvas class="sharp" data-name="picture" tabindex="0" role="application" data-label="picture"></canvas></div>
        <div class="two"><p><label><span data-word="style"></span><br/><input type="range" data-name="column" min="0" \
        max="\(columnNames.count - 1)" step="0.05" value="0"/></label></p>
        <p><label><span data-word="content"></span><br/><input type="range" data-name="row" min="0" max="\(rowNames.count - 1)" \
        step="0.05" value="1"/></label></p>
        <h3 data-word="made"></h3><div class="bars" data-name="shares" aria-live="polite"></div><p data-word="keys"></p></div>
        """
    return Play(
        file: file.file, controls: controls, script: mixtureScript,
        words: [
            "picture": Words(en: "The mixed picture", zh: "混合出的图"),
            "style": Words(
                en: "style: \(mixtures.names[0].en) to \(mixtures.names[1].en)",
                zh: "风格：从\(mixtures.names[0].zh)到\(mixtures.names[1].zh)"),
            "content": Words(en: "from strokes to the content", zh: "从笔触到内容"),
            "made": Words(en: "Mixed from", zh: "由这些图混合"),
            "keys": Words(
                en: "Drag over the picture, or use the arrow keys on it.", zh: "在图上拖动，或选中它后用方向键。"),
        ],
        texts: [
            "rows": rowNames.map(\.text).joined(separator: "\n"),
            "columns": columnNames.map(\.text).joined(separator: "\n"),
        ],
        otherwise: Words(
            en: "With scripting switched on, one can mix content and style here.",
            zh: "浏览器启用脚本后，可以在这里混合内容与风格。"))
}

/// The script: it finds the four pictures around the chosen place, and shows what the network makes of them.
private let mixtureScript = #"""
    Pages.name(figure, words);
    const find = figure.find, [height, width, rowCount, columnCount] = network.get("size"), area = width * height;
    const rows = words.rows.split("\n"), columns = words.columns.split("\n"), value = name => Number(find(name).value);
    const show = () => {
      const place = (name, count) => {
        const x = Math.max(0, Math.min(count - 1, value(name))), low = Math.min(count - 2, Math.floor(x));
        return {low: low, share: x - low};
      };
      const row = place("row", rowCount), column = place("column", columnCount), ids = [], shares = [];
      for (const down of [0, 1]) for (const right of [0, 1]) {
        // The last row has one picture, whatever the style.
        ids.push(Math.min(columnCount * (row.low + down) + column.low + right, columnCount * (rowCount - 1)));
        shares.push((down ? row.share : 1 - row.share) * (right ? column.share : 1 - column.share));
      }
      network.set("ids", ids);
      network.set("shares", shares);
      network.run();
      const mixed = network.get("mixed"), canvas = find("picture");
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext("2d"), image = context.createImageData(width, height);
      for (let at = 0; at < area; at++) {
        for (let channel = 0; channel < 3; channel++) image.data[4 * at + channel] = 255 * mixed[area * channel + at] + 0.5;
        image.data[4 * at + 3] = 255;
      }
      context.putImageData(image, 0, 0);
      const named = new Map();
      ids.forEach((id, index) => {
        const down = Math.floor(id / columnCount);
        const name = down === rowCount - 1 ? rows[down] : columns[id % columnCount] + ", " + rows[down];
        if (shares[index] > 0) named.set(name, (named.get(name) || 0) + shares[index]);
      });
      Pages.bars(find("shares"), [...named].map(([name, share]) => ({name: name, share: share,
        text: Math.round(100 * share) + " %"})));
    };
    const put = (name, x) => { find(name).value = x; };
    Pages.drag(find("picture"), (x, y) => {
      put("column", x * (columnCount - 1));
      put("row", (1 - y) * (rowCount - 1));
      show();
    });
    Pages.arrows(find("picture"), (x, y, event) => {
      const step = event.shiftKey ? 0.05 : 0.25;
      put("column", value("column") + x * step);
      put("row", value("row") - y * step);
      show();
    });
    for (const name of ["row", "column"]) find(name).addEventListener("input", show);
    show();
    return show;
    """#
