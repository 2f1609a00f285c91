/// A body of 31 joints for generated motion, 1.7 m high, in metres.
enum GeneratedSkeleton {
    /// Name, parent and offset of the joints; the right side mirrors the left.
    private static let half: [(String, String, Vector3)] = [
        ("lhip", "hips", Vector3(0.09, -0.04, 0)),
        ("lknee", "lhip", Vector3(0.02, -0.42, 0)),
        ("lankle", "lknee", Vector3(0, -0.41, 0)),
        ("lball", "lankle", Vector3(0.01, -0.07, 0.13)),
        ("ltoes", "lball", Vector3(0, 0, 0.07)),
    ]
    private static let arm: [(String, String, Vector3)] = [
        ("lclavicle", "chest", Vector3(0.03, 0.10, 0.01)),
        ("lshoulder", "lclavicle", Vector3(0.15, 0.01, -0.01)),
        ("lelbow", "lshoulder", Vector3(0.02, -0.29, 0)),
        ("lwrist", "lelbow", Vector3(0, -0.25, 0)),
        ("lhand", "lwrist", Vector3(0, -0.08, 0.01)),
        ("lfingers", "lhand", Vector3(0, -0.07, 0)),
        ("lthumb", "lwrist", Vector3(0.01, -0.05, 0.05)),
    ]
    private static let trunk: [(String, String, Vector3)] = [
        ("lowerback", "hips", Vector3(0, 0.10, 0)),
        ("upperback", "lowerback", Vector3(0, 0.13, 0)),
        ("chest", "upperback", Vector3(0, 0.13, 0)),
        ("lowerneck", "chest", Vector3(0, 0.13, 0.01)),
        ("upperneck", "lowerneck", Vector3(0, 0.07, 0.02)),
        ("head", "upperneck", Vector3(0, 0.13, 0.02)),
    ]

    /// The body. Only the hips have positions; every joint turns about z, x and y, as in the published files.
    static let skeleton: Skeleton = {
        let turns: [Channel] = [.rotation(.z), .rotation(.x), .rotation(.y)]
        let places: [Channel] = [.position(.x), .position(.y), .position(.z)]
        var joints = [
            Joint(
                name: "hips", parent: nil, offset: Vector3(0, 0.96, 0), channels: places + turns,
                rotationOrder: [.y, .x, .z])
        ]
        var numbers = ["hips": 0]
        for (name, parent, offset) in half + mirrored(half) + trunk + arm + mirrored(arm) {
            numbers[name] = joints.count
            joints.append(
                Joint(
                    name: name, parent: numbers[parent], offset: offset, channels: turns,
                    rotationOrder: [.y, .x, .z]))
        }
        return Skeleton(joints)
    }()

    private static func mirrored(_ joints: [(String, String, Vector3)]) -> [(String, String, Vector3)] {
        joints.map { name, parent, offset in
            let other = parent.hasPrefix("l") ? "r" + parent.dropFirst() : parent
            return ("r" + name.dropFirst(), other, Vector3(-offset.x, offset.y, offset.z))
        }
    }
}
