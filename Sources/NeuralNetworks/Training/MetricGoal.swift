/// Whether a measured number is better small, as a loss, or large, as an accuracy.
public enum MetricGoal: String, Codable, Sendable {
    /// Smaller is better.
    case minimize
    /// Larger is better.
    case maximize

    /// What anything is better than.
    var worst: Double { self == .minimize ? .infinity : -.infinity }
}
