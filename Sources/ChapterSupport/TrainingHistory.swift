/// The state of some work, to continue from after a stop.
///
/// It is read from a file, and a file may say anything, while the work relies on it. So the type knows which states its work
/// can reach.
public protocol ResumableState: Codable {
    /// Whether work that began with `start` can have reached this state: lists of equal lengths, arrays of the right
    /// shapes, counts that do not overflow.
    func isPossible(from start: Self) -> Bool
}

/// The history of a training, epoch by epoch.
public protocol TrainingHistory: ResumableState {
    /// The loss of the first batch, before anything was learned; NaN before that.
    var startLoss: Double { get set }

    /// The mean loss over the batches of each epoch that is done.
    var losses: [Double] { get set }

    /// The time spent in the batches, without evaluation.
    var seconds: Double { get set }
}

/// The history of a training that remembers nothing but its losses.
public struct LossHistory: TrainingHistory {
    /// The loss of the first batch; NaN before that.
    public var startLoss = Double.nan

    /// The mean loss over the batches of each epoch that is done.
    public var losses: [Double] = []

    /// The time spent in the batches.
    public var seconds = 0.0

    /// The history before training.
    public init() {}

    /// Any losses are possible.
    public func isPossible(from start: LossHistory) -> Bool { true }
}

/// The result of work, kept so that a resumed run does not do it again.
public protocol CachedResult: Codable {
    /// Whether the work can have this result.
    var isPossible: Bool { get }
}

/// Whether a count from a file is possible: not negative, and small enough that sums do not overflow.
public func isPossibleCount(_ count: Int) -> Bool { (0...1 << 48).contains(count) }
