import Messages
import TensorCore

/// Broadcasting drawn: two arrays stretched to their common shape, and which element meets which.
///
/// Elements that are there are solid, those that stretching repeats are pale.
struct BroadcastFigure {
    private let cell = (width: 62.0, height: 34.0)
    private let gap = 54.0
    private let first: NDArray
    private let second: NDArray

    /// A figure of `first + second`. Both have at most two axes; traps when their shapes do not fit each
    /// other.
    init(_ first: NDArray, plus second: NDArray) {
        self.first = first
        self.second = second
    }

    /// The picture as one `<svg>` element that follows light and dark.
    func svg() -> String {
        let sum = first + second
        let shape = matrixShape(sum.shape)
        let gridWidth = cell.width * Double(shape.columns)
        let width = 3 * gridWidth + 2 * gap + 4
        let height = cell.height * Double(shape.rows) + 44
        let stretched = [first, second].map { $0.broadcast(to: sum.shape).scalars }
        let pairs = zip(stretched[0], stretched[1]).map { "\(short($0)) + \(short($1))" }
        let texts = [stretched[0].map(short), stretched[1].map(short), pairs]
        let captions =
            [first, second].map {
                Words(en: "\($0.shape) as \(sum.shape)", zh: "\($0.shape) 视为 \(sum.shape)").text
            } + ["\(sum.shape)"]
        let title = Words(
            en: "\(first.shape) and \(second.shape) broadcast to \(sum.shape)",
            zh: "\(first.shape) 与 \(second.shape) 广播为 \(sum.shape)"
        ).text
        var body = ""
        for (index, texts) in texts.enumerated() {
            let left = 2 + Double(index) * (gridWidth + gap)
            let source = index == 2 ? shape : matrixShape([first, second][index].shape)
            for (position, text) in texts.enumerated() {
                let (row, column) = position.quotientAndRemainder(dividingBy: shape.columns)
                let isReal = row < source.rows && column < source.columns
                let (x, y) = (left + Double(column) * cell.width, 2 + Double(row) * cell.height)
                let kind = index == 2 ? "sum" : isReal ? "real" : "copy"
                let size = "width=\"\(cell.width)\" height=\"\(cell.height)\""
                body += "<rect class=\"\(kind)\" x=\"\(x)\" y=\"\(y)\" \(size)/>\n"
                body += self.text(text, x: x + cell.width / 2, y: y + cell.height / 2 + 5, kind)
            }
            body += text(captions[index], x: left + gridWidth / 2, y: height - 14, "caption")
            if index < 2 {
                let middle = 2 + cell.height * Double(shape.rows) / 2 + 8
                body += text(index == 0 ? "+" : "=", x: left + gridWidth + gap / 2, y: middle, "sign")
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="broadcast-figure" role="img" width="\(width)" \
            height="\(height)" viewBox="0 0 \(width) \(height)">
            <title>\(title)</title>
            \(style)
            \(body)</svg>
            """
    }

    private func text(_ text: String, x: Double, y: Double, _ kind: String) -> String {
        "<text class=\"\(kind)\" x=\"\(x)\" y=\"\(y)\">\(text)</text>\n"
    }

    private func short(_ value: Float) -> String { NDArray(value).description }

    /// A shape as rows and columns, axes missing in front being 1.
    private func matrixShape(_ shape: Shape) -> (rows: Int, columns: Int) {
        (shape.rank > 1 ? shape[shape.rank - 2] : 1, shape.rank > 0 ? shape[shape.rank - 1] : 1)
    }

    private let style = """
        <style>
        .broadcast-figure { max-width: 100%; height: auto; font: 15px system-ui, sans-serif; }
        .broadcast-figure text { text-anchor: middle; fill: #24292f; font-variant-numeric: tabular-nums; }
        .broadcast-figure rect { stroke-width: 1.5; }
        .broadcast-figure rect.real { fill: #d7e9fb; stroke: #3b7dd8; }
        .broadcast-figure rect.copy { fill: none; stroke: #9aa5b3; stroke-dasharray: 3 3; }
        .broadcast-figure text.copy { fill: #6b7684; }
        .broadcast-figure rect.sum { fill: #fdeedd; stroke: #c77a24; }
        .broadcast-figure .sign { font-size: 24px; }
        .broadcast-figure .caption { fill: #566171; }
        @media (prefers-color-scheme: dark) {
        .broadcast-figure text { fill: #e6edf3; }
        .broadcast-figure rect.real { fill: #14304f; stroke: #5fa0ee; }
        .broadcast-figure rect.copy { stroke: #657182; }
        .broadcast-figure text.copy { fill: #94a0ae; }
        .broadcast-figure rect.sum { fill: #40290f; stroke: #d9923f; }
        .broadcast-figure .caption { fill: #a8b2c0; }
        }
        </style>
        """
}
