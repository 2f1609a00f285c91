import Foundation
import Messages
import TensorCore

/// The scenes that are drawn where no `--content` is given: each a little different with each seed.
enum Scene: String, CaseIterable {
    case house, tree, face, boat

    var title: Words {
        switch self {
        case .house: Words(en: "house", zh: "房子")
        case .tree: Words(en: "tree", zh: "树")
        case .face: Words(en: "face", zh: "脸")
        case .boat: Words(en: "boat", zh: "船")
        }
    }

    /// The scene, moved and shaded at random.
    func drawing(using generator: inout RandomGenerator) -> Drawing {
        let dx = Double(generator.uniform(in: -0.05...0.05)), dy = Double(generator.uniform(in: -0.04...0.04))
        let size = Double(generator.uniform(in: 0.92...1.1))
        let noise = Noise(seed: generator.next())
        let tint = Drawing.Color(
            Double(generator.uniform(in: -0.06...0.06)), Double(generator.uniform(in: -0.06...0.06)),
            Double(generator.uniform(in: -0.06...0.06)))
        let paint: (Double, Double, Noise) -> Drawing.Color =
            switch self {
            case .house: Scene.house
            case .tree: Scene.tree
            case .face: Scene.face
            case .boat: Scene.boat
            }
        return Drawing { x, y in
            // A little unevenness, as every photograph has it.
            let light = 0.05 * (noise.smooth(14 * x, 14 * y, 9) - 0.5)
            return paint((x - 0.5 - dx) / size + 0.5, (y - 0.5 - dy) / size + 0.5, noise) + tint + light
        }
    }

    private static func isInside(
        _ x: Double, _ y: Double, disk cx: Double, _ cy: Double, _ rx: Double, _ ry: Double
    )
        -> Bool
    {
        let (u, v) = ((x - cx) / rx, (y - cy) / ry)
        return u * u + v * v < 1
    }

    private static func sky(_ y: Double) -> Drawing.Color {
        mixed(Drawing.Color(0.36, 0.60, 0.90), Drawing.Color(0.88, 0.94, 0.99), y / 0.6)
    }

    private static func house(_ x: Double, _ y: Double, _ noise: Noise) -> Drawing.Color {
        let ground = 0.68 + 0.03 * sin(7 * x)
        var color =
            y < ground ? sky(y) : mixed(.init(0.42, 0.66, 0.28), .init(0.22, 0.45, 0.16), (y - ground) * 3)
        let hill = 0.60 - 0.12 * sin(3.2 * x + 0.6)
        if y > hill, y < ground {
            color = mixed(.init(0.52, 0.66, 0.62), .init(0.36, 0.55, 0.45), (y - hill) * 5)
        }
        if isInside(x, y, disk: 0.83, 0.16, 0.08, 0.08) { color = .init(1, 0.86, 0.36) }
        // The path to the door.
        if y > 0.78, abs(x - 0.41 - 0.35 * (y - 0.78)) < 0.03 + 0.22 * (y - 0.78) {
            color = .init(0.82, 0.74, 0.58)
        }
        if x > 0.50, x < 0.56, y > 0.20, y < 0.40 { color = .init(0.48, 0.24, 0.20) }
        if x > 0.18, x < 0.62, y > 0.42, y < 0.79 {
            color = mixed(.init(0.95, 0.86, 0.70), .init(0.80, 0.68, 0.52), x)
        }
        // The roof, over the wall.
        if y > 0.20, y < 0.44, abs(x - 0.40) < (y - 0.20) * 1.15 { color = .init(0.72, 0.25, 0.18) }
        if x > 0.36, x < 0.46, y > 0.58, y < 0.79 { color = .init(0.36, 0.20, 0.12) }
        for left in [0.22, 0.50] where x > left && x < left + 0.09 && y > 0.50 && y < 0.62 {
            let isFrame = abs(x - left - 0.045) < 0.006 || abs(y - 0.56) < 0.006
            color = isFrame ? .init(0.98, 0.98, 0.95) : .init(0.25, 0.38, 0.55)
        }
        if x > 0.795, x < 0.835, y > 0.55, y < 0.82 { color = .init(0.38, 0.25, 0.14) }
        let rustle = 0.02 * (noise.smooth(30 * x, 30 * y) - 0.5)
        for (cx, cy, r) in [(0.815, 0.42, 0.13), (0.75, 0.50, 0.09), (0.88, 0.50, 0.09)]
        where isInside(x, y, disk: cx, cy, r + rustle, r + rustle) {
            color = mixed(.init(0.30, 0.58, 0.22), .init(0.10, 0.34, 0.12), (y - 0.30) * 3)
        }
        return color
    }

    private static func tree(_ x: Double, _ y: Double, _ noise: Noise) -> Drawing.Color {
        let ground = 0.80 + 0.02 * sin(9 * x)
        var color = mixed(.init(0.95, 0.66, 0.42), .init(0.99, 0.90, 0.70), y / 0.7)
        for (base, height, place, shade) in [(0.62, 0.30, 0.25, 0.0), (0.68, 0.24, 0.72, 0.14)] {
            let ridge = base - height * max(0, 1 - abs(x - place) / 0.34)
            if y > ridge { color = .init(0.46 - shade, 0.42 - shade, 0.58 - shade) }
            if y > ridge, y < ridge + 0.05, y < base - height * 0.72 { color = .init(0.96, 0.96, 1) }
        }
        if y > ground { color = mixed(.init(0.50, 0.52, 0.24), .init(0.28, 0.32, 0.14), (y - ground) * 5) }
        let bend = 0.50 + 0.03 * sin(6 * y)
        if y > 0.45, y < 0.88, abs(x - bend) < 0.03 + 0.03 * max(0, y - 0.75) * 8 {
            color = .init(0.30, 0.19, 0.10)
        }
        if y > 0.40, y < 0.62, abs(x - bend - (0.60 - y) * 0.7) < 0.014 { color = .init(0.30, 0.19, 0.10) }
        if y > 0.40, y < 0.62, abs(x - bend + (0.60 - y) * 0.8) < 0.014 { color = .init(0.30, 0.19, 0.10) }
        let rustle = 0.05 * (noise.smooth(24 * x, 24 * y) - 0.5)
        for (cx, cy, r) in [(0.50, 0.26, 0.17), (0.34, 0.36, 0.13), (0.66, 0.36, 0.13), (0.50, 0.38, 0.14)]
        where isInside(x, y, disk: cx, cy, r + rustle, 0.85 * r + rustle) {
            color = mixed(.init(0.62, 0.70, 0.22), .init(0.20, 0.36, 0.12), (y - 0.12) * 2.6)
        }
        return color
    }

    private static func face(_ x: Double, _ y: Double, _ noise: Noise) -> Drawing.Color {
        var color = mixed(.init(0.32, 0.44, 0.46), .init(0.20, 0.28, 0.34), y)
        if isInside(x, y, disk: 0.50, 1.02, 0.40, 0.24) { color = .init(0.62, 0.20, 0.24) }
        if isInside(x, y, disk: 0.50, 0.44, 0.285, 0.36) { color = .init(0.26, 0.16, 0.10) }
        if x > 0.41, x < 0.59, y > 0.66, y < 0.86 { color = .init(0.80, 0.60, 0.48) }
        if isInside(x, y, disk: 0.50, 0.48, 0.215, 0.285) {
            color = mixed(.init(0.97, 0.82, 0.70), .init(0.80, 0.58, 0.46), (x - 0.32) * 2)
        }
        // The hair over the forehead.
        if isInside(x, y, disk: 0.46, 0.24, 0.23, 0.11) { color = .init(0.26, 0.16, 0.10) }
        for cx in [0.415, 0.585] {
            if isInside(x, y, disk: cx, 0.455, 0.050, 0.026) { color = .init(0.98, 0.98, 0.96) }
            if isInside(x, y, disk: cx, 0.455, 0.023, 0.025) { color = .init(0.16, 0.26, 0.36) }
            if abs(y - 0.405 + 0.6 * (x - cx) * (x - cx) * 8) < 0.011, abs(x - cx) < 0.06 {
                color = .init(0.24, 0.14, 0.09)
            }
        }
        if y > 0.46, y < 0.575, abs(x - 0.51 - 0.12 * (y - 0.46)) < 0.010 { color = .init(0.72, 0.50, 0.40) }
        let smile = 0.645 - 1.2 * (x - 0.5) * (x - 0.5)
        if abs(y - smile) < 0.018, abs(x - 0.5) < 0.085 { color = .init(0.70, 0.22, 0.22) }
        return color
    }

    private static func boat(_ x: Double, _ y: Double, _ noise: Noise) -> Drawing.Color {
        let horizon = 0.58
        var color = sky(y)
        for (cx, cy, r) in [(0.22, 0.18, 0.10), (0.31, 0.20, 0.08), (0.14, 0.21, 0.07)]
        where isInside(x, y, disk: cx, cy, r, 0.5 * r) { color = .init(0.99, 0.99, 1) }
        if isInside(x, y, disk: 0.80, 0.50, 0.07, 0.07) { color = .init(0.98, 0.62, 0.30) }
        if y > horizon {
            let waves = 0.08 * sin(70 * y + 3 * sin(9 * x)) * (0.4 + y - horizon)
            color = mixed(.init(0.20, 0.48, 0.62), .init(0.06, 0.20, 0.38), (y - horizon) * 2.4) + waves
            if abs(x - 0.80) < 0.05, y < 0.75 { color = mixed(color, .init(0.98, 0.62, 0.30), 0.5) }
        }
        if y > 0.66, y < 0.77, abs(x - 0.45) < 0.25 - (y - 0.66) * 0.9 { color = .init(0.45, 0.20, 0.12) }
        if y > 0.66, y < 0.685, abs(x - 0.45) < 0.25 { color = .init(0.92, 0.82, 0.60) }
        if y > 0.14, y < 0.66, abs(x - 0.45) < 0.010 { color = .init(0.26, 0.16, 0.10) }
        if y > 0.17, y < 0.62, x > 0.465, x - 0.465 < (y - 0.17) * 0.52 {
            color = mixed(.init(0.99, 0.97, 0.90), .init(0.86, 0.80, 0.70), (x - 0.46) * 3)
        }
        if y > 0.24, y < 0.62, x < 0.435, 0.435 - x < (y - 0.24) * 0.42 { color = .init(0.80, 0.24, 0.20) }
        return color
    }
}
