import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore

// The network over joints and time in the page: a clip of each action, to go through window by window.

/// What the page computes for a window: it is turned to face one way as `PoseData.batch` does it, then `MotionNetwork`.
///
/// A convolution of joints is x ↦ W (x Â) + b, so each channel and frame is a row that is multiplied by Â.
func posePlan(joints: Int, frames: Int) -> String {
    """
    window = input \(frames * joints) 6; turn = input 6 6; turned = product window turn; channels = transpose turned;
    x = reshape channels 6 \(frames) \(joints);
    x1 = reshape channels \(6 * frames) \(joints); p1 = product x1 joints1.bones; g1 = reshape p1 6 \(frames) \(joints);
    m1 = convolution g1 joints1.mix; r1 = relu m1;
    t1 = convolution r1 time1 stride 2 padding 2 columnStride 1 columnPadding 0; n1 = batchNorm t1 norm1; early = relu n1;
    x2 = reshape early \(16 * ((frames + 1) / 2)) \(joints); p2 = product x2 joints2.bones;
    g2 = reshape p2 16 \((frames + 1) / 2) \(joints); m2 = convolution g2 joints2.mix; r2 = relu m2;
    t2 = convolution r2 time2 stride 2 padding 2 columnStride 1 columnPadding 0; n2 = batchNorm t2 norm2; late = relu n2;
    pooled = mean late; logits = linear pooled out; probabilities = softmax logits
    """
}

/// Some clips as the page goes through them.
struct PageClips {
    /// The clips by their numbers, one of each action that is there.
    let clips: [Int]
    /// The first windows of each, from its first frame on; at most `most` frames of a clip.
    let windows: [[PoseWindow]]

    /// More frames of a clip are left out.
    static let most = 120

    /// The clips of these windows.
    init(_ data: PoseData, _ windows: [PoseWindow]) {
        let clips = data.actions.indices.compactMap { action in
            windows.first { data.clips[$0.clip].action == action }?.clip
        }
        self.clips = clips
        self.windows = clips.map { clip in
            let last = min(data.clips[clip].frameCount, Self.most) - PoseLesson.length
            return last < 0 ? [] : (0...last).map { PoseWindow(clip: clip, start: $0) }
        }
    }
}

extension PoseData {
    /// A window's rows, `[frames · joints, 6]`: the place of each joint and the velocity of the hips, not yet turned.
    fileprivate func rows(_ window: PoseWindow, length: Int) -> [Float] {
        let (clip, joints) = (clips[window.clip], skeleton.joints.count)
        return (window.start..<window.start + length).flatMap { frame in
            (0..<joints).flatMap { joint -> [Float] in
                let place = 3 * (frame * joints + joint)
                return Array(
                    clip.positions[place..<place + 3] + clip.hipVelocities[3 * frame..<3 * frame + 3])
            }
        }
    }

    /// The matrix that turns a row of a window to face one way, `[6, 6]`, row-major.
    fileprivate func turn(_ window: PoseWindow, length: Int) -> [Float] {
        let (dx, dz) = facing(window, length: length)
        var matrix = [Float](repeating: 0, count: 36)
        for first in [0, 3] {
            matrix[7 * first] = dx
            matrix[7 * first + 12] = dz
            matrix[7 * first + 7] = 1
            matrix[7 * first + 2] = -dz
            matrix[7 * first + 14] = dx
        }
        return matrix
    }
}

/// The network as a page plays it, tried on some windows.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedPoses(
    _ network: MotionNetwork, _ data: PoseData, _ examples: [PoseWindow], _ shown: PageClips,
    mayRound: Bool = true
) throws -> PlayedNetwork {
    network.evaluate()
    let (length, joints) = (PoseLesson.length, data.skeleton.joints.count)
    let logits = withoutGradient { network(Tensor(data.batch(examples, length: length))) }.value
    let bones = normalizedAdjacency(data.skeleton)
    var weights: [String: NDArray] = [:]
    for (name, value) in network.stateDictionary where !name.hasSuffix("num_batches_tracked") {
        if let place = name.firstRange(of: ".importance") {
            weights[name[..<place.lowerBound] + ".bones"] = value * bones
        } else {
            weights[name] = value
        }
    }
    let clips = zip(shown.clips, shown.windows).map { number, windows in
        (clip: data.clips[number], frames: windows.count + length - 1, windows: windows)
    }
    let frames = clips.reduce(0) { $0 + $1.frames }
    let turns = clips.flatMap { $0.windows.flatMap { data.turn($0, length: length) } }
    return try PlayedNetwork(
        weights: weights, plan: posePlan(joints: joints, frames: length),
        arrays: [
            "positions": NDArray(
                clips.flatMap { $0.clip.positions.prefix(3 * joints * $0.frames) },
                shape: [frames, 3 * joints]),
            "velocities": NDArray(
                clips.flatMap { $0.clip.hipVelocities.prefix(3 * $0.frames) }, shape: [frames, 3]),
            "turns": NDArray(turns, shape: [turns.count / 36, 36]),
        ],
        inputs: [
            "window": NDArray(
                examples.flatMap { data.rows($0, length: length) },
                shape: [examples.count, length * joints, 6]),
            "turn": NDArray(
                examples.flatMap { data.turn($0, length: length) }, shape: [examples.count, 6, 6]),
        ], output: "logits", answers: logits, mayRound: mayRound)
}

/// The part of the page with the skeleton.
func poseBox(_ file: PlayedNetwork, _ data: PoseData, _ shown: PageClips) -> Play {
    let buttons = shown.clips.indices.map { "<button type=\"button\" data-clip=\"\($0)\"></button>" }
    let controls = """
        <div><div class="buttons">\(buttons.joined())</div>
        <canvas class="sharp" data-name="skeleton" role="img" data-label="skeleton"></canvas>
        <p><label><span data-word="window"></span> <output data-name="startText"></output><br/>\
        <input type="range" data-name="start" min="0" max="1" step="1" value="0"/></label></p></div>
        <div class="two"><h3 data-word="action"></h3><div class="bars" data-name="actions"></div>
        <p class="sum" data-name="formula"></p><p data-word="drawn"></p></div>
        """
    let bones = data.skeleton.bones.filter { $0.child != data.skeleton.hips?.joint }
    return Play(
        file: file.file, controls: controls, script: poseScript, words: poseWords,
        texts: [
            "bones": bones.map { "\($0.parent) \($0.child)" }.joined(separator: " "),
            "frames": shown.windows.map { String($0.count) }.joined(separator: " "),
            "clipActions": shown.clips.map { String(data.clips[$0].action) }.joined(separator: " "),
            "actionNames": data.actions.joined(separator: "\n"), "length": String(PoseLesson.length),
            "frameTime": String(data.clips[shown.clips[0]].frameTime),
        ],
        otherwise: Words(
            en:
                "With scripting switched on, one can go through a motion here, and the network says which it is.",
            zh: "浏览器启用脚本后，可以在这里逐帧查看动作，由网络判断是哪种动作。"))
}

private let poseWords = [
    "skeleton": Words(en: "A skeleton in motion", zh: "运动中的骨架"),
    "window": Words(en: "seconds of the window:", zh: "窗口的时间（秒）："),
    "action": Words(en: "What the network sees", zh: "网络的判断"),
    "drawn": Words(
        en: """
            Dark: the middle of the window; faint: its beginning and end. The larger a dot, the more the first graph convolution \
            makes of that joint and its neighbours.
            """,
        zh: "深色：窗口中间的一帧；浅色：开头和结尾。圆点越大，第一次图卷积从这个关节和它的邻居得到的越多。"),
]

extension PoseResults {
    /// Whoever opens the page goes through a clip of each action that the first network has not seen.
    func fillBox(_ report: inout Report) throws {
        guard let (network, windows) = first, !windows.isEmpty else { return }
        let shown = PageClips(data, windows)
        do {
            let played = try playedPoses(network, data, windows, shown)
            report.play(
                poseBox(played, data, shown),
                caption: Words(
                    en: """
                        The network over joints and time of the first fold, inside this page, on clips of styles that it never saw. A \
                        window is \(PoseLesson.length) frames; each of its two graph convolutions x ↦ W (x Â) + b is followed by one \
                        over five frames (14.4).
                        """,
                    zh: """
                        第一折的关节和时间上的网络就在这个网页里，看的是它从没见过的风格的片段。窗口有 \(PoseLesson.length) 帧；\
                        两次图卷积 x ↦ W (x Â) + b，每次之后是跨五帧的卷积（14.4）。
                        """))
        } catch PlayedNetwork.Refusal.tooLarge(let bytes) {
            report.paragraph(
                en:
                    "The network and its clips are \(formatNumber(Double(bytes))) bytes too large for a page.",
                zh: "网络和片段太大，网页放不下：超出 \(formatNumber(Double(bytes))) 字节。")
        }
    }
}
