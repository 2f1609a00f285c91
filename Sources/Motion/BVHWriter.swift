import Files
import Messages

extension MotionClip {
    /// The clip as a Biovision file; a joint without children ends in an `End Site` of no length.
    ///
    /// Numbers are the shortest that read back as the same ones. Traps for an Acclaim skeleton, whose joints rotate in
    /// frames of their own.
    public func bvh() -> String {
        if skeleton.turnsOwnBone || !skeleton.joints.allSatisfy({ $0.frame == .identity }) {
            explainFailure(
                "bvh", "the joints of an Acclaim skeleton rotate in frames of their own",
                hint: "only a clip read from a .bvh file can be written as one")
        }
        var children = [[Int]](repeating: [], count: skeleton.joints.count)
        for (parent, child) in skeleton.bones { children[parent].append(child) }
        var lines = ["HIERARCHY"]
        // What is still to be written, the next last: a joint or a closing bracket, and how deep.
        var rest: [(joint: Int?, depth: Int)] = [(0, 0)]
        while let (number, depth) = rest.popLast() {
            let margin = String(repeating: "  ", count: depth)
            guard let number else {
                lines.append("\(margin)}")
                continue
            }
            let joint = skeleton.joints[number]
            lines.append("\(margin)\(number == 0 ? "ROOT" : "JOINT") \(joint.name)")
            lines.append("\(margin){")
            lines.append("\(margin)  OFFSET \(joint.offset.x) \(joint.offset.y) \(joint.offset.z)")
            let names = [String(joint.channels.count)] + joint.channels.map(name)
            lines.append("\(margin)  CHANNELS \(names.joined(separator: " "))")
            rest.append((nil, depth))
            if children[number].isEmpty {
                lines += ["\(margin)  End Site", "\(margin)  {", "\(margin)    OFFSET 0 0 0", "\(margin)  }"]
            }
            rest += children[number].reversed().map { ($0, depth + 1) }
        }
        lines += ["MOTION", "Frames: \(frameCount)", "Frame Time: \(frameTime)"]
        let channels = skeleton.channelCount
        for frame in 0..<frameCount {
            let numbers = values[frame * channels..<(frame + 1) * channels]
            lines.append(numbers.map { "\($0)" }.joined(separator: " "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Writes the clip as a Biovision file, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func writeBVH(to path: String) throws { try writeFileAtomically(bvh(), to: path) }
}

private func name(_ channel: Channel) -> String {
    switch channel {
    case .position(let axis): return "\("XYZ".map(String.init)[axis.rawValue])position"
    case .rotation(let axis): return "\("XYZ".map(String.init)[axis.rawValue])rotation"
    }
}
