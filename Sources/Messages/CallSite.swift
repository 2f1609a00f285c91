/// Where the caller's program called what is running now: the outermost layer, `let y = layer(x)`.
///
/// A mistake in a shape shows itself deep in the library; the line to look at is the caller's.
public struct CallSite: Sendable {
    /// Module and file, as in `#fileID`.
    public let file: StaticString
    /// The line.
    public let line: UInt

    @TaskLocal static var current: CallSite?

    /// Does some work that was asked for at this place. Within another such work the place is the outer one's.
    @inlinable
    public static func within<Result>(
        _ file: StaticString, _ line: UInt, _ work: () throws -> Result
    ) rethrows -> Result {
        if isKnown { return try work() }
        return try set(file, line, work)
    }

    @usableFromInline static var isKnown: Bool { current != nil }

    @usableFromInline
    static func set<Result>(
        _ file: StaticString, _ line: UInt, _ work: () throws -> Result
    ) rethrows -> Result {
        try $current.withValue(CallSite(file: file, line: line), operation: work)
    }
}
