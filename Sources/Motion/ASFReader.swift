import Files

extension Skeleton {
    /// Reads an Acclaim skeleton (`.asf`): the root and a joint at the end of each bone, 31 of them in those of Carnegie
    /// Mellon's motion library.
    ///
    /// A bone is a direction and a length; it rotates about its start, in a frame of its own (`axis`), about the axes that
    /// `dof` names. Lengths are divided by the file's unit of length, after which those of Carnegie Mellon are inches;
    /// angles may be in degrees or radians (`angle`). `limits`, masses and the skin are ignored.
    ///
    /// - Throws: `FileError` with the line, where a bone is missing, has no parent or two, or the file is malformed.
    public init(contentsOfASF path: String) throws {
        var reader = try ASFReader(words: WordReader(path))
        self = try reader.skeleton()
    }
}

private struct ASFReader {
    /// The entry of a bone.
    private struct Bone {
        let name: String
        let line: Int
        var direction: Vector3?
        var length: Double?
        var frame: Rotation?
        var order: [Axis] = []
        var freedom: [Axis] = []
    }

    var words: WordReader
    private var lengthUnit = 1.0
    private var degreesPerAngle = 1.0
    private var root = Joint(
        name: "root", parent: nil, offset: .zero, channels: [], rotationOrder: [.x, .y, .z])
    private var bones: [Bone] = []
    private var numbers: [String: Int] = [:]
    private var children: [String: [String]] = [:]
    private var parents: Set<String> = []

    init(words: WordReader) { self.words = words }

    mutating func skeleton() throws -> Skeleton {
        var section = ""
        var seen: Set<String> = []
        var isComplete = false
        while words.nextLine() {
            let first = words.words.first ?? ""
            if first.hasPrefix("#") { continue }
            if first.hasPrefix(":") {
                section = first.lowercased()
                guard seen.insert(section).inserted else {
                    throw words.error("the section \(excerpt(first)) comes twice")
                }
                continue
            }
            switch section {
            case ":units": try readUnit()
            case ":root": try readRoot()
            case ":bonedata": try readBone()
            case ":hierarchy":
                try words.expect("begin")
                try readHierarchy()
                isComplete = true
            case ":documentation", ":skin": break
            default: throw words.error("“\(excerpt(first))” in no section that is known")
            }
        }
        guard isComplete else { throw words.error("the file ends before its hierarchy is complete") }
        guard !root.channels.isEmpty else { throw words.error("the root has no order of its numbers") }
        return Skeleton(try joints(), turnsOwnBone: true, lengthUnit: lengthUnit)
    }

    private mutating func readUnit() throws {
        let name = try words.word("a unit")
        switch name.lowercased() {
        case "length":
            lengthUnit = try words.number("the unit of length")
            guard lengthUnit >= 1e-3, lengthUnit <= 1e3 else {
                throw words.error("a unit of length of \(lengthUnit)")
            }
        case "angle": degreesPerAngle = try degrees(per: words.word("deg or rad"))
        default: _ = words.restOfLine()
        }
    }

    private func degrees(per word: String) throws -> Double {
        switch word.lowercased() {
        case "deg": return 1
        case "rad": return 180 / .pi
        default: throw words.error("“\(excerpt(word))” is no unit of angles; deg and rad are known")
        }
    }

    private mutating func readRoot() throws {
        let name = try words.word("a property of the root")
        switch name.lowercased() {
        case "order":
            root.channels = try words.restOfLine().map { word in
                guard let channel = channel(word) else {
                    throw words.error("“\(excerpt(word))” is no degree of freedom")
                }
                return channel
            }
            guard Set(root.channels).count == root.channels.count, !root.channels.isEmpty else {
                throw words.error("the root's order has a degree of freedom twice, or none")
            }
        case "axis": root.rotationOrder = try order(words.word("an order of axes"))
        case "position": root.offset = try words.vector("a position") * (1 / lengthUnit)
        case "orientation":
            root.frame = rotation(try words.vector("an orientation"), root.rotationOrder)
        default: throw words.error("“\(excerpt(name))” is no property of the root")
        }
        guard words.words.isEmpty else { throw words.error("more than one value for \(name)") }
    }

    /// From `begin` to `end`.
    private mutating func readBone() throws {
        try words.expect("begin")
        guard bones.count + 1 < WordReader.mostJoints else {
            throw words.error("more than \(WordReader.mostJoints) joints")
        }
        var bone: Bone?
        while true {
            guard words.nextLine() else { throw words.error("the file ends in the middle of a bone") }
            let name = try words.word("a property of a bone").lowercased()
            switch name {
            case "end":
                guard let bone else { throw words.error("a bone without a name") }
                guard bone.direction != nil, bone.length != nil, bone.frame != nil else {
                    throw words.error("the bone \(bone.name) lacks direction, length or axis")
                }
                numbers[bone.name] = bones.count
                bones.append(bone)
                return
            case "name":
                let name = try words.word("the name of a bone")
                guard bone == nil, name != "root", numbers[name] == nil else {
                    throw words.error("a second bone “\(excerpt(name))”, or a second name for one")
                }
                bone = Bone(name: name, line: words.line)
            case "direction":
                let direction = try words.vector("a direction")
                guard direction.length > 1e-6 else { throw words.error("a direction without a length") }
                bone?.direction = direction * (1 / direction.length)
            case "length":
                let length = try words.number("a length")
                guard length >= 0 else { throw words.error("a bone of a negative length") }
                bone?.length = length / lengthUnit
            case "axis":
                let angles = try words.vector("the angles of an axis")
                let order = try order(words.word("an order of axes"))
                bone?.frame = rotation(angles, order)
                bone?.order = order
            case "dof":
                let freedom = try words.restOfLine().map { word in
                    guard case .rotation(let axis) = channel(word) else {
                        throw words.error("“\(excerpt(word))” is no turn; rx, ry and rz are read")
                    }
                    return axis
                }
                guard Set(freedom).count == freedom.count else {
                    throw words.error("a degree of freedom comes twice")
                }
                bone?.freedom = freedom
            case "id", "limits", "bodymass", "cofmass": _ = words.restOfLine()
            case _ where name.hasPrefix("("): _ = words.restOfLine()
            default: throw words.error("“\(excerpt(name))” is no property of a bone")
            }
            guard bone != nil || name == "id" else { throw words.error("the name of the bone comes first") }
            guard words.words.isEmpty else { throw words.error("too many values for \(name)") }
        }
    }

    /// After `begin` to `end`: a parent and its children in each line.
    private mutating func readHierarchy() throws {
        guard children.isEmpty else { throw words.error("a second hierarchy") }
        while true {
            guard words.nextLine() else { throw words.error("the file ends in the middle of its hierarchy") }
            let line = words.restOfLine()
            if line[0].lowercased() == "end" { return }
            for name in line where name != "root" && numbers[name] == nil {
                throw words.error("there is no bone “\(excerpt(name))”")
            }
            for child in line.dropFirst() {
                guard child != "root", parents.insert(child).inserted else {
                    throw words.error("the bone \(excerpt(child)) hangs on two others")
                }
            }
            children[line[0], default: []] += line.dropFirst()
        }
    }

    /// The joints in depth-first order.
    private func joints() throws -> [Joint] {
        var joints = [root]
        var rest = (children["root"] ?? []).reversed().map { (name: $0, parent: 0) }
        while let (name, parent) = rest.popLast() {
            guard let number = numbers[name] else { continue }
            let bone = bones[number]
            joints.append(
                Joint(
                    name: name, parent: parent, offset: (bone.direction ?? .zero) * (bone.length ?? 0),
                    channels: bone.freedom.map(Channel.rotation), rotationOrder: bone.order,
                    frame: bone.frame ?? .identity))
            rest += (children[name] ?? []).reversed().map { ($0, joints.count - 1) }
        }
        let reached = Set(joints.map(\.name))
        if let lost = bones.first(where: { !reached.contains($0.name) }) {
            throw FileError.malformed(
                path: words.path, line: lost.line,
                reason: "the bone \(excerpt(lost.name)) does not hang on the root")
        }
        return joints
    }

    /// `XYZ`: about x first.
    private func order(_ word: String) throws -> [Axis] {
        let axes = word.lowercased().compactMap { ["x": Axis.x, "y": .y, "z": .z][$0] }
        guard axes.count == 3, word.count == 3, Set(axes).count == 3 else {
            throw words.error("“\(excerpt(word))” is no order of axes, as XYZ is")
        }
        return axes
    }

    private func rotation(_ angles: Vector3, _ order: [Axis]) -> Rotation {
        order.reduce(.identity) { turned, axis in
            let angle = axis == .x ? angles.x : axis == .y ? angles.y : angles.z
            return Rotation(degrees: angle * degreesPerAngle, about: axis) * turned
        }
    }

    private func channel(_ word: String) -> Channel? {
        switch word.lowercased() {
        case "tx": return .position(.x)
        case "ty": return .position(.y)
        case "tz": return .position(.z)
        case "rx": return .rotation(.x)
        case "ry": return .rotation(.y)
        case "rz": return .rotation(.z)
        default: return nil
        }
    }
}
