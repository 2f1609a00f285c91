import Foundation
import Reporting

/// Small graphs as dots and lines, laid out by forces: edges attract, all nodes repel each other.
enum GraphDrawing {
    private static let side = 150

    static func picture(_ graph: SmallGraph) -> Picture {
        let positions = layout(graph)
        var canvas = Canvas(width: side, height: side)
        let margin = 10.0
        let scale = Double(side) - 2 * margin
        func point(_ node: Int) -> (x: Double, y: Double) {
            (margin + scale * positions[node].x, margin + scale * positions[node].y)
        }
        for (a, b) in graph.edges {
            canvas.line(from: point(a), to: point(b), thickness: 1.2, PixelColor(gray: 150))
        }
        for node in 0..<graph.nodeCount {
            let (x, y) = point(node)
            canvas.dot(x, y, radius: 4, PixelColor(red: 0x0A, green: 0x5A, blue: 0x9C))
        }
        return canvas.picture
    }

    /// Positions in 0...1: a circle, then forces that grow weaker (Fruchterman and Reingold, 1991).
    static func layout(_ graph: SmallGraph) -> [(x: Double, y: Double)] {
        let count = graph.nodeCount
        guard count > 1 else { return [(0.5, 0.5)] }
        var positions = (0..<count).map { node in
            let angle = 2 * Double.pi * Double(node) / Double(count)
            return (x: cos(angle), y: sin(angle))
        }
        let ideal = 2 / Double(count).squareRoot()
        for round in 0..<150 {
            let reach = 0.2 * (1 - Double(round) / 150)
            var forces = [(x: Double, y: Double)](repeating: (0, 0), count: count)
            for a in 0..<count {
                for b in 0..<count where a != b {
                    let (dx, dy) = (positions[a].x - positions[b].x, positions[a].y - positions[b].y)
                    let distance = max(1e-3, (dx * dx + dy * dy).squareRoot())
                    let pull = graph.neighbours[a].contains(b) ? distance * distance / ideal : 0
                    let push = ideal * ideal / distance
                    forces[a].x += dx / distance * (push - pull)
                    forces[a].y += dy / distance * (push - pull)
                }
            }
            for node in 0..<count {
                let length = max(
                    1e-9, (forces[node].x * forces[node].x + forces[node].y * forces[node].y).squareRoot())
                positions[node].x += forces[node].x / length * min(length, reach)
                positions[node].y += forces[node].y / length * min(length, reach)
            }
        }
        let (xs, ys) = (positions.map(\.x), positions.map(\.y))
        let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
        let width = max(1e-6, (xs.max() ?? 1) - left, (ys.max() ?? 1) - top)
        return positions.map { (($0.x - left) / width, ($0.y - top) / width) }
    }
}
