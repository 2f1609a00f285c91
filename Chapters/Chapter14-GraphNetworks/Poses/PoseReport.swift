import Motion
import Reporting
import TensorCore

extension PoseResults {
    /// What was found out, a row for each way to tell.
    var table: Table {
        var rows = [[String]]()
        if !byMotion.isEmpty {
            rows = [
                ["graph network over joints and time", formatPercent(accuracy(byMotion))],
                ["the book's network, one frame", formatPercent(accuracy(byFrame))],
                ["hip speed alone", formatPercent(accuracy(byHipSpeed))],
                ["the most frequent action", formatPercent(majority)],
                [
                    "graph network over joints and time, split by clip instead",
                    formatPercent(accuracy(byMotionOfClips)),
                ],
            ]
        }
        if let asInBook {
            rows.append(
                ["as in the book: the next frames of the clips learned", formatPercent(asInBook.next)])
            if let elsewhere = asInBook.elsewhere {
                rows.append(["the same network, on all other clips", formatPercent(elsewhere)])
            }
        }
        return Table(
            headers: ["told by", "right"], rows: rows,
            caption:
                "Styles never seen, each held out once, but where it says clips; rows as in the book are of walks and runs alone."
        )
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("pose_data", data.name)
        if !byMotion.isEmpty {
            metrics.set("pose_test_accuracy", accuracy(byMotion))
            metrics.set("pose_clip_split_accuracy", accuracy(byMotionOfClips))
            metrics.set("pose_frame_accuracy", accuracy(byFrame))
            metrics.set("pose_hip_speed_accuracy", accuracy(byHipSpeed))
            metrics.set("pose_majority_accuracy", majority)
            metrics.set("pose_start_loss", history.startLoss)
            metrics.set("pose_parameters", parameters)
        }
        if let asInBook {
            metrics.set("pose_as_in_book_accuracy", asInBook.next)
            if let elsewhere = asInBook.elsewhere {
                metrics.set("pose_as_in_book_elsewhere_accuracy", elsewhere)
            }
        }
    }

    /// The section of the page.
    func fill(_ report: inout Report) {
        report.section("Walking or running")
        report.paragraph(
            """
            A skeleton is a graph too: \(data.skeleton.joints.count) joints and \(data.skeleton.bones.count) bones. A graph \
            convolution lets every joint hear from its neighbours in one frame, a convolution over time lets it hear from \
            itself a moment ago (14.4). The clips (\(data.name), \(data.clips.count) of them) are split by style, so that \
            no manner that is asked about was seen before; all are seen from the hips and turned to face one way, so that how \
            fast they move over the ground is hidden from the networks.
            """)
        if let film = animation() {
            report.animation(
                film, description: "skeletons in motion",
                caption: data.actions.joined(separator: ", ") + ", one clip each, seen from the hips.")
        }
        report.table(table)
        if !byMotion.isEmpty {
            report.chart(
                HeatMap(
                    title: "What was taken for what", xLabel: "said", yLabel: "right", values: confusion,
                    rowLabels: data.actions, columnLabels: data.actions, range: 0...1, showsValues: true),
                caption: "Shares of each row, by the network over joints and time.")
            report.chart(
                LineChart(
                    title: "Loss", xLabel: "epoch", yLabel: "cross-entropy",
                    series: [
                        Series(
                            "first fold", x: history.losses.indices.map { Double($0 + 1) }, y: history.losses,
                            style: .lineAndPoints)
                    ]))
        }
        if asInBook != nil {
            report.note(
                """
                The book learns from frames of one walk and one run and tests on the next frames of the same two clips. \
                They show the same person in the same manner, and say little about any other.
                """)
        }
    }

    /// A clip of each action side by side from the side, for two seconds.
    func animation() -> Animation? {
        let shown = data.actions.indices.compactMap { action in
            data.clips.firstIndex { $0.action == action && $0.frameCount >= PoseLesson.length }
        }
        guard shown.count == data.actions.count else { return nil }
        let frames = shown.map { data.clips[$0].frameCount }.min() ?? 0
        let step = max(1, Int((0.04 / data.clips[shown[0]].frameTime).rounded()))
        let count = min(50, frames / step)
        guard count > 0 else { return nil }
        // Where the hips are not the root, what leads to them is no bone.
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
            let numbers = pose.scalars
            func place(_ joint: Int) -> (x: Double, y: Double) {
                let scale = Double(side) / 5
                return (
                    Double(number * side + side / 2) + scale * Double(numbers[2 * joints + joint]),
                    Double(side) / 2 - scale * Double(numbers[joints + joint])
                )
            }
            for (parent, child) in bones {
                canvas.line(from: place(parent), to: place(child), thickness: 2, PixelColor(gray: 30))
            }
        }
        return canvas.picture
    }
}
