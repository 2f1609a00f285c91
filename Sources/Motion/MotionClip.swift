import Messages
import TensorCore

/// A skeleton in motion: the channels of all joints in each frame.
public struct MotionClip: Equatable, Sendable {
    /// The skeleton that moves.
    public let skeleton: Skeleton
    /// The seconds from a frame to the next.
    public let frameTime: Double
    /// The numbers of the channels, frame after frame, joint after joint: `[frames, channels]`, row-major. Degrees for
    /// rotations, the skeleton's units of length for positions.
    public let values: [Double]
    /// How many frames there are.
    public let frameCount: Int

    /// A clip of these channels. Traps where they are not whole frames, or the frame time is not positive.
    public init(skeleton: Skeleton, frameTime: Double, values: [Double]) {
        let channels = skeleton.channelCount
        guard channels > 0, values.count % channels == 0, frameTime > 0 else {
            explainFailure(
                "MotionClip", "\(values.count) numbers, \(channels) channels, a frame of \(frameTime) s",
                hint: "each frame has a number for every channel, and lasts longer than 0 s")
        }
        self.skeleton = skeleton
        self.frameTime = frameTime
        self.values = values
        frameCount = values.count / channels
    }

    /// The same motion with another time from frame to frame: of each moment the frame that is nearest. The clip itself where its own
    /// time differs by less than a hundredth.
    ///
    /// Traps where the time is not positive.
    public func resampled(to time: Double) -> MotionClip {
        guard time > 0 else { explainFailure("MotionClip", "resampled to frames of \(time) s") }
        if abs(time / frameTime - 1) < 0.01 { return self }
        let channels = skeleton.channelCount
        let count = max(1, Int((duration / time + 1e-6).rounded(.down)))
        let values = (0..<count).flatMap { frame in
            let source = min(frameCount - 1, Int((Double(frame) * time / frameTime).rounded()))
            return self.values[source * channels..<(source + 1) * channels]
        }
        return MotionClip(skeleton: skeleton, frameTime: time, values: values)
    }

    /// The seconds from the first frame to the end of the last.
    public var duration: Double { frameTime * Double(frameCount) }

    /// The position of every joint in every frame, `[frames, joints, 3]`, in the skeleton's units, by forward kinematics: from
    /// the root outwards, the offset of each joint is rotated by its parent's rotation,
    ///
    ///     p = p(parent) + R(parent) · offset        R = R(parent) · A M A⁻¹
    ///
    /// with R in place of R(parent) for the offset where a joint turns its own bone.
    public func jointPositions() -> NDArray {
        var result: [Float] = []
        result.reserveCapacity(frameCount * skeleton.joints.count * 3)
        var positions = [Vector3](repeating: .zero, count: skeleton.joints.count)
        var rotations = [Rotation](repeating: .identity, count: skeleton.joints.count)
        var place = 0
        for _ in 0..<frameCount {
            for (number, joint) in skeleton.joints.enumerated() {
                let (offset, turn) = pose(of: joint, from: place)
                place += joint.channels.count
                let (origin, carried) =
                    joint.parent.map { (positions[$0], rotations[$0]) } ?? (.zero, .identity)
                rotations[number] = carried * turn
                // The root is where it is put: its own turn does not move it.
                let carriesOffset = skeleton.turnsOwnBone && number > 0 ? rotations[number] : carried
                positions[number] = origin + carriesOffset * offset
                let p = positions[number]
                result += [Float(p.x), Float(p.y), Float(p.z)]
            }
        }
        return NDArray(result, shape: [frameCount, skeleton.joints.count, 3])
    }

    /// The offset and the turn of a joint in the frame whose numbers for it begin at `place`.
    private func pose(of joint: Joint, from place: Int) -> (Vector3, Rotation) {
        var offset = joint.offset
        var angles = (0.0, 0.0, 0.0)
        for (channel, value) in zip(joint.channels, values[place..<place + joint.channels.count]) {
            switch channel {
            case .position(.x): offset.x = value
            case .position(.y): offset.y = value
            case .position(.z): offset.z = value
            case .rotation(.x): angles.0 = value
            case .rotation(.y): angles.1 = value
            case .rotation(.z): angles.2 = value
            }
        }
        let turn = joint.rotationOrder.reduce(Rotation.identity) { turned, axis in
            let angle = axis == .x ? angles.0 : axis == .y ? angles.1 : angles.2
            return angle == 0 ? turned : Rotation(degrees: angle, about: axis) * turned
        }
        return (offset, joint.frame == .identity ? turn : joint.frame * turn * joint.frame.inverse)
    }
}
