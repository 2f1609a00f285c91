/// The names under a row of slots: beside each other, on two lines, only every n-th, or turned.
struct CategoryLabels {
    private static let turnedWidth = 150.0

    private var labels: [(position: Double, lines: [String])] = []
    private var isTurned = false
    /// The room they need below the plot.
    private(set) var height = 24.0
    /// How far a turned first name reaches left of the plot.
    private(set) var overhang = 0.0

    /// Chooses the form in which names `slot` pixels apart can be read; positions count in slots.
    init(_ ticks: [Tick], slot: Double) {
        let size = FontSize.tick
        let widths = ticks.map { estimatedWidth($0.label, size: size) }
        let widest = widths.max() ?? 0
        func every(_ room: Double) -> [Tick] {
            let step = max(1, Int((room / slot).rounded(.up)))
            return stride(from: 0, to: ticks.count, by: step).map { ticks[$0] }
        }
        if widest + 8 <= slot || widest <= 44 {
            labels = every(widest + 8).map { ($0.value, [$0.label]) }
            return
        }
        let broken = ticks.map { wrapped($0.label, toWidth: slot - 8, size: size, maximumLines: 2) }
        if !broken.joined().contains(where: { $0.hasSuffix("…") }) {
            labels = zip(ticks, broken).map { ($0.value, $1) }
            height = 24 + 18
            return
        }
        isTurned = true
        labels = every(22).map {
            ($0.value, [truncated($0.label, toWidth: CategoryLabels.turnedWidth, size: size)])
        }
        let turned = labels.map { (position: $0.position, width: estimatedWidth($0.lines[0], size: size)) }
        height = 20 + 0.82 * (turned.map(\.width).max() ?? 0)
        overhang = turned.map { 0.57 * $0.width - $0.position * slot + 4 }.max() ?? 0
    }

    /// The names below a plot whose lower left corner is `corner`.
    func svg(below corner: Point, slot: Double) -> String {
        labels.map { label in
            let x = corner.x + label.position * slot
            if isTurned {
                let end = Point(x: x + 4, y: corner.y + 16)
                return SVG.text(label.lines[0], at: end, "tick", anchor: .end, degrees: -55)
            }
            return label.lines.enumerated().map { index, line in
                let y = corner.y + 20 + 18 * Double(index)
                return SVG.text(line, at: Point(x: x, y: y), "tick", anchor: .middle)
            }.joined()
        }.joined()
    }
}
