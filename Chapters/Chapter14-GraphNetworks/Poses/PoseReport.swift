import ChapterSupport
import Files
import Messages
import Motion
import Reporting
import TensorCore

extension PoseResults {
    /// The section of the page.
    func fill(_ report: inout Report) {
        report.section(en: "Walking or running", zh: "走还是跑")
        report.paragraph(
            en: """
                A skeleton is a graph too: \(data.skeleton.joints.count) joints and \(data.skeleton.bones.count) bones. A \
                graph convolution combines each joint with its neighbours in the same frame, a convolution over time combines \
                it with itself in the frames around (14.4). The clips (\(data.name), \(data.clips.count) of them) are split \
                by style, so that no test style was seen in training. All are centred at the hips, measured by their size \
                and turned to face one way; the network over joints and time also sees the velocity of the hips.
                """,
            zh: """
                骨架也是图：\(data.skeleton.joints.count) 个关节，\(data.skeleton.bones.count) 根骨头。图卷积把每个关节与\
                同一帧中的邻居结合起来，时间上的卷积把它与前后各帧中的自己结合起来（14.4）。片段（\(data.name)，\
                共 \(data.clips.count) 个）按风格划分，训练时从没见过测试的风格。所有片段都以髋部为中心，以人的身材为单位，\
                并转到同一个朝向；关节和时间上的网络还看到髋部的速度。
                """)
        if !data.notes.isEmpty { report.paragraph(passedOverText(data.notes)) }
        if let film = animation() {
            report.animation(
                film, description: Words(en: "skeletons in motion", zh: "运动中的骨架"),
                caption: Words(
                    en: data.actions.joined(separator: ", ") + ", one clip each, centred at the hips.",
                    zh: data.actions.joined(separator: "、") + "，每种动作一个片段，以髋部为中心。"))
        }
        report.table(table)
        if !byMotion.isEmpty {
            report.chart(
                HeatMap(
                    title: Words(en: "Confusion matrix", zh: "混淆矩阵"),
                    xLabel: Words(en: "predicted", zh: "预测"),
                    yLabel: Words(en: "actual", zh: "实际"), values: confusion,
                    rowLabels: data.actions, columnLabels: data.actions, range: 0...1, showsValues: true),
                caption: Words(
                    en: "Shares of each row; the network over joints and time on unseen styles.",
                    zh: "每行的比例；关节和时间上的网络，在从没见过的风格上。"))
            report.chart(
                LineChart(
                    title: Words(en: "Loss", zh: "损失"), xLabel: Training.epochUnit,
                    yLabel: Words(en: "cross-entropy", zh: "交叉熵"),
                    series: [
                        Series(
                            Words(en: "first fold", zh: "第一折"),
                            x: history.losses.indices.map { Double($0 + 1) }, y: history.losses,
                            style: .lineAndPoints)
                    ]))
        }
        if asInBook != nil {
            report.note(
                en: """
                    The book trains on frames of one walk and one run and tests on the next frames of the same two clips: a \
                    leak. They show the same person in the same style, and say little about any other.
                    """,
                zh: """
                    书在一段走和一段跑的帧上训练，用这两个片段后面的帧测试：这是数据泄露（data leakage）。\
                    它们是同一个人、同一种风格，对其他人说明不了什么。
                    """)
        }
    }

    /// Two seconds of a clip of each action, side by side, seen from the side.
    func animation() -> Animation? {
        let shown = data.actions.indices.compactMap { action in
            data.clips.firstIndex { $0.action == action && $0.frameCount >= PoseLesson.length }
        }
        guard shown.count == data.actions.count else { return nil }
        let frames = shown.map { data.clips[$0].frameCount }.min() ?? 0
        let step = max(1, Int((0.04 / data.clips[shown[0]].frameTime).rounded()))
        let count = min(50, frames / step)
        guard count > 0 else { return nil }
        // Where the hips are not the root, the joint that leads to them is not drawn.
        let bones = data.skeleton.bones.filter { $0.child != data.skeleton.hips?.joint }
        let pictures = (0..<count).map { number in
            StickFigure.picture(
                shown.map { data.batch([PoseWindow(clip: $0, start: number * step)], length: 1) },
                bones: bones)
        }
        return Animation(pictures, secondsPerFrame: Double(step) * data.clips[shown[0]].frameTime)
    }
}

/// Skeletons as lines on paper.
enum StickFigure {
    private static let side = 160

    /// Poses `[1, 3, 1, joints]` side by side, each seen from its left.
    static func picture(_ poses: [NDArray], bones: [(parent: Int, child: Int)]) -> Picture {
        var canvas = Canvas(width: side * poses.count, height: side)
        for (number, pose) in poses.enumerated() {
            let joints = pose.shape[3]
            let coordinates = pose.scalars
            func point(_ joint: Int) -> (x: Double, y: Double) {
                let scale = Double(side) / 5
                return (
                    Double(number * side + side / 2) + scale * Double(coordinates[2 * joints + joint]),
                    Double(side) / 2 - scale * Double(coordinates[joints + joint])
                )
            }
            for (parent, child) in bones {
                canvas.line(from: point(parent), to: point(child), thickness: 2, PixelColor(gray: 30))
            }
        }
        return canvas.picture
    }
}
