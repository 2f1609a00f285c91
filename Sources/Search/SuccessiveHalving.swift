import ChapterSupport

/// Successive halving, asynchronously (ASHA; Li et al. 2020): a trial goes on past a rung only while it is among the best third
/// of all that have come that far.
///
/// The rungs are at a ninth and at a third of the epochs. Nobody waits for the others of a rung: a trial is compared with
/// those that were there before it, and the first ones pass. So the worst two thirds of the trials cost a small part of the
/// epochs that they would need to end. A trial that was stopped is not taken up again.
///
/// An earlier rung would cost less and know less: where one mini-batch moves the figure by more than trials differ, the best of
/// all is often among the worst two thirds after its first epoch.
struct SuccessiveHalving: Sendable {
    /// One in so many goes on.
    let factor: Int
    /// The epochs at which a trial is compared, in ascending order.
    let rungs: [Int]
    /// The figures of the trials that have come to each rung.
    private var figures: [[Double]]

    /// - Parameters:
    ///   - epochs: those of a whole trial.
    ///   - factor: one in so many goes on, at least 2.
    init(epochs: Int, factor: Int = 3) {
        self.factor = factor
        rungs = [epochs / factor / factor, epochs / factor].filter { $0 >= 1 }
        figures = rungs.map { _ in [] }
    }

    /// Notes the figures of a trial since it was last asked about, and says whether it is to stop.
    ///
    /// - Parameters:
    ///   - curve: its figures, epoch by epoch.
    ///   - known: how many of them were known before.
    mutating func stops(_ curve: [Double], known: Int, in space: SearchSpace) -> Bool {
        var stops = false
        for (index, rung) in rungs.enumerated() where known < rung && rung <= curve.count {
            // A curve goes up and down: the best until here.
            let best = curve.prefix(rung).reduce(space.worst) { space.isBetter($1, than: $0) ? $1 : $0 }
            figures[index].append(best)
            if !isPromoted(best, amongst: figures[index], in: space) { stops = true }
        }
        return stops
    }

    /// Whether a figure is among the best third, rounded up; while there are fewer than three, each is.
    private func isPromoted(_ figure: Double, amongst all: [Double], in space: SearchSpace) -> Bool {
        guard all.count >= factor else { return true }
        let better = all.filter { space.isBetter($0, than: figure) }.count
        return better < (all.count + factor - 1) / factor
    }
}
