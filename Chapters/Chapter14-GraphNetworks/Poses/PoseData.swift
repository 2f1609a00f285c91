import Files
import Foundation
import Motion
import TensorCore

/// Motion-capture clips of people walking, running or dashing, all with one skeleton (section 14.4).
struct PoseData {
    /// A clip, prepared for the networks.
    struct Clip {
        /// Its label: the index of its action.
        let action: Int
        /// Its style; nil where the file's name has none.
        let style: String?
        let frameCount: Int
        /// Seconds from a frame to the next.
        let frameTime: Double
        /// The position of each joint relative to the hips, in units of the mean distance from them, `[frames, joints, 3]`.
        let positions: [Float]
        /// The speed of the hips along the ground in each frame, in these units a second.
        let hipSpeeds: [Float]
    }

    let skeleton: Skeleton
    let actions: [String]
    let clips: [Clip]
    let name: String

    /// The styles in alphabetical order.
    var styles: [String] { Set(clips.compactMap(\.style)).sorted() }

    /// Whether a folder holds motions.
    static func isPresent(in folder: String) -> Bool {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.contains { $0.hasSuffix(".bvh") || $0.hasSuffix(".asf") }
    }

    /// The clips of a folder, or generated ones where there is none.
    ///
    /// A folder holds files `…_ACTION_STYLE_NUMBER.bvh`, or `01` and `09` as `.asf` and `.amc`: a walk and a run.
    ///
    /// - Throws: `FileError`.
    init(folder: String?, generatedStyles: Int, seed: UInt64) throws {
        guard let folder else {
            self.init(GeneratedMotion.clips(styles: generatedStyles, seed: seed), name: "generated")
            return
        }
        let name = URL(fileURLWithPath: folder).lastPathComponent
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw FileError.unreadable(path: folder, reason: "its files cannot be listed")
        }
        let motions = files.filter { $0.hasSuffix(".bvh") }
        if motions.isEmpty {
            self.init(
                try [("01", "walk"), ("09", "run")].map { file, action in
                    let skeleton = try Skeleton(contentsOfASF: "\(folder)/\(file).asf")
                    let clip = try MotionClip(contentsOfAMC: "\(folder)/\(file).amc", skeleton: skeleton)
                    return ActionClip(action: action, style: "", clip: clip)
                }, name: name)
        } else {
            let clips = try motions.map { file in
                let parts = file.dropLast(4).split(separator: "_")
                guard parts.count >= 3 else {
                    throw FileError.malformed(
                        path: "\(folder)/\(file)",
                        reason: "the name is not of the form NAME_ACTION_STYLE_NUMBER.bvh")
                }
                return ActionClip(
                    action: String(parts[parts.count - 3]), style: String(parts[parts.count - 2]),
                    clip: try MotionClip(contentsOfBVH: "\(folder)/\(file)"))
            }
            for (file, clip) in zip(motions, clips)
            where clip.clip.skeleton.joints.count != clips[0].clip.skeleton.joints.count {
                throw FileError.malformed(
                    path: "\(folder)/\(file)", reason: "its skeleton differs from that of \(motions[0])")
            }
            self.init(clips, name: name)
        }
        guard skeleton.hips != nil else {
            throw FileError.malformed(
                path: folder, reason: "its skeleton has no hips: no joint has a left and a right child")
        }
        guard actions.count >= 2 else {
            throw FileError.malformed(
                path: folder, reason: "all clips show the same action; at least two actions are needed")
        }
    }

    private init(_ clips: [ActionClip], name: String) {
        self.name = name
        skeleton = clips[0].clip.skeleton
        // Known actions in the order of their speed.
        let known = GeneratedMotion.actions
        let found = Set(clips.map(\.action))
        let actions = known.filter(found.contains) + found.subtracting(known).sorted()
        self.actions = actions
        self.clips = clips.map { clip in
            Clip(clip, action: actions.firstIndex(of: clip.action) ?? 0)
        }
    }
}

extension PoseData.Clip {
    fileprivate init(_ labeled: ActionClip, action: Int) {
        self.action = action
        style = labeled.style.isEmpty ? nil : labeled.style
        let clip = labeled.clip
        (frameCount, frameTime) = (clip.frameCount, clip.frameTime)
        let hips = clip.skeleton.hips?.joint ?? 0
        let joints = clip.skeleton.joints.count
        let all = clip.jointPositions().scalars
        var centred = all
        var total = 0.0
        for index in stride(from: 0, to: all.count, by: 3) {
            let origin = (index / (3 * joints) * joints + hips) * 3
            for axis in 0..<3 { centred[index + axis] -= all[origin + axis] }
            let (x, y, z) = (centred[index], centred[index + 1], centred[index + 2])
            total += Double((x * x + y * y + z * z).squareRoot())
        }
        let unit = Float(max(1e-9, total / Double(frameCount * joints)))
        positions = centred.map { $0 / unit }
        let seconds = Float(clip.frameTime)
        hipSpeeds = (0..<clip.frameCount).map { frame in
            let (here, next) = frame + 1 < clip.frameCount ? (frame, frame + 1) : (max(0, frame - 1), frame)
            let (a, b) = ((here * joints + hips) * 3, (next * joints + hips) * 3)
            let (x, z) = (all[b] - all[a], all[b + 2] - all[a + 2])
            return (x * x + z * z).squareRoot() / seconds / unit
        }
    }
}
