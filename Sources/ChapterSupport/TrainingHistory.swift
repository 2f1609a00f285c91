/// What a piece of work has found out so far, to continue from after a stop.
///
/// A checkpoint is a file, and a file may say anything; the work relies on what it says. So the type knows what its work
/// can have come to.
public protocol ResumableState: Codable {
    /// Whether work that began with `start` can have come to this: lists of one length, arrays of the right shape,
    /// counts that do not overflow.
    func isPossible(from start: Self) -> Bool
}

/// What a training has found out so far, epoch by epoch.
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
    public var startLoss = Double.nan
    public var losses: [Double] = []
    public var seconds = 0.0

    /// Nothing learned yet.
    public init() {}

    /// Any losses can have come.
    public func isPossible(from start: LossHistory) -> Bool { true }
}

/// The result of work, kept so that a resumed run does not do it again.
public protocol CachedResult: Codable {
    /// Whether the work can have had such a result.
    var isPossible: Bool { get }
}

/// Whether a file may say so of how many there are of something: none or more, and far from where sums overflow.
public func isPossibleCount(_ count: Int) -> Bool { (0...1 << 48).contains(count) }
