import Messages
import Reporting

/// ε-greedy policies on multi-armed bandits, compared.
struct BanditResults {
    /// The values of ε that are compared.
    static let epsilons: [Float] = [0, 0.01, 0.1]
    static let (arms, pulls) = (10, 1000)

    /// For each ε, the mean reward of each pull over all bandits.
    var rewards: [[Double]] = []
    /// For each ε, the share of the last hundred pulls that went to the best arm.
    var bestArmFractions: [Double] = []

    func fill(_ metrics: inout Metrics) {
        for (epsilon, share) in zip(Self.epsilons, bestArmFractions) {
            metrics.set("bandit_best_arm_epsilon_\(Int((100 * epsilon).rounded()))_percent", share)
        }
    }

    func fill(_ report: inout Report) {
        report.section(
            en: "Multi-armed bandits: exploration and exploitation", zh: "多臂老虎机：探索与利用")
        let shares = zip(Self.epsilons, bestArmFractions).map { epsilon, share in
            let (share, value) = (formatPercent(share), formatNumber(Double(epsilon)))
            return Words(en: "\(share) with ε = \(value)", zh: "ε = \(value) 时 \(share)").text
        }
        let list = shares.joined(separator: Words(en: ", ", zh: "，").text)
        report.paragraph(
            en: """
                Ten slot machines with unknown mean rewards. A greedy policy (ε = 0) only exploits and gets stuck with the first \
                good arm; an ε-greedy policy also explores, and finds the best. Share of the last hundred of \(Self.pulls) pulls \
                that went to the best arm: \(list).
                """,
            zh: """
                十台老虎机，平均奖励未知。贪婪策略（ε = 0）只利用，卡在第一个不错的臂上；ε-贪婪策略也探索，找到最好的臂。\
                \(Self.pulls) 次里的最后一百次，拉最好的臂的比例：\(list)。
                """)
        // A mean over 25 pulls at a time is easier to see.
        let width = 25
        report.chart(
            LineChart(
                title: Words(en: "Reward of each pull", zh: "每次拉动的奖励"), xLabel: Words(en: "pull", zh: "第几次"),
                yLabel: Words(en: "mean reward", zh: "平均奖励"),
                series: zip(Self.epsilons, rewards).map { epsilon, rewards in
                    let groups = stride(from: 0, to: rewards.count, by: width)
                    return Series(
                        "ε = \(formatNumber(Double(epsilon)))", x: groups.map { Double($0 + width) },
                        y: groups.map { rewards[$0..<$0 + width].reduce(0, +) / Double(width) })
                }))
    }
}
