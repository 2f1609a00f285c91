import Messages
import TensorCore

/// One of the numbers that a joint has in each frame.
public enum Channel: Hashable, Sendable {
    /// The position along an axis relative to the parent; it replaces that component of the offset.
    case position(Axis)
    /// A rotation about an axis, in degrees.
    case rotation(Axis)
}

/// A joint, and the bone from its parent to it.
public struct Joint: Equatable, Sendable {
    /// Its name in the file.
    public var name: String
    /// The index of its parent, which is less than its own; nil for the root.
    public var parent: Int?
    /// From the parent to this joint in the rest pose.
    public var offset: Vector3
    /// The numbers a frame has for this joint, in the order of the file.
    public var channels: [Channel]
    /// The axes of the rotations, first the one that acts first.
    public var rotationOrder: [Axis]
    /// The frame A in which the rotations M are meant: the joint turns by A M A⁻¹.
    public var frame: Rotation

    /// A joint of these parts.
    public init(
        name: String, parent: Int?, offset: Vector3, channels: [Channel], rotationOrder: [Axis],
        frame: Rotation = .identity
    ) {
        self.name = name
        self.parent = parent
        self.offset = offset
        self.channels = channels
        self.rotationOrder = rotationOrder
        self.frame = frame
    }
}

/// A tree of joints, every parent before its children.
public struct Skeleton: Equatable, Sendable {
    /// The joints, the root first.
    public let joints: [Joint]

    /// Whether a joint's rotation turns the bone that leads to it, as in Acclaim's files, where bones
    /// have the names; else it turns only what is below the joint, as in Biovision's.
    public let turnsOwnBone: Bool

    /// How many units of the file are one unit of length here (Acclaim's `length`; 1 elsewhere).
    public let lengthUnit: Double

    /// For each joint the index of its mirror image by name; its own index where there is none.
    ///
    /// Sides are recognized by `left` and `right` anywhere in a name, a leading `l` or `r`, or a trailing `_l` or `_r`.
    public let mirrored: [Int]

    /// The first joint on which a left and a right one hang, and these two. Nil where the names do not say.
    public let hips: Hips?

    /// The indices of the hips and of the joints where the legs begin.
    public struct Hips: Equatable, Sendable {
        /// The joint on which both legs hang.
        public let joint: Int
        /// Where the left leg begins.
        public let left: Int
        /// Where the right leg begins.
        public let right: Int
    }

    /// A skeleton. Traps unless the first joint is the only one without a parent, and every parent comes before its children.
    public init(_ joints: [Joint], turnsOwnBone: Bool = false, lengthUnit: Double = 1) {
        for (number, joint) in joints.enumerated() {
            guard number == 0 ? joint.parent == nil : (0..<number).contains(joint.parent ?? -1) else {
                explainFailure(
                    "Skeleton", "joint \(number), \(joint.name), has the parent \(joint.parent ?? -1)",
                    hint: "the root comes first, and every parent before its children")
            }
        }
        self.joints = joints
        self.turnsOwnBone = turnsOwnBone
        self.lengthUnit = lengthUnit
        // From the names once: training asks for them in every batch.
        mirrored = mirrorImages(of: joints)
        hips = foundHips(of: joints, mirrored)
    }

    /// How many numbers a frame has.
    public var channelCount: Int { joints.reduce(0) { $0 + $1.channels.count } }

    /// The bones as pairs of joints, parent and child.
    public var bones: [(parent: Int, child: Int)] {
        joints.enumerated().compactMap { number, joint in joint.parent.map { ($0, number) } }
    }
}

private func mirrorImages(of joints: [Joint]) -> [Int] {
    let names = joints.map { $0.name.lowercased() }
    let numbers = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    return names.indices.map { number in
        otherSides(of: names[number]).compactMap { numbers[$0] }.first ?? number
    }
}

private func foundHips(of joints: [Joint], _ others: [Int]) -> Skeleton.Hips? {
    for number in joints.indices {
        for child in joints.indices
        where joints[child].parent == number && others[child] != child
            && joints[others[child]].parent == number
        {
            return isLeft(joints[child].name.lowercased())
                ? .init(joint: number, left: child, right: others[child])
                : .init(joint: number, left: others[child], right: child)
        }
    }
    return nil
}

/// What a joint of this name would be called on the other side.
private func otherSides(of name: String) -> [String] {
    var names: [String] = []
    for (here, there) in [("left", "right"), ("right", "left")] where name.contains(here) {
        names.append(name.replacing(here, with: there))
    }
    for (here, there) in [("l", "r"), ("r", "l")] {
        if name.hasSuffix("_" + here) { names.append(String(name.dropLast()) + there) }
        if name.hasPrefix(here) { names.append(there + name.dropFirst()) }
    }
    return names
}

private func isLeft(_ name: String) -> Bool {
    name.contains("left") || name.hasSuffix("_l")
        || (name.hasPrefix("l") && !name.contains("right") && !name.hasSuffix("_r"))
}
