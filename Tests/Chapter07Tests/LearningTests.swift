import Autograd
import ChapterSupport
import Foundation
import NeuralNetworks
import Reporting
import TensorCore
import Testing

@testable import Chapter7

@Suite struct LearningTests {
    private let content, style: NDArray

    init() {
        var generator = RandomGenerator(seed: 5)
        content = Chapter7.Scene.house.drawing(using: &generator).array(side: 48)
        style = Chapter7.Pattern.cells.drawing(using: &generator).array(side: 48)
    }

    private func painted(
        by objective: any Objective, from start: NDArray, steps: Int, learningRate: Double = 0.03
    ) throws
        -> (picture: NDArray, history: PaintingHistory)
    {
        var generator = RandomGenerator(seed: 2)
        let painting = Painting(from: start, steps: steps)
        let history = try paint(
            painting, minimizing: objective, steps: steps, learningRate: learningRate, Training(),
            using: &generator)
        return (painting.result, history)
    }

    /// Theory: at the style itself the style loss is 0, at the content the content loss is 0, and of a black picture whose features
    /// are all 0 each layer's style loss is 1.
    @Test func theFirstLossIsWhatTheorySays() {
        var generator = RandomGenerator(seed: 1)
        let network = RandomNetwork(width: 8, using: &generator)
        let objective = GramObjective(network, content: content, styles: [style])
        let atStyle = objective.loss(of: Tensor(style), using: &generator)
        let atContent = objective.loss(of: Tensor(content), using: &generator)
        #expect(atStyle.style < 1e-9 && atStyle.content > 0.1)
        #expect(atContent.content == 0 && atContent.style > 0.01)
        // All pixels of one colour: filters of mean 0 answer nothing inside, a little at the border.
        let flat = objective.loss(
            of: Tensor(NDArray(filledWith: 0.45, shape: content.shape)), using: &generator)
        #expect(abs(flat.style - Double(network.styleLayers.count)) < 1e-3)
        let patches = PatchObjective(styles: [style], content: content, contentWeight: 1)
        #expect(patches.loss(of: Tensor(style), using: &generator).style < 1e-6)
        #expect(patches.loss(of: Tensor(content), using: &generator).content == 0)
    }

    @Test func patchesBeatColorsAndKeepTheStructure() throws {
        let judging = Judging(content: content, styles: [style], seed: 3)
        let colored = content.withColors(of: style)
        let objective = PatchObjective(styles: [style], content: colored, contentWeight: 0.5, directions: 32)
        let (picture, history) = try painted(by: objective, from: colored, steps: 60)
        let (result, colorsOnly) = (judging.scores(of: picture), judging.scores(of: colored))
        let blend = judging.scores(of: 0.5 * (content + style))
        #expect(result.texture < 0.5 && result.texture < 0.6 * colorsOnly.texture, "\(result) \(colorsOnly)")
        #expect(result.structure > 0.7, "\(result)")
        // The blend copies where things are in the painting; this does not.
        #expect(result.layout < blend.layout - 0.2, "\(result) \(blend)")
        #expect(history.style[history.style.count - 1] < 0.6 * history.style[0])
    }

    @Test func theScoresOfContentAndStyleAreTheEnds() {
        let judging = Judging(content: content, styles: [style], seed: 3)
        let (same, other) = (judging.scores(of: content), judging.scores(of: style))
        #expect(
            abs(same.texture - 1) < 1e-6 && abs(same.structure - 1) < 1e-6 && abs(same.heldOut - 1) < 1e-4)
        #expect(other.texture == 0 && other.heldOut < 1e-3 && abs(other.layout - 1) < 1e-5)
        #expect(judging.layoutFloor < 0.3)
        // On raw patches colours alone would come near; without the mean colours they do not.
        #expect(judging.scores(of: content.withColors(of: style)).texture > 0.6)
    }

    @Test func aNetworkOfRandomWeightsLowersItsLossAndSoDoesLBFGS() throws {
        var generator = RandomGenerator(seed: 1)
        let network = RandomNetwork(width: 8, using: &generator)
        let objective = GramObjective(network, content: content, styles: [style])
        let (_, history) = try painted(by: objective, from: content, steps: 25)
        #expect(history.losses[24] < 0.5 * history.losses[0])
        let painting = Painting(from: content, steps: 25)
        let other = try paintByLBFGS(
            painting, minimizing: objective, steps: 25, Training(), using: &generator)
        #expect(other.losses[24] < history.losses[24])
        #expect(other.evaluations >= 25 && other.losses[0] == history.losses[0])
        // The network stays as it was: no weight has a gradient.
        #expect(network.parameters.allSatisfy { $0.grad == nil && !$0.requiresGradient })
    }

    @Test func severalStylesAreMixed() throws {
        var generator = RandomGenerator(seed: 9)
        let other = Chapter7.Pattern.hatching.drawing(using: &generator).array(side: 48)
        let network = RandomNetwork(width: 4, using: &generator)
        let (one, two) = (
            GramObjective(network, content: nil, styles: [style]),
            GramObjective(network, content: nil, styles: [other])
        )
        let both = GramObjective(network, content: nil, styles: [style, other])
        for (name, gram) in both.grams {
            let mean = try 0.5 * (#require(one.grams[name]) + #require(two.grams[name]))
            #expect(largestDifference(gram, mean, relativeTo: 1) < 1e-4)
        }
        // Styles of other sizes go with it.
        let patches = PatchObjective(
            styles: [style, other.resized(to: Size2D(40, 56))], content: content, contentWeight: 0.3,
            directions: 8)
        #expect(patches.loss(of: Tensor(content), using: &generator).style > 0)
    }

    @Test func momentsAreRemembered() throws {
        let objective = PatchObjective(styles: [style], content: content, contentWeight: 0.5, directions: 8)
        var generator = RandomGenerator(seed: 2)
        let painting = Painting(from: content, steps: 9, moments: 4)
        #expect(painting.steps == [0, 1, 4, 9])
        _ = try paint(
            painting, minimizing: objective, steps: 9, learningRate: 0.03, Training(), using: &generator)
        #expect(painting.frames.first == content && painting.frames.last == painting.result)
        #expect(painting.frames.count == 4 && painting.frames[1] != painting.frames[2])
    }

    @Test func aJudgeOverfitsEightPictures() throws {
        var generator = RandomGenerator(seed: 4)
        let examples = JudgeExamples.scenes(1, side: 48, using: &generator)
        let (pictures, labels) = examples.batch(of: 8, using: &generator)
        let judge = JudgeNetwork(classes: 4, isForPatterns: false, using: &generator)
        let start = crossEntropy(judge(Tensor(pictures)), labels).scalar
        #expect(abs(Double(start) - log(4)) < 0.15)
        let optimizer = Adam(judge.parameters, learningRate: 3e-3)
        for _ in 0..<80 {
            optimizer.zeroGradients()
            crossEntropy(judge(Tensor(pictures)), labels).backward()
            optimizer.step()
        }
        #expect(crossEntropy(judge(Tensor(pictures)), labels).scalar < 0.05)
    }
}
