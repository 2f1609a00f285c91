import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Motion

private let motion = publishedData("motion")

@Suite(.enabled(if: motion != nil, "../shared/data/motion is not there")) struct PublishedMotionTests {
    private func path(_ name: String) -> String { "\(motion ?? "")/\(name)" }

    @Test(arguments: ["01", "09"]) func carnegieMellon(_ subject: String) throws {
        let skeleton = try Skeleton(contentsOfASF: path("cmu-book/\(subject).asf"))
        #expect(skeleton.joints.count == 31 && skeleton.bones.count == 30 && skeleton.channelCount == 62)
        let clip = try MotionClip(contentsOfAMC: path("cmu-book/\(subject).amc"), skeleton: skeleton)
        #expect(clip.frameCount == (subject == "01" ? 343 : 130))
        #expect(largestStretch(clip) < 1e-3)
        #expect(skeleton.hips?.joint == 0)
        // A grown person in inches: the head four to seven feet above the toes, the left hip to the left while walking
        // along z.
        let positions = clip.jointPositions()
        let height = positions.sliced(axis: 2, 1..<2)
        #expect((48...84).contains((height.max(axes: [1]) - height.min(axes: [1])).mean().scalar))
        #expect(height.min().scalar > -6 && height.min().scalar < 6, "\(height.min().scalar)")
        #expect(skeleton.joints[skeleton.hips?.left ?? 0].name == "lhipjoint")
    }

    @Test func bandaiNamco() throws {
        let folder = path("bandai-namco-1")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasSuffix(".bvh") }
        #expect(files.count == 60)
        for file in files.prefix(6) {
            let clip = try MotionClip(contentsOfBVH: "\(folder)/\(file)")
            #expect(clip.skeleton.joints.count == 22 && clip.skeleton.channelCount == 132)
            #expect((0.033...0.034).contains(clip.frameTime) && clip.frameCount > 30)
            #expect(largestStretch(clip) < 1e-3, "\(file) \(largestStretch(clip))")
            // In centimetres, the feet on the ground and the head above.
            let height = clip.jointPositions().sliced(axis: 2, 1..<2).sliced(axis: 1, 1..<22)
            #expect(height.min().scalar > -10 && height.min().scalar < 15, "\(file) \(height.min().scalar)")
            #expect((120...220).contains(height.max().scalar), "\(file) \(height.max().scalar)")
            let hips = clip.skeleton.hips.map { clip.skeleton.joints[$0.joint].name }
            #expect(hips == "Hips")
        }
    }
}
