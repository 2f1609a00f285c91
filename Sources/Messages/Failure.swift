/// Stops the program with a message for its author: what was attempted, what is wrong, how to fix it.
///
/// A wrong shape is a mistake in the program, not in its data, so it is not thrown. `fatalError` keeps its message
/// in an optimized build, which `precondition` does not.
public func explainFailure(
    _ operation: String, _ problem: String, hint: String? = nil, file: StaticString = #fileID,
    line: UInt = #line
) -> Never {
    let advice = hint.map { "; \($0)" } ?? ""
    fatalError("\(operation): \(problem)\(advice)", file: file, line: line)
}
