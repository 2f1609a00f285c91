import Messages
import TensorCore

/// A number that a motion gives a joint in each frame.
public enum Channel: Hashable, Sendable {
    /// Where the joint is along an axis, seen from its parent; it stands in for that part of the offset.
    case position(Axis)
    /// A turn about an axis, in degrees.
    case rotation(Axis)
}

/// A joint, and the bone from its parent to it.
public struct Joint: Equatable, Sendable {
    /// What the file calls it.
    public var name: String
    /// The number of the joint it hangs on, which is less than its own; nil for the root.
    public var parent: Int?
    /// From the parent to this joint while nobody moves.
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

/// Joints that hang on each other: a tree, every parent before its children.
public struct Skeleton: Equatable, Sendable {
    /// The joints, the root first.
    public let joints: [Joint]

    /// Whether a joint's rotation turns the bone that leads to it, as in Acclaim's files, where the bone is what has a
    /// name; else it turns only what hangs on the joint, as in Biovision's.
    public let turnsOwnBone: Bool

    /// How many units of the file are one unit of length here (Acclaim's `length`; 1 elsewhere).
    public let lengthUnit: Double

    /// A skeleton. Traps unless the first joint alone has no parent, and every parent comes before its children.
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
    }

    /// How many numbers a frame has.
    public var channelCount: Int { joints.reduce(0) { $0 + $1.channels.count } }

    /// The bones as pairs of joints, parent and child.
    public var bones: [(parent: Int, child: Int)] {
        joints.enumerated().compactMap { number, joint in joint.parent.map { ($0, number) } }
    }

    /// For each joint the one on the other side of the body by its name; its own number where there is none.
    ///
    /// Sides are told by `left` and `right` anywhere, by an `l` or `r` in front or by `_l` and `_r` at the end.
    public var mirrored: [Int] {
        let names = joints.map { $0.name.lowercased() }
        let numbers = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        return names.indices.map { number in
            otherSides(of: names[number]).compactMap { numbers[$0] }.first ?? number
        }
    }

    /// The first joint on which a left and a right one hang, and these two: the hips and where the legs begin. Nil where
    /// no names tell.
    public var hips: (joint: Int, left: Int, right: Int)? {
        let others = mirrored
        for number in joints.indices {
            for child in joints.indices
            where joints[child].parent == number && others[child] != child
                && joints[others[child]].parent == number
            {
                return isLeft(joints[child].name.lowercased())
                    ? (number, child, others[child]) : (number, others[child], child)
            }
        }
        return nil
    }
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
