import Foundation

extension NDArray: CustomStringConvertible {
    /// The shape and the elements, nested by axis, as NumPy prints them; long axes are cut in the middle.
    public var description: String {
        rank == 0 ? format(scalar) : "\(nested(indent: 0)), shape \(shape)"
    }

    private static let edge = 3
    private static let longest = 8

    private func nested(indent: Int) -> String {
        if rank == 0 { return format(scalar) }
        let count = shape[0]
        let cut = count > NDArray.longest
        let shown = cut ? Array(0..<NDArray.edge) + Array(count - NDArray.edge..<count) : Array(0..<count)
        var parts = shown.map { self[$0].nested(indent: indent + 1) }
        if cut { parts.insert("…", at: NDArray.edge) }
        let separator = rank == 1 ? ", " : ",\n" + String(repeating: " ", count: indent + 1)
        return "[" + parts.joined(separator: separator) + "]"
    }

    private func format(_ value: Float) -> String {
        if value.isNaN { return "nan" }  // C prints the sign bit, which says nothing
        return value == value.rounded() && value.magnitude < 1e7
            ? String(format: "%.0f", value) : String(format: "%.5g", value)
    }
}
