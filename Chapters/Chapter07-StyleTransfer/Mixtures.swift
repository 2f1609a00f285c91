import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The content painted with several content weights, in one style, in another, and in what lies between: what the page mixes.
struct Mixtures {
    /// The content weights of what is painted, from strokes to content.
    static let contentWeights = [0.1, 0.8]

    /// The names of both styles.
    let names: [Words]

    /// The pictures `[1, 3, H, W]`, a row for each content weight: in the first style, in both, in the second. In the last row is the
    /// content alone.
    let pictures: [[NDArray]]

    /// Paints them.
    ///
    /// - Returns: nil where it was interrupted.
    static func painted(_ data: PictureData, _ run: ChapterRun) throws -> Mixtures? {
        let size = data.content.size.withArea(ofSide: run.isQuick ? 40 : 84)
        let content = data.content.resized(to: size)
        let second = secondStyle(data, side: size.width, run)
        let styles = [data.styles[0], second.picture].map {
            $0.resized(to: $0.size.withArea(ofSide: size.width))
        }
        var pictures: [[NDArray]] = []
        for (row, weight) in contentWeights.enumerated() {
            var line: [NDArray] = []
            for (column, styles) in [[styles[0]], styles, [styles[1]]].enumerated() {
                var settings = PatchSettings(steps: run.isQuick ? 2 : 36, directions: 32)
                settings.contentWeight = weight
                let result = try paintPatches(
                    content: content, styles: styles, settings, name: "mixture-\(row)-\(column)", title: nil,
                    run)
                guard let result else { return nil }
                line.append(
                    run.flag("keep-colours") ? content.withLuminance(of: result.picture) : result.picture)
            }
            pictures.append(line)
        }
        pictures.append([content])
        return Mixtures(names: [data.styleTitles[0], second.name], pictures: pictures)
    }

    /// The run's last style where it has several, else a drawn one.
    private static func secondStyle(
        _ data: PictureData, side: Int, _ run: ChapterRun
    ) -> (name: Words, picture: NDArray) {
        if data.styles.count > 1 {
            return (data.styleTitles[data.styles.count - 1], data.styles[data.styles.count - 1])
        }
        let pattern = run.choice("pattern") == Pattern.dots.rawValue ? Pattern.swirls : .dots
        var generator = RandomGenerator(seed: run.seed &+ 77)
        return (pattern.title, pattern.drawing(using: &generator).array(side: side))
    }
}
