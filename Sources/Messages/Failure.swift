/// Stops the program with a message for its author: what was attempted, what is wrong, how to fix it.
///
/// A wrong shape is a mistake in the program, not in its data, so it is not thrown. `fatalError` keeps its message
/// in an optimized build, which `precondition` does not.
public func explainFailure(
    _ operation: String, _ problem: String, hint: String? = nil, file: StaticString = #fileID,
    line: UInt = #line
) -> Never {
    let advice = hint.map { "; \($0)" } ?? ""
    let caller = CallSite.current.map { " (called at \($0.file):\($0.line))" } ?? ""
    fatalError("\(operation): \(problem)\(advice)\(caller)", file: file, line: line)
}
