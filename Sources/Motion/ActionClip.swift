/// A labelled clip: its action and its style.
public struct ActionClip: Sendable {
    /// The action: `walk`, `run`, `dash`.
    public let action: String
    /// The style, for example `tired`; a data set is split by style so that no test style is a training style.
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
