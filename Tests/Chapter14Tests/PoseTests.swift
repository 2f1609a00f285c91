import Autograd
import Files
import Foundation
import Motion
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter14

@Suite struct PoseTests {
    private func generated() throws -> PoseData { try PoseData(folder: nil, generatedStyles: 3, seed: 1) }

    @Test func adjacencyByHand() {
        func joint(_ parent: Int?) -> Joint {
            Joint(name: "j", parent: parent, offset: .zero, channels: [], rotationOrder: [])
        }
        // A chain of three: the middle has three neighbours with itself, the ends two.
        let (end, middle) = (Float(0.5), Float(1) / 3)
        let side = 1 / Float(6).squareRoot()
        let expected = NDArray(rows: [[end, side, 0], [side, middle, side], [0, side, end]])
        let found = normalizedAdjacency(Skeleton([joint(nil), joint(0), joint(1)]))
        #expect(found.isClose(to: expected, absoluteTolerance: 1e-6))
    }

    @Test func jointConvolutionHasItsGradient() throws {
        let data = try generated()
        var generator = RandomGenerator(seed: 2)
        let layer = JointConvolution(
            3, 2, normalizedAdjacency(data.skeleton), learnsBones: true, using: &generator)
        let check = checkGradients(at: [.normal([1, 3, 2, 31], using: &generator)]) { layer($0[0]) }
        #expect(check.passed, "\(check)")
    }

    @Test func windowsFaceOneWay() throws {
        let data = try generated()
        let hips = try #require(data.skeleton.hips)
        let windows = [PoseWindow(clip: 0, start: 3), PoseWindow(clip: 5, start: 40)]
        let batch = data.batch(windows, length: 8)
        #expect(batch.shape == [2, 6, 8, 31] && data.batch(windows, length: 1).shape == [2, 3, 1, 31])
        for number in windows.indices {
            let across =
                batch[number].selected(axis: 2, hips.left) - batch[number].selected(axis: 2, hips.right)
            let mean = across.mean(axes: [1]).scalars
            #expect(mean[0] > 0.1 && abs(mean[2]) < 1e-4, "\(mean)")
            let still = batch[number][0..<3].selected(axis: 2, hips.joint)
            #expect(still.max().scalar == 0 && still.min().scalar == 0)
            // The velocity of the hips is the same for all joints, and as fast over the ground as the baseline's.
            let velocity = batch[number][3..<6].selected(axis: 2, 0)
            #expect(batch[number][3..<6].selected(axis: 2, 7) == velocity)
            let (across2, ahead2) = (velocity[0].square(), velocity[2].square())
            let speed = (across2 + ahead2).squareRoot().mean().scalar
            let expected = data.hipSpeeds([windows[number]], length: 8).scalars[0]
            #expect(abs(speed - expected) < 1e-4 * max(1, expected), "\(speed) \(expected)")
        }
    }

    @Test func noClipIsOnBothSides() throws {
        let data = try generated()
        let folds = data.clipFolds(3)
        #expect(folds.count == 3 && folds.flatMap(\.test).sorted() == Array(data.clips.indices))
        for fold in folds {
            // Every clip is on one side, and on one side only.
            #expect((fold.training + fold.test).sorted() == Array(data.clips.indices))
        }
    }

    @Test func noStyleIsOnBothSides() throws {
        let data = try generated()
        let folds = data.folds(5)
        #expect(folds.count == 3 && folds.flatMap(\.test).sorted() == Array(data.clips.indices))
        for fold in folds {
            #expect((fold.training + fold.test).sorted() == Array(data.clips.indices))
            let seen = Set(fold.training.map { data.clips[$0].style })
            #expect(seen.isDisjoint(with: fold.test.map { data.clips[$0].style }))
        }
    }

    @Test(arguments: [true, false]) func eightWindowsAreOverfitted(_ overTime: Bool) throws {
        let data = try generated()
        let length = overTime ? PoseLesson.length : 1
        var generator = RandomGenerator(seed: 3)
        let network: any Layer =
            overTime
            ? MotionNetwork(data.skeleton, actions: 3, using: &generator)
            : FrameNetwork(data.skeleton, actions: 3, using: &generator)
        let windows = (0..<8).map { PoseWindow(clip: $0, start: 10) }
        let (input, labels) = (Tensor(data.batch(windows, length: length)), data.labels(windows))
        let optimizer = Adam(network.parameters, learningRate: 1e-2)
        var first = Float.nan
        for _ in 0..<(overTime ? 60 : 1500) {
            optimizer.zeroGradients()
            let loss = crossEntropy(network(input), IntArray(labels))
            if first.isNaN { first = loss.scalar }
            loss.backward()
            optimizer.step()
        }
        // A uniform guess among three actions has ln 3.
        #expect(abs(first - log(3)) < 0.35, "\(first)")
        #expect(withoutGradient { network(input) }.value.argMax(axis: 1).scalars == labels)
    }

    @Test func timeBeatsTheBaselinesAndTheThreadsChangeNothing() throws {
        func run(_ threads: Int, _ epochs: Int) throws -> PoseResults {
            try Parallel.withExactly(threads) {
                try PoseLesson.run(folder: nil, seed: 1, epochs: epochs, isQuick: true, asInBook: true)
            }.result
        }
        let results = try run(2, 8)
        #expect(results.accuracy(results.byMotion) > results.accuracy(results.byHipSpeed))
        #expect(results.accuracy(results.byMotion) > results.accuracy(results.byFrame))
        #expect(results.confusion.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
        #expect(results.animation()?.frames.count ?? 0 > 20)
        let (one, two) = (try run(1, 1), try run(2, 1))
        #expect(one.history.losses == two.history.losses && one.asInBook?.next == two.asInBook?.next)
        #expect(one.byMotion.map(\.predicted) == two.byMotion.map(\.predicted))
    }

    @Test func brokenFoldersAreRefused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: FileError.missing(path: "\(folder.path)/01.asf or 01.ASF")) {
            try PoseData(folder: folder.path, generatedStyles: 3, seed: 1)
        }
        try folder.write("HIERARCHY\n", to: "a_walk_old_1.bvh")
        #expect(throws: FileError.self) { try PoseData(folder: folder.path, generatedStyles: 3, seed: 1) }
        try folder.write("", to: "a.bvh")
        #expect(throws: FileError.self) { try PoseData(folder: folder.path, generatedStyles: 3, seed: 1) }
    }

    @Test func aBrokenClipIsPassedOverAndAFolderNamesAnAction() throws {
        let folder = try TemporaryFolder()
        for clip in GeneratedMotion.clips(styles: 2, seed: 1) {
            try clip.clip.writeBVH(to: folder.file("\(clip.action)/\(clip.style).BVH"))
        }
        let whole = try PoseData(folder: folder.path, generatedStyles: 0, seed: 1)
        #expect(whole.notes.isEmpty && whole.clips.count == 6 && whole.actions == ["walk", "run", "dash"])
        #expect(whole.styles.isEmpty && whole.folds(5).isEmpty)
        try folder.write("HIERARCHY\n", to: "run/broken.bvh")
        try folder.write(biovisionSample, to: "walk/zz-other-skeleton.bvh")
        let rest = try PoseData(folder: folder.path, generatedStyles: 0, seed: 1)
        #expect(rest.clips.count == 6 && rest.notes.count == 2)
        #expect(rest.notes[0].contains("run/broken.bvh") && rest.notes[1].contains("2 joints"))
    }

    @Test func aClipOfTwiceAsManyFramesIsResampled() {
        let clip = GeneratedMotion.clips(styles: 1, seed: 2)[0].clip
        let channels = clip.skeleton.channelCount
        let doubled = MotionClip(
            skeleton: clip.skeleton, frameTime: clip.frameTime / 2,
            values: (0..<2 * clip.frameCount).flatMap {
                clip.values[$0 / 2 * channels..<($0 / 2 + 1) * channels]
            })
        #expect(doubled.resampled(to: clip.frameTime).values == clip.values)
        #expect(clip.resampled(to: clip.frameTime * 1.001) == clip)
    }

    @Test(.enabled(if: publishedData("motion") != nil, "../shared/data/motion is not there"))
    func publishedClips() throws {
        let folder = try #require(publishedData("motion"))
        let two = try PoseData(folder: "\(folder)/cmu-book", generatedStyles: 0, seed: 1)
        #expect(two.clips.count == 2 && two.actions == ["walk", "run"] && two.folds(5).isEmpty)
        let many = try PoseData(folder: "\(folder)/bandai-namco-1", generatedStyles: 0, seed: 1)
        #expect(many.clips.count == 60 && many.styles.count == 15)
        #expect(many.actions == ["walk", "run", "dash"])
    }
}
