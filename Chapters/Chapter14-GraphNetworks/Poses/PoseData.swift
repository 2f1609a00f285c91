import Files
import Foundation
import Messages
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
        /// The velocity of the hips in each frame, in these units a second, `[frames, 3]`.
        let hipVelocities: [Float]

        /// Their speed along the ground in each frame.
        var hipSpeeds: [Float] {
            (0..<frameCount).map { frame in
                let (x, z) = (hipVelocities[3 * frame], hipVelocities[3 * frame + 2])
                return (x * x + z * z).squareRoot()
            }
        }
    }

    let skeleton: Skeleton
    let actions: [String]
    let clips: [Clip]
    let name: String

    /// The styles in alphabetical order.
    var styles: [String] { Set(clips.compactMap(\.style)).sorted() }

    /// The files that were passed over, and why.
    private(set) var notes: [String] = []

    /// Whether a folder holds motions.
    static func isPresent(in folder: String) -> Bool {
        (try? FolderFiles(in: folder, endings: [".bvh", ".asf"]))?.paths.isEmpty == false
    }

    /// The clips of a folder, or generated ones where there is none.
    ///
    /// A folder holds files `…_ACTION_STYLE_NUMBER.bvh`, or a folder of BVH files for each action, or `01` and `09` as `.asf`
    /// and `.amc`: a walk and a run. Files that cannot be read, or have another skeleton than the first, are passed over.
    ///
    /// - Throws: `FileError`, also where fewer than two actions are left.
    init(folder: String?, generatedStyles: Int, seed: UInt64) throws {
        guard let folder else {
            self.init(GeneratedMotion.clips(styles: generatedStyles, seed: seed), name: "generated")
            return
        }
        let name = URL(fileURLWithPath: folder).lastPathComponent
        let motions = try FolderFiles(in: folder, endings: [".bvh"])
        if motions.paths.isEmpty && motions.notes.isEmpty {
            self.init(try PoseData.walkAndRun(in: folder), name: name)
        } else {
            var joints: Int?
            let (clips, notes) = try motions.contents { path in
                let clip = try PoseData.clip(path, in: folder)
                let count = clip.clip.skeleton.joints.count
                guard count == joints ?? count else {
                    let reason = Words(
                        en: "\(count) joints, the clips before it have \(joints ?? 0)",
                        zh: "\(count) 个关节，而前面的片段有 \(joints ?? 0) 个")
                    throw FileError.malformed(path: path, reason: reason.text)
                }
                joints = count
                return clip
            }
            guard !clips.isEmpty else {
                let first = notes.first ?? Words(en: "there is none", zh: "一个也没有").text
                let reason = Words(en: "no clip can be read: \(first)", zh: "没有能读的片段：\(first)")
                throw FileError.malformed(path: folder, reason: reason.text)
            }
            self.init(clips, name: name)
            self.notes = notes
        }
        guard skeleton.hips != nil else {
            let reason = Words(
                en: "its skeleton has no hips: no joint has a left and a right child",
                zh: "它的骨架没有髋部：没有哪个关节带着一左一右两个关节")
            throw FileError.malformed(path: folder, reason: reason.text)
        }
        guard actions.count >= 2 else {
            let passedOver = notes.first.map { first in
                Words(
                    en: " (\(notes.count) passed over, first \(first))",
                    zh: "（跳过了 \(notes.count) 个，第一个是 \(first)）")
            }
            let reason = Words(
                en: "all clips show the same action; at least two actions are needed",
                zh: "所有片段都是同一个动作；至少需要两种动作")
            throw FileError.malformed(path: folder, reason: reason.text + (passedOver?.text ?? ""))
        }
    }

    /// The walk and the run of CMU's collection that the book uses.
    private static func walkAndRun(in folder: String) throws -> [ActionClip] {
        try [("01", "walk"), ("09", "run")].map { file, action in
            let skeleton = try Skeleton(
                contentsOfASF: publishedFile(in: folder, named: "\(file).asf", "\(file).ASF"))
            let clip = try MotionClip(
                contentsOfAMC: publishedFile(in: folder, named: "\(file).amc", "\(file).AMC"),
                skeleton: skeleton)
            return ActionClip(action: action, style: "", clip: clip)
        }
    }

    /// A clip and what it shows: by its name, else by the folder below the first that it is in.
    private static func clip(_ path: String, in folder: String) throws -> ActionClip {
        let url = URL(fileURLWithPath: path)
        let parts = url.deletingPathExtension().lastPathComponent.split(separator: "_").map(String.init)
        let parent = url.deletingLastPathComponent()
        let labels: (action: String, style: String)
        if parts.count >= 3 {
            labels = (parts[parts.count - 3], parts[parts.count - 2])
        } else if parent.standardizedFileURL != URL(fileURLWithPath: folder).standardizedFileURL {
            labels = (parent.lastPathComponent, "")
        } else {
            let reason = Words(
                en: "the name is not of the form NAME_ACTION_STYLE_NUMBER.bvh",
                zh: "文件名不是 NAME_ACTION_STYLE_NUMBER.bvh 的形式")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        return ActionClip(
            action: labels.action, style: labels.style, clip: try MotionClip(contentsOfBVH: path))
    }

    /// One clip of an unknown action.
    init(of clip: MotionClip) { self.init([ActionClip(action: "", style: "", clip: clip)], name: "") }

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
        hipVelocities = (0..<clip.frameCount).flatMap { frame in
            let (here, next) = frame + 1 < clip.frameCount ? (frame, frame + 1) : (max(0, frame - 1), frame)
            let (a, b) = ((here * joints + hips) * 3, (next * joints + hips) * 3)
            return (0..<3).map { (all[b + $0] - all[a + $0]) / seconds / unit }
        }
    }
}
