import Foundation

extension ComputationGraph {
    /// The graph as a picture: leaves on the left, the result on the right, an arrow from each input to what was
    /// made from it. A standalone SVG that follows the light or dark scheme of the page that embeds it; a box and its texts are a
    /// group with `data-node`, the node's place, and an arrow is one with `data-edge`, from where and to where.
    public func svg() -> String {
        let layout = GraphLayout(inputs: nodes.map(\.inputs))
        let boxHeight = 62.0
        let boxWidth = max(112, 8.2 * Double(nodes.flatMap(lines).map(\.count).max() ?? 0) + 20)
        let (columnStep, rowStep) = (boxWidth + 64, boxHeight + 26)
        let width = Double(layout.layerCount) * columnStep - 64 + 24
        let height = Double(layout.tallestLayer) * rowStep - 26 + 24
        func corner(_ place: GraphLayout.Place) -> (x: Double, y: Double) {
            let slack = Double(layout.tallestLayer - layout.height(ofLayer: place.layer)) / 2
            return (12 + Double(place.layer) * columnStep, 12 + (Double(place.position) + slack) * rowStep)
        }
        var shapes: [String] = []
        let ends = nodes.enumerated().flatMap { target, node in node.inputs.map { "\($0) \(target)" } }
        for (edge, ends) in zip(layout.edges, ends) {
            let path = edge.indices.dropLast().map { index in
                let (from, to) = (corner(edge[index]), corner(edge[index + 1]))
                let isFirst = index == 0
                let startX = isFirst ? from.x + boxWidth : from.x + boxWidth / 2
                let isLast = index == edge.count - 2
                let endX = isLast ? to.x - 8 : to.x + boxWidth / 2
                let (startY, endY) = (from.y + boxHeight / 2, to.y + boxHeight / 2)
                let bend = (endX - startX) / 2
                let move = isFirst ? "M \(number(startX)) \(number(startY)) " : ""
                return move
                    + "C \(number(startX + bend)) \(number(startY)), \(number(endX - bend)) \(number(endY)), "
                    + "\(number(endX)) \(number(endY))"
            }
            shapes.append(
                "<g data-edge=\"\(ends)\"><path class=\"edge\" d=\"\(path.joined(separator: " "))\"/>")
            if let end = edge.last.map(corner) {
                let (x, y) = (end.x - 1, end.y + boxHeight / 2)
                shapes.append(
                    "<path class=\"arrow\" d=\"M \(number(x)) \(number(y)) l -9 -4.5 v 9 z\"/>")
            }
            shapes.append("</g>")
        }
        for (index, node) in nodes.enumerated() {
            let (x, y) = corner(layout.places[index])
            let kind = node.operation != nil ? "made" : (node.requiresGradient ? "parameter" : "data")
            shapes.append(
                "<g data-node=\"\(index)\"><rect class=\"\(kind)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(boxWidth))\" "
                    + "height=\"\(number(boxHeight))\" rx=\"8\"/>")
            let lines = lines(of: node)
            for (row, line) in lines.enumerated() {
                let baseline = y + boxHeight / 2 + 5 + 18 * (Double(row) - Double(lines.count - 1) / 2)
                let style =
                    row == 0 ? " class=\"name\"" : (line.hasPrefix("gradient") ? " class=\"gradient\"" : "")
                shapes.append(
                    "<text\(style) x=\"\(number(x + boxWidth / 2))\" y=\"\(number(baseline))\">\(escaped(line))</text>"
                )
            }
            shapes.append("</g>")
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="computation-graph" role="img" \
            viewBox="0 0 \(number(width)) \(number(height))" width="\(number(width))" height="\(number(height))" \
            style="min-width:\(number(width * 11 / 14))px">
            <title>Computation graph</title>
            <style>
            .computation-graph { max-width: 100%; height: auto; font: 14px system-ui, sans-serif; }
            @media print { .computation-graph { min-width: 0 !important; } }
            .computation-graph text { text-anchor: middle; fill: #24292f; }
            .computation-graph .name { font-weight: 600; }
            .computation-graph .gradient { fill: #a33600; }
            .computation-graph .edge { fill: none; stroke: #6e7781; stroke-width: 1.5; }
            .computation-graph .arrow { fill: #6e7781; }
            .computation-graph rect { stroke-width: 1.5; }
            .computation-graph .data { fill: #eef1f4; stroke: #8c959f; }
            .computation-graph .parameter { fill: #fff3d6; stroke: #b8860b; }
            .computation-graph .made { fill: #e3f0ff; stroke: #3b7dd8; }
            @media (prefers-color-scheme: dark) {
            .computation-graph text { fill: #e6edf3; }
            .computation-graph .gradient { fill: #ffa77c; }
            .computation-graph .data { fill: #262c33; }
            .computation-graph .parameter { fill: #3d3213; }
            .computation-graph .made { fill: #14304f; }
            }
            </style>
            \(shapes.joined(separator: "\n"))
            </svg>
            """
    }

    /// The lines of a box: how the tensor was made, its value or shape, and its gradient.
    private func lines(of node: Node) -> [String] {
        var lines = [node.operation.map { "\(node.label) = \($0)" } ?? node.label]
        lines.append(node.value.map(ComputationGraph.format) ?? "\(node.shape)")
        if let gradient = node.gradient { lines.append("gradient \(ComputationGraph.format(gradient))") }
        return lines
    }

    private func number(_ value: Double) -> String { String(format: "%.1f", value) }

    private func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
    }
}
