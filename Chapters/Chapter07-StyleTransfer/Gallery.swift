import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Every scene in every pattern, and what two judges see in the results: which pattern, and which scene?
struct Gallery {
    /// How often the judges are right, of all pairs.
    struct Answers: Codable {
        var scenes = 0
        var patterns = 0
        var pairs = 0
        var sceneFraction: Double { Double(scenes) / Double(max(1, pairs)) }
        var patternFraction: Double { Double(patterns) / Double(max(1, pairs)) }
    }

    /// The pictures as they were drawn, and painted: a row for each scene, a column for each pattern.
    let scenes, patterns: [NDArray]
    let painted: [[NDArray]]
    /// What the judges say of drawings they have not seen, of the painted pictures, and of two baselines.
    let drawn, answers, colorsOnly, blended: Answers

    /// Paints all pairs; nil where it was interrupted.
    init?(_ run: ChapterRun) throws {
        let side = run.isQuick ? 48 : 96
        var generator = RandomGenerator(seed: run.seed &+ 7)
        let sceneExamples = JudgeExamples.scenes(run.isQuick ? 4 : 24, side: side, using: &generator)
        let patternExamples = JudgeExamples.patterns(run.isQuick ? 2 : 6, side: side, using: &generator)
        let sceneJudge = JudgeNetwork(classes: Scene.allCases.count, isForPatterns: false, using: &generator)
        let patternJudge = JudgeNetwork(
            classes: Pattern.allCases.count, isForPatterns: true, using: &generator)
        let steps = run.isQuick ? 10 : 200
        for (judge, examples, name) in [
            (sceneJudge, sceneExamples, "judge-scenes"), (patternJudge, patternExamples, "judge-patterns"),
        ] {
            let title = Words(
                en: name == "judge-scenes" ? "judge of scenes" : "judge of patterns",
                zh: name == "judge-scenes" ? "辨认场景的网络" : "辨认图案的网络")
            _ = try trainJudge(
                judge, on: examples, steps: steps, run.training(name, title: title), using: &generator)
        }
        scenes = Scene.allCases.map { $0.drawing(using: &generator).array(side: side) }
        patterns = Pattern.allCases.map { $0.drawing(using: &generator).array(side: side) }
        let settings = PatchSettings(steps: run.isQuick ? 2 : 36, directions: 32, contentWeight: 0.8)
        var painted: [[NDArray]] = []
        for (row, scene) in scenes.enumerated() {
            var line: [NDArray] = []
            for (column, pattern) in patterns.enumerated() {
                guard
                    let result = try paintPatches(
                        content: scene, styles: [pattern], settings, name: "gallery-\(row)-\(column)",
                        title: nil, run)
                else { return nil }
                line.append(result.picture)
            }
            painted.append(line)
        }
        self.painted = painted
        let (scenes, patterns) = (scenes, patterns)
        func judged(_ picture: (_ row: Int, _ column: Int) -> NDArray) -> Answers {
            var answers = Answers()
            for row in scenes.indices {
                for column in patterns.indices {
                    let seen = picture(row, column)
                    answers.pairs += 1
                    answers.scenes += sceneExamples.answer(of: sceneJudge, to: seen) == row ? 1 : 0
                    answers.patterns += patternExamples.answer(of: patternJudge, to: seen) == column ? 1 : 0
                }
            }
            return answers
        }
        answers = judged { painted[$0][$1] }
        colorsOnly = judged { scenes[$0].withColors(of: patterns[$1]) }
        blended = judged { 0.5 * (scenes[$0] + patterns[$1]) }
        var plain = Answers(pairs: scenes.count * patterns.count)
        plain.scenes =
            scenes.indices.count { sceneExamples.answer(of: sceneJudge, to: scenes[$0]) == $0 }
            * patterns.count
        plain.patterns =
            patterns.indices.count { patternExamples.answer(of: patternJudge, to: patterns[$0]) == $0 }
            * scenes.count
        drawn = plain
    }

    /// The pictures with the drawings above and beside them.
    var grid: PictureGrid {
        let white = Picture(width: 8, height: 8, filledWith: .white)
        return PictureGrid(
            rows: [[white] + patterns.map(\.picture)]
                + zip(scenes, painted).map { [$0.picture] + $1.map(\.picture) },
            columnLabels: [""] + Pattern.allCases.map(\.title))
    }

    var table: Table {
        func row(_ name: Words, _ answers: Answers) -> [String] {
            [name.text, formatPercent(answers.sceneFraction), formatPercent(answers.patternFraction)]
        }
        return Table(
            headers: [
                "", Words(en: "scene recognized", zh: "认出场景"), Words(en: "pattern recognized", zh: "认出图案"),
            ],
            rows: [
                row(Words(en: "drawings by themselves", zh: "原图"), drawn),
                row(Words(en: "patches", zh: "图块"), answers),
                row(Words(en: "colours transferred", zh: "只迁移颜色"), colorsOnly),
                row(Words(en: "half and half", zh: "各半混合"), blended),
            ],
            caption: Words(
                en:
                    "Of \(answers.pairs) pairs; by chance \(formatPercent(0.25, decimals: 0)) and \(formatPercent(1.0 / 6, decimals: 0)).",
                zh:
                    "共 \(answers.pairs) 对；随机猜测为 \(formatPercent(0.25, decimals: 0)) 和 \(formatPercent(1.0 / 6, decimals: 0))。"
            ))
    }
}
