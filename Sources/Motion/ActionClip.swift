/// A clip, and what is known of it: what is done, and in which manner.
public struct ActionClip: Sendable {
    /// What is done: `walk`, `run`, `dash`.
    public let action: String
    /// The manner in which it is done, such as `tired`; a data set is split by it so that no manner is met again.
    public let style: String
    /// The clip.
    public let clip: MotionClip

    /// A clip of this action and style.
    public init(action: String, style: String, clip: MotionClip) {
        self.action = action
        self.style = style
        self.clip = clip
    }
}
