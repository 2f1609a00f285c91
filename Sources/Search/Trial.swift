import ChapterSupport

/// A run of a chapter with some hyperparameters: how far it came, and what it measured.
struct Trial: Sendable, Equatable {
    /// How it ended.
    enum Ending: String, Sendable {
        /// All its epochs were trained.
        case complete
        /// It was worse than others after as many epochs.
        case stopped
        /// The chapter ended with an error, such as a loss that is NaN.
        case failed
    }

    /// Its number, from 1; its folder is named after it.
    let number: Int
    /// The values, in the order of the space's hyperparameters.
    let values: [HyperparameterValue]
    /// The figure on validation data after each epoch.
    var curve: [Double] = []
    var ending: Ending?
    /// The figures at its end, where it is complete.
    var figure: Double?
    var testFigure: Double?
    /// The seconds since the search began at which it ended.
    var endedAt = 0.0

    /// The epochs that were trained.
    var epochs: Int { curve.count }
}

extension SearchSpace {
    /// Whether a trial did better than another: the one that came further did, and of two that came as far the one with the
    /// better figure there.
    func isBetter(_ trial: Trial, than other: Trial) -> Bool {
        if trial.ending == .failed || other.ending == .failed {
            return trial.ending != .failed && other.ending == .failed
        }
        if trial.ending != other.ending || (trial.ending == .stopped && trial.epochs != other.epochs) {
            return trial.ending == .complete || (other.ending != .complete && trial.epochs > other.epochs)
        }
        return isBetter(score(trial), than: score(other))
    }

    /// What a trial measured last.
    func score(_ trial: Trial) -> Double { trial.figure ?? trial.curve.last ?? worst }

    /// The trials, best first; those without an ending are left out.
    func ranked(_ trials: [Trial]) -> [Trial] {
        trials.filter { $0.ending != nil }.sorted { one, other in
            isBetter(one, than: other) || (!isBetter(other, than: one) && one.number < other.number)
        }
    }
}
