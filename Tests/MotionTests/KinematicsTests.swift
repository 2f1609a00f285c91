import Foundation
import TensorCore
import Testing

@testable import Motion

@Suite struct KinematicsTests {
    private func near(_ a: Vector3, _ b: Vector3, _ tolerance: Double = 1e-12) -> Bool {
        (a + b * -1).length < tolerance
    }

    @Test func rotationsTurnAxesIntoAxes() {
        let (x, y, z) = (Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1))
        #expect(
            near(Rotation(degrees: 90, about: .x) * y, z) && near(Rotation(degrees: 90, about: .x) * x, x))
        #expect(
            near(Rotation(degrees: 90, about: .y) * z, x) && near(Rotation(degrees: 90, about: .z) * x, y))
        // First about z, then about x: x goes to y, y to z.
        let both = Rotation(degrees: 90, about: .x) * Rotation(degrees: 90, about: .z)
        #expect(near(both * x, z) && near(both.inverse * z, x))
    }

    /// An arm of two bones along x: the shoulder turns by 90° about z, the elbow by another 90°.
    private func arm(turnsOwnBone: Bool) -> MotionClip {
        func joint(_ name: String, _ parent: Int?, _ x: Double) -> Joint {
            Joint(
                name: name, parent: parent, offset: Vector3(x, 0, 0), channels: [.rotation(.z)],
                rotationOrder: [.z])
        }
        return MotionClip(
            skeleton: Skeleton(
                [joint("shoulder", nil, 0), joint("elbow", 0, 2), joint("wrist", 1, 1)],
                turnsOwnBone: turnsOwnBone),
            frameTime: 0.1, values: [90, 90, 0, 0, 0, 0])
    }

    @Test func anAcclaimSkeletonCannotBeWrittenAsABiovisionFile() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let joint = Joint(
                name: "root", parent: nil, offset: .zero, channels: [.rotation(.z)], rotationOrder: [.z])
            _ = MotionClip(skeleton: Skeleton([joint], turnsOwnBone: true), frameTime: 0.1, values: [90])
                .bvh()
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("bvh: the joints of an Acclaim skeleton rotate in frames of their own"))
    }

    @Test func jointsOfBothKindsByHand() {
        // A joint turns what hangs on it: up by 2, then back by 1.
        let biovision = arm(turnsOwnBone: false).jointPositions()
        #expect(biovision.shape == [2, 3, 3])
        let folded = NDArray([0, 0, 0, 0, 2, 0, -1, 2, 0], shape: [3, 3])
        let straight = NDArray([0, 0, 0, 2, 0, 0, 3, 0, 0], shape: [3, 3])
        #expect(biovision[0].isClose(to: folded, absoluteTolerance: 1e-6))
        #expect(biovision[1].isClose(to: straight))
        // A bone turns itself: the elbow's turn adds to the shoulder's before its bone is laid down.
        let acclaim = arm(turnsOwnBone: true).jointPositions()
        #expect(
            acclaim[0].isClose(
                to: NDArray([0, 0, 0, -2, 0, 0, -3, 0, 0], shape: [3, 3]), absoluteTolerance: 1e-6))
    }

    @Test func positionChannelsStandInForTheOffset() {
        let root = Joint(
            name: "hips", parent: nil, offset: Vector3(9, 9, 9), channels: [.position(.z), .position(.x)],
            rotationOrder: [])
        let clip = MotionClip(skeleton: Skeleton([root]), frameTime: 1, values: [1, 2])
        #expect(clip.jointPositions().scalars == [2, 9, 1])
    }

    @Test func aFrameOfItsOwnTurnsTheAxes() {
        // The bone's z is the world's y: a turn about its z carries its tip from x towards −z.
        let joints = [
            Joint(name: "root", parent: nil, offset: .zero, channels: [], rotationOrder: []),
            Joint(
                name: "bone", parent: 0, offset: Vector3(1, 0, 0), channels: [.rotation(.z)],
                rotationOrder: [.x, .y, .z], frame: Rotation(degrees: -90, about: .x)),
        ]
        let clip = MotionClip(
            skeleton: Skeleton(joints, turnsOwnBone: true), frameTime: 1, values: [90])
        #expect(
            clip.jointPositions()[0][1].isClose(to: NDArray([0, 0, -1]), absoluteTolerance: 1e-6),
            "\(clip.jointPositions())")
    }

    @Test func sidesAreToldByNames() {
        func skeleton(_ names: [String]) -> Skeleton {
            Skeleton(
                names.enumerated().map { number, name in
                    Joint(
                        name: name, parent: number == 0 ? nil : 0, offset: .zero, channels: [],
                        rotationOrder: [])
                })
        }
        #expect(skeleton(["Hips", "Leg_R", "Leg_L", "Spine"]).mirrored == [0, 2, 1, 3])
        #expect(skeleton(["root", "lhip", "lowerback", "rhip"]).mirrored == [0, 3, 2, 1])
        #expect(skeleton(["Hips", "LeftUpLeg", "RightUpLeg"]).mirrored == [0, 2, 1])
        let hips = skeleton(["Hips", "Leg_R", "Leg_L", "Spine"]).hips
        #expect(hips?.joint == 0 && hips?.left == 2 && hips?.right == 1)
        #expect(skeleton(["Hips", "Spine"]).hips == nil)
    }
}
