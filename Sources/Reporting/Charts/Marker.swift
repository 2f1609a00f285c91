/// The shapes of points, distinguishable without their colour.
enum Marker: Int, CaseIterable, Sendable {
    case circle, square, triangle, diamond, cross, plus, turnedTriangle, hexagon

    /// The shape of the class at `index`.
    init(index: Int) { self = Marker.allCases[index % Marker.allCases.count] }

    /// Whether the shape is made of strokes.
    var isOpen: Bool { self == .cross || self == .plus }

    /// The path of one marker of about the area of a circle of that radius.
    func path(at point: Point, radius: Double) -> String {
        func polygon(_ corners: [(Double, Double)]) -> String {
            var previous = Point(x: point.x + corners[0].0 * radius, y: point.y + corners[0].1 * radius)
            var path = "M" + SVG.pair(previous)
            for corner in corners.dropFirst() {
                let next = Point(x: point.x + corner.0 * radius, y: point.y + corner.1 * radius)
                path += "l" + SVG.pair(Point(x: next.x - previous.x, y: next.y - previous.y))
                previous = next
            }
            return path + "z"
        }
        func stroke(_ x: Double, _ y: Double) -> String {
            let from = Point(x: point.x - x * radius, y: point.y - y * radius)
            return "M" + SVG.pair(from) + "l" + SVG.pair(Point(x: 2 * x * radius, y: 2 * y * radius))
        }
        switch self {
        case .circle:
            let r = SVG.number(radius)
            let d = SVG.number(2 * radius)
            let start = SVG.pair(Point(x: point.x - radius, y: point.y))
            return "M\(start)a\(r) \(r) 0 1 0 \(d) 0a\(r) \(r) 0 1 0 -\(d) 0z"
        case .square: return polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
        case .triangle: return polygon([(0, -1.25), (1.15, 0.8), (-1.15, 0.8)])
        case .turnedTriangle: return polygon([(0, 1.25), (1.15, -0.8), (-1.15, -0.8)])
        case .diamond: return polygon([(0, -1.3), (1.15, 0), (0, 1.3), (-1.15, 0)])
        case .hexagon:
            return polygon([(-1.1, 0), (-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95)])
        case .cross: return stroke(0.85, 0.85) + stroke(0.85, -0.85)
        case .plus: return stroke(1.15, 0) + stroke(0, 1.15)
        }
    }

    /// The element that draws all points of a class; those that would cover each other exactly are drawn once.
    func element(at points: [Point], radius: Double, _ style: String) -> String {
        let paths = distinct(points).map { path(at: $0, radius: radius) }
        let classes = "\(style) marker\(isOpen ? " open" : "")"
        if points.count > maximumPointCount { return SVG.path(paths.joined(), classes + " many") }
        // A path each, so that every point is drawn whole, with its edge, over those before it.
        let elements = paths.map { "<path d=\"\($0)\"/>" }.joined()
        return paths.isEmpty ? "" : "<g class=\"\(classes)\">\(elements)</g>\n"
    }
}

/// A radius that keeps many points apart.
func markerRadius(count: Int) -> Double {
    switch count {
    case ...12: return 7
    case ...60: return 5
    case ...300: return 4
    case ...1500: return 3
    default: return 2.2
    }
}

/// Of more than 2000 points, one for each pixel that has any.
private func distinct(_ points: [Point]) -> [Point] {
    guard points.count > maximumPointCount else { return points }
    struct Pixel: Hashable {
        var x: Int
        var y: Int
    }
    var seen = Set<Pixel>()
    return points.filter {
        seen.insert(Pixel(x: Int(held($0.x).rounded()), y: Int(held($0.y).rounded()))).inserted
    }
}

/// The number of points a series may have before those that cannot be distinguished are left out.
let maximumPointCount = 2000

/// A coordinate that surely fits an integer.
func held(_ value: Double) -> Double { max(-1e5, min(1e5, value)) }
