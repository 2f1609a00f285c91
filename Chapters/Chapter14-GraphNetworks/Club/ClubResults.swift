import Graphs
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Zachary's karate club: from the sides of two members, the sides of the other 32.
struct ClubResults {
    /// One training for each seed.
    let histories: [ClubHistory]

    /// The mean test accuracy over the seeds.
    var meanAccuracy: Double { mean(histories.map(\.testAccuracy)) }

    func print() {
        Swift.print(textHeading(Words(en: "The karate club", zh: "空手道俱乐部")))
        Swift.print(
            Words(
                en:
                    "\(formatPercent(meanAccuracy)) of the other 32 members classified correctly from two labels.",
                zh: "由两个标签判断其余 32 个成员，\(formatPercent(meanAccuracy)) 判断正确。"))
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("club_accuracy_mean", meanAccuracy)
        metrics.set("club_start_loss", histories.first?.losses.first ?? .nan)
    }

    func fill(_ report: inout Report) {
        report.section(en: "The karate club", zh: "空手道俱乐部")
        report.paragraph(
            en: """
                Thirty-four members of a karate club and their friendships outside it. After a quarrel between the instructor \
                and the president the club split. Training is semi-supervised: only these two are labelled, and the network \
                sees of the others nothing but their friendships. It classifies \(formatPercent(meanAccuracy)) of the other \
                32 members correctly (mean of \(histories.count) seeds).
                """,
            zh: """
                空手道俱乐部的三十四个成员，以及他们在俱乐部之外的朋友关系。教练和主席争吵之后，俱乐部分裂了。\
                训练是半监督学习（semi-supervised learning）：只有这两个人有标签，对其他人，网络只看到他们的朋友关系。\
                其余 32 个成员中，\(formatPercent(meanAccuracy)) 判断正确（\(histories.count) 个种子的平均）。
                """)
        if let embeddings = histories.first?.embeddings {
            report.animation(
                Animation(embeddings.map(picture), secondsPerFrame: 0.12, pauseSeconds: 2),
                description: Words(
                    en: "members as dots that move apart into two groups", zh: "成员是圆点，逐渐分成两群"),
                caption: Words(
                    en: """
                        The two-dimensional embedding of each member during training. Rings: the two labelled members; \
                        colours: the side each member took in the end; lines: friendships.
                        """,
                    zh: """
                        训练过程中每个成员的二维嵌入（embedding）。圆环：两个有标签的成员；颜色：各成员最后站在哪一边；\
                        线：朋友关系。
                        """))
        }
    }

    private func picture(_ embeddings: NDArray) -> Picture {
        let side = 360.0
        var canvas = Canvas(width: Int(side), height: Int(side))
        let coordinates = embeddings.scalars
        func point(_ member: Int) -> (x: Double, y: Double) {
            (
                side / 2 * (1 + 0.92 * Double(coordinates[2 * member])),
                side / 2 * (1 - 0.92 * Double(coordinates[2 * member + 1]))
            )
        }
        for (a, b) in KarateClub.friendships {
            canvas.line(from: point(a), to: point(b), thickness: 1, PixelColor(gray: 215))
        }
        let colors = [
            PixelColor(red: 0x0A, green: 0x5A, blue: 0x9C), PixelColor(red: 0xB8, green: 0x50, blue: 0x0C),
        ]
        for member in 0..<KarateClub.memberCount {
            let (x, y) = point(member)
            if ClubHistory.leaders.contains(member) {
                canvas.dot(x, y, radius: 11, .black)
                canvas.dot(x, y, radius: 9, .white)
            }
            canvas.dot(x, y, radius: 6, colors[KarateClub.sides[member]])
        }
        return canvas.picture
    }
}
