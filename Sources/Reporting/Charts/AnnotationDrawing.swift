/// The annotations of a chart, drawn over its data.
func annotationsSVG(_ annotations: [Annotation], in frame: PlotFrame) -> String {
    let box = frame.box
    let size = FontSize.value
    var lines = ""
    var texts = ""
    /// The labels of upright lines placed so far, so that neighbours go into different rows.
    var taken: [(row: Int, left: Double, right: Double)] = []
    for annotation in annotations {
        let label = annotation.label
        switch annotation.kind {
        case .vertical(let x):
            guard let share = frame.x.position(of: x), (0...1).contains(share) else { continue }
            let position = box.x + share * box.width
            lines += SVG.line(Point(x: position, y: box.y), Point(x: position, y: box.bottom), "mark")
            let width = estimatedWidth(label, size: size)
            let isLeft = position + 6 + width > box.right
            let left = isLeft ? position - 6 - width : position + 6
            let free = (0..<6).first { row in
                !taken.contains { $0.row == row && $0.left < left + width + 6 && left < $0.right + 6 }
            }
            taken.append((free ?? 0, left, left + width))
            let start = Point(x: max(box.x, left), y: box.y + 15 + 19 * Double(free ?? 0))
            texts += SVG.text(label, at: start, "value halo")
        case .horizontal(let y):
            guard let share = frame.y.position(of: y), (0...1).contains(share) else { continue }
            let position = box.bottom - share * box.height
            lines += SVG.line(Point(x: box.x, y: position), Point(x: box.right, y: position), "mark")
            let baseline = position - box.y < 20 ? position + 16 : position - 6
            texts += SVG.text(label, at: Point(x: box.right - 6, y: baseline), "value halo", anchor: .end)
        case .text(let x, let y):
            guard let point = frame.point(x, y), (box.x...box.right).contains(point.x),
                (box.y...box.bottom).contains(point.y)
            else { continue }
            let isLeft = point.x + 8 + estimatedWidth(label, size: size) > box.right
            let baseline = max(point.y - 8, box.y + 14)
            texts += SVG.text(
                label, at: Point(x: point.x + (isLeft ? -8 : 8), y: baseline), "value halo",
                anchor: isLeft ? .end : .start)
        }
    }
    return lines + texts
}

/// The coordinates that lines of annotations ask the axes to include.
func annotatedValues(_ annotations: [Annotation]) -> (x: [Double], y: [Double]) {
    var values: (x: [Double], y: [Double]) = ([], [])
    for annotation in annotations {
        switch annotation.kind {
        case .vertical(let x): values.x.append(x)
        case .horizontal(let y): values.y.append(y)
        case .text(let x, let y):
            values.x.append(x)
            values.y.append(y)
        }
    }
    return values
}
