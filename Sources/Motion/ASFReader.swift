import Files
import Messages

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
                    throw words.error(
                        en: "the section \(excerpt(first)) comes twice", zh: "\(excerpt(first)) 这一节出现了两次")
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
            default:
                throw words.error(
                    en: "“\(excerpt(first))” in no section that is known", zh: "“\(excerpt(first))”不在已知的任何一节中"
                )
            }
        }
        guard isComplete else {
            throw words.error(en: "the file ends before its hierarchy is complete", zh: "文件结束时层级结构还不完整")
        }
        guard !root.channels.isEmpty else {
            throw words.error(en: "the root has no order of its numbers", zh: "根关节没有说明各数的次序")
        }
        return Skeleton(try joints(), turnsOwnBone: true, lengthUnit: lengthUnit)
    }

    private mutating func readUnit() throws {
        let name = try words.word(Words(en: "a unit", zh: "单位"))
        switch name.lowercased() {
        case "length":
            lengthUnit = try words.number(Words(en: "the unit of length", zh: "长度单位"))
            guard lengthUnit >= 1e-3, lengthUnit <= 1e3 else {
                throw words.error(en: "a unit of length of \(lengthUnit)", zh: "长度单位 \(lengthUnit) 无法使用")
            }
        case "angle": degreesPerAngle = try degrees(per: words.word(Words(en: "deg or rad", zh: "deg 或 rad")))
        default: _ = words.restOfLine()
        }
    }

    private func degrees(per word: String) throws -> Double {
        switch word.lowercased() {
        case "deg": return 1
        case "rad": return 180 / .pi
        default:
            throw words.error(
                en: "“\(excerpt(word))” is no unit of angles; deg and rad are known",
                zh: "“\(excerpt(word))”不是角度单位；可用的是 deg 和 rad")
        }
    }

    private mutating func readRoot() throws {
        let name = try words.word(Words(en: "a property of the root", zh: "根关节的属性"))
        switch name.lowercased() {
        case "order":
            root.channels = try words.restOfLine().map { word in
                guard let channel = channel(word) else {
                    throw words.error(
                        en: "“\(excerpt(word))” is no degree of freedom", zh: "“\(excerpt(word))”不是自由度")
                }
                return channel
            }
            guard Set(root.channels).count == root.channels.count, !root.channels.isEmpty else {
                throw words.error(
                    en: "the root's order has a degree of freedom twice, or none",
                    zh: "根关节的次序中有重复的自由度，或者一个也没有")
            }
        case "axis": root.rotationOrder = try order(words.word(Words(en: "an order of axes", zh: "轴的次序")))
        case "position": root.offset = try words.vector(Words(en: "a position", zh: "位置")) * (1 / lengthUnit)
        case "orientation":
            root.frame = rotation(try words.vector(Words(en: "an orientation", zh: "朝向")), root.rotationOrder)
        default:
            throw words.error(
                en: "“\(excerpt(name))” is no property of the root", zh: "“\(excerpt(name))”不是根关节的属性")
        }
        guard words.words.isEmpty else {
            throw words.error(en: "more than one value for \(name)", zh: "\(name) 的值不止一个")
        }
    }

    /// From `begin` to `end`.
    private mutating func readBone() throws {
        try words.expect("begin")
        guard bones.count + 1 < WordReader.mostJoints else {
            throw words.error(
                en: "more than \(WordReader.mostJoints) joints", zh: "关节超过 \(WordReader.mostJoints) 个")
        }
        var bone: Bone?
        while true {
            guard words.nextLine() else {
                throw words.error(en: "the file ends in the middle of a bone", zh: "文件在一根骨头中间结束")
            }
            let name = try words.word(Words(en: "a property of a bone", zh: "骨头的属性")).lowercased()
            switch name {
            case "end":
                guard let bone else { throw words.error(en: "a bone without a name", zh: "有一根骨头没有名字") }
                guard bone.direction != nil, bone.length != nil, bone.frame != nil else {
                    throw words.error(
                        en: "the bone \(bone.name) lacks direction, length or axis",
                        zh: "骨头 \(bone.name) 缺少方向、长度或轴")
                }
                numbers[bone.name] = bones.count
                bones.append(bone)
                return
            case "name":
                let name = try words.word(Words(en: "the name of a bone", zh: "骨头的名字"))
                guard bone == nil, name != "root", numbers[name] == nil else {
                    throw words.error(
                        en: "a second bone “\(excerpt(name))”, or a second name for one",
                        zh: "又一根骨头“\(excerpt(name))”，或者一根骨头有两个名字")
                }
                bone = Bone(name: name, line: words.line)
            case "direction":
                let direction = try words.vector(Words(en: "a direction", zh: "方向"))
                guard direction.length > 1e-6 else {
                    throw words.error(en: "a direction without a length", zh: "方向的长度为 0")
                }
                bone?.direction = direction * (1 / direction.length)
            case "length":
                let length = try words.number(Words(en: "a length", zh: "长度"))
                guard length >= 0 else { throw words.error(en: "a bone of a negative length", zh: "骨头的长度为负") }
                bone?.length = length / lengthUnit
            case "axis":
                let angles = try words.vector(Words(en: "the angles of an axis", zh: "轴的角度"))
                let order = try order(words.word(Words(en: "an order of axes", zh: "轴的次序")))
                bone?.frame = rotation(angles, order)
                bone?.order = order
            case "dof":
                let freedom = try words.restOfLine().map { word in
                    guard case .rotation(let axis) = channel(word) else {
                        throw words.error(
                            en: "“\(excerpt(word))” is no turn; rx, ry and rz are read",
                            zh: "“\(excerpt(word))”不是转动；可用的是 rx、ry 和 rz")
                    }
                    return axis
                }
                guard Set(freedom).count == freedom.count else {
                    throw words.error(en: "a degree of freedom comes twice", zh: "同一个自由度出现了两次")
                }
                bone?.freedom = freedom
            case "id", "limits", "bodymass", "cofmass": _ = words.restOfLine()
            case _ where name.hasPrefix("("): _ = words.restOfLine()
            default:
                throw words.error(
                    en: "“\(excerpt(name))” is no property of a bone", zh: "“\(excerpt(name))”不是骨头的属性")
            }
            guard bone != nil || name == "id" else {
                throw words.error(en: "the name of the bone comes first", zh: "骨头的名字应在最前")
            }
            guard words.words.isEmpty else {
                throw words.error(en: "too many values for \(name)", zh: "\(name) 的值太多")
            }
        }
    }

    /// After `begin` to `end`: a parent and its children in each line.
    private mutating func readHierarchy() throws {
        guard children.isEmpty else { throw words.error(en: "a second hierarchy", zh: "又一个层级结构") }
        while true {
            guard words.nextLine() else {
                throw words.error(en: "the file ends in the middle of its hierarchy", zh: "文件在层级结构中间结束")
            }
            let line = words.restOfLine()
            if line[0].lowercased() == "end" { return }
            for name in line where name != "root" && numbers[name] == nil {
                throw words.error(en: "there is no bone “\(excerpt(name))”", zh: "没有骨头“\(excerpt(name))”")
            }
            for child in line.dropFirst() {
                guard child != "root", parents.insert(child).inserted else {
                    throw words.error(
                        en: "the bone \(excerpt(child)) hangs on two others",
                        zh: "骨头 \(excerpt(child)) 接在两根骨头上")
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
                reason: Words(
                    en: "the bone \(excerpt(lost.name)) does not hang on the root",
                    zh: "骨头 \(excerpt(lost.name)) 没有接到根关节上"
                ).text)
        }
        return joints
    }

    /// `XYZ`: about x first.
    private func order(_ word: String) throws -> [Axis] {
        let axes = word.lowercased().compactMap { ["x": Axis.x, "y": .y, "z": .z][$0] }
        guard axes.count == 3, word.count == 3, Set(axes).count == 3 else {
            throw words.error(
                en: "“\(excerpt(word))” is no order of axes, as XYZ is", zh: "“\(excerpt(word))”不是 XYZ 这样的轴次序"
            )
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
