import Foundation
import Messages
import TensorCore

/// The styles that are drawn where no `--style` is given.
enum Pattern: String, CaseIterable {
    case swirls, dots, cells, hatching, bricks, stripes

    var title: Words {
        switch self {
        case .swirls: Words(en: "swirls", zh: "漩涡")
        case .dots: Words(en: "dots", zh: "点彩")
        case .cells: Words(en: "cells", zh: "色块")
        case .hatching: Words(en: "hatching", zh: "排线")
        case .bricks: Words(en: "bricks", zh: "砖墙")
        case .stripes: Words(en: "stripes", zh: "条纹")
        }
    }

    /// How often bricks and stripes repeat from edge to edge, downward; nil for a pattern without a period.
    var repeats: Int? {
        switch self {
        case .bricks: 10
        case .stripes: 12
        default: nil
        }
    }

    /// The pattern, drawn anew with each seed.
    func drawing(using generator: inout RandomGenerator) -> Drawing {
        let noise = Noise(seed: generator.next())
        return switch self {
        case .swirls: Pattern.swirls(noise)
        case .dots: Pattern.dots(noise)
        case .cells: Pattern.cells(noise)
        case .hatching: Pattern.hatching(noise)
        case .bricks: Pattern.bricks(noise, repeats: 10)
        case .stripes: Pattern.stripes(noise, repeats: 12)
        }
    }

    /// Brush strokes along a flow field: the mean of noise along the field's line through a point, so that what lies on one
    /// line has one colour. Cabral, Leedom: "Imaging vector fields using line integral convolution" (1993).
    private static func swirls(_ noise: Noise) -> Drawing {
        let centers: [(x: Double, y: Double, turns: Double)] = (0..<5).map { number in
            (noise.at(number, 1), noise.at(number, 2), number.isMultiple(of: 2) ? 1 : -1)
        }
        func direction(_ x: Double, _ y: Double) -> (Double, Double) {
            var (u, v) = (0.6, 0.25 * sin(5 * x))
            for center in centers {
                let (dx, dy) = (x - center.x, y - center.y)
                let strength = 1.6 * center.turns * exp(-(dx * dx + dy * dy) / 0.028)
                u -= dy * strength * 12
                v += dx * strength * 12
            }
            let length = max(1e-9, (u * u + v * v).squareRoot())
            return (u / length, v / length)
        }
        return Drawing { x, y in
            var (sum, hue) = (0.0, 0.0)
            for sign in [-1.0, 1.0] {
                var (px, py) = (x, y)
                for _ in 0..<9 {
                    let (u, v) = direction(px, py)
                    px += sign * 0.006 * u
                    py += sign * 0.006 * v
                    sum += noise.smooth(70 * px, 70 * py, 3)
                    hue += noise.smooth(26 * px, 26 * py, 4)
                }
            }
            let (light, tone) = (sum / 18, hue / 18)
            let contrast = min(1, max(0, 0.5 + (light - 0.5) * 3.2))
            let glow =
                centers.map { center in
                    let (dx, dy) = (x - center.x, y - center.y)
                    return exp(-(dx * dx + dy * dy) / 0.006)
                }.max() ?? 0
            let (night, blue) = (Drawing.Color(0.05, 0.10, 0.32), Drawing.Color(0.30, 0.52, 0.80))
            let (ochre, yellow) = (Drawing.Color(0.80, 0.50, 0.10), Drawing.Color(1, 0.92, 0.50))
            var color = mixed(night, blue, contrast)
            let pale = min(1, max(0, (tone - 0.55) * 7))
            color = mixed(color, .init(0.72, 0.84, 0.88), pale * contrast)
            let warm = min(1, max(0, (0.40 - tone) * 9))
            color = mixed(color, mixed(ochre, yellow, contrast), max(glow, warm))
            return color
        }
    }

    /// Dots of pure colours beside each other, as in the pictures of the pointillists.
    private static func dots(_ noise: Noise) -> Drawing {
        let palette: [Drawing.Color] = [
            .init(0.93, 0.74, 0.22), .init(0.86, 0.36, 0.22), .init(0.20, 0.46, 0.68),
            .init(0.36, 0.62, 0.36),
            .init(0.95, 0.90, 0.74), .init(0.44, 0.30, 0.56),
        ]
        return Drawing { x, y in
            var (nearest, color) = (Double.infinity, Drawing.Color(0.88, 0.82, 0.70))
            let (column, row) = (Int((x * 26).rounded(.down)), Int((y * 26).rounded(.down)))
            for i in column - 1...column + 1 {
                for j in row - 1...row + 1 {
                    let cx = (Double(i) + 0.15 + 0.7 * noise.at(i, j, 1)) / 26
                    let cy = (Double(j) + 0.15 + 0.7 * noise.at(i, j, 2)) / 26
                    let distance = ((x - cx) * (x - cx) + (y - cy) * (y - cy)).squareRoot()
                    let radius = (0.40 + 0.16 * noise.at(i, j, 3)) / 26
                    if distance < radius, distance < nearest {
                        nearest = distance
                        // Neighbours share a liking, so that regions have a colour.
                        let liking = noise.smooth(Double(i) / 6, Double(j) / 6, 5) * 5
                        let choice = Int(liking + 2.2 * noise.at(i, j, 4)) % palette.count
                        color = palette[choice] + 0.10 * (noise.at(i, j, 6) - 0.5)
                    }
                }
            }
            return color
        }
    }

    /// Flat cells with dark outlines, each the points that are nearest to its centre: as in a window of coloured glass.
    private static func cells(_ noise: Noise) -> Drawing {
        let palette: [Drawing.Color] = [
            .init(0.78, 0.18, 0.16), .init(0.94, 0.74, 0.20), .init(0.12, 0.30, 0.56),
            .init(0.90, 0.86, 0.76),
            .init(0.16, 0.50, 0.44), .init(0.88, 0.46, 0.16), .init(0.30, 0.16, 0.36),
        ]
        return Drawing { x, y in
            let scale = 11.0
            let (column, row) = (Int((x * scale).rounded(.down)), Int((y * scale).rounded(.down)))
            var (first, second, owner) = (Double.infinity, Double.infinity, (0, 0))
            for i in column - 2...column + 2 {
                for j in row - 2...row + 2 {
                    let (dx, dy) = (
                        Double(i) + noise.at(i, j, 1) - x * scale, Double(j) + noise.at(i, j, 2) - y * scale
                    )
                    let distance = (dx * dx + dy * dy).squareRoot()
                    if distance < first {
                        (second, first, owner) = (first, distance, (i, j))
                    } else if distance < second {
                        second = distance
                    }
                }
            }
            if second - first < 0.11 { return .init(0.07, 0.06, 0.08) }
            let choice = Int(noise.at(owner.0, owner.1, 3) * Double(palette.count))
            return palette[choice] + 0.12 * (noise.at(owner.0, owner.1, 4) - 0.5)
        }
    }

    /// The lines of a woodcut: parallel in each region, in another direction in the next, thicker where it is darker.
    private static func hatching(_ noise: Noise) -> Drawing {
        Drawing { x, y in
            let region = Int(noise.smooth(4.5 * x, 4.5 * y, 1) * 6)
            let angle = Double(region) * 0.62 + 0.3
            let wobble = 0.012 * (noise.smooth(9 * x, 9 * y, 2) - 0.5)
            let along = (x * cos(angle) + y * sin(angle) + wobble) * 34
            let phase = along - along.rounded(.down)
            let dark = 0.25 + 0.5 * noise.smooth(5 * x, 5 * y, 3)
            return phase < dark ? .init(0.13, 0.10, 0.10) : .init(0.94, 0.89, 0.78)
        }
    }

    private static func bricks(_ noise: Noise, repeats: Int) -> Drawing {
        Drawing { x, y in
            let rows = Double(repeats)
            let row = (y * rows).rounded(.down)
            let shift = Int(row) % 2 == 0 ? 0.0 : 0.5
            let across = x * rows / 2 + shift
            let column = across.rounded(.down)
            let (u, v) = (across - column, y * rows - row)
            if u < 0.05 || v < 0.11 {
                return .init(0.78, 0.75, 0.70) + 0.06 * (noise.smooth(60 * x, 60 * y, 2) - 0.5)
            }
            let shade = noise.at(Int(column), Int(row), 1)
            let grain = 0.14 * (noise.smooth(50 * x, 50 * y, 3) - 0.5)
            return mixed(.init(0.52, 0.20, 0.14), .init(0.80, 0.42, 0.28), shade) + grain
        }
    }

    private static func stripes(_ noise: Noise, repeats: Int) -> Drawing {
        let colors: [Drawing.Color] = [
            .init(0.10, 0.22, 0.42), .init(0.96, 0.92, 0.82), .init(0.84, 0.30, 0.20),
            .init(0.96, 0.78, 0.34),
        ]
        return Drawing { x, y in
            let along = (y + 0.012 * sin(12 * x)) * Double(repeats)
            let phase = along - along.rounded(.down)
            let grain = 0.06 * (noise.smooth(40 * x, 90 * y, 1) - 0.5)
            return colors[min(3, Int(phase * 4))] + grain
        }
    }
}
