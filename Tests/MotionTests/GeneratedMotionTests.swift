import TensorCore
import TestSupport
import Testing

@testable import Motion

@Suite struct GeneratedMotionTests {
    @Test func bonesKeepTheirLengths() {
        for action in GeneratedMotion.clips(styles: 2, clipsEach: 1, seed: 1) {
            #expect(action.clip.skeleton.joints.count == 31 && action.clip.frameCount == 120)
            #expect(largestStretch(action.clip) < 1e-4)
        }
    }

    @Test func oneStyleStaysWhenMoreAreAskedFor() {
        let one = GeneratedMotion.clips(styles: 1, seed: 5)
        let three = GeneratedMotion.clips(styles: 3, seed: 5)
        #expect(one.map(\.clip) == three.prefix(one.count).map(\.clip))
        #expect(Set(three.map(\.style)).count == 3 && Set(three.map(\.action)).count == 3)
        #expect(GeneratedMotion.clips(styles: 1, seed: 6)[0].clip != one[0].clip)
    }

    @Test func feetStayNearTheGroundAndHeadsAbove() {
        for action in GeneratedMotion.clips(styles: 6, clipsEach: 1, seed: 2) {
            let positions = action.clip.jointPositions()
            let heights = positions.sliced(axis: 2, 1..<2)
            let names = action.clip.skeleton.joints.map(\.name)
            guard let ball = names.firstIndex(of: "lball"), let head = names.firstIndex(of: "head") else {
                Issue.record("a joint is missing")
                return
            }
            let feet = heights.sliced(axis: 1, ball..<ball + 1)
            #expect((-0.15...0.15).contains(feet.min().scalar), "\(action.action) \(feet.min().scalar)")
            #expect(heights.sliced(axis: 1, head..<head + 1).min().scalar > 1.2)
            #expect(action.clip.skeleton.hips?.joint == 0)
        }
    }

    @Test func whatIsWrittenIsRead() throws {
        let folder = try TemporaryFolder()
        let clip = GeneratedMotion.clips(styles: 1, clipsEach: 1, seed: 3)[0].clip
        try clip.writeBVH(to: folder.file("walk.bvh"))
        let back = try MotionClip(contentsOfBVH: folder.file("walk.bvh"))
        #expect(back.values == clip.values && back.frameTime == clip.frameTime)
        #expect(back.skeleton == clip.skeleton)
    }
}

/// The largest share by which a bone's length differs from that of the first frame, but for the way from where the world
/// begins to the hips.
func largestStretch(_ clip: MotionClip) -> Float {
    let positions = clip.jointPositions()
    var largest: Float = 0
    for (parent, child) in clip.skeleton.bones where child != clip.skeleton.hips?.joint {
        let bone = positions.selected(axis: 1, parent) - positions.selected(axis: 1, child)
        let lengths = (bone * bone).sum(axes: [1]).squareRoot().scalars
        guard let first = lengths.first, first > 1e-3 else { continue }
        for length in lengths { largest = max(largest, abs(length / first - 1)) }
    }
    return largest
}
