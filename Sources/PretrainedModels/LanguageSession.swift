import Decoding
import Messages
import TensorCore

/// A sequence of tokens that a published model reads and continues.
public protocol LanguageSession {
    /// How many positions there are.
    var count: Int { get }
    /// The most positions that there may be.
    var contextLength: Int { get }
    /// The ids that end a text.
    var endIDs: Set<Int> { get }
    /// The logits `[words]` of the next token, after these ids were appended.
    mutating func logits(after ids: [Int], file: StaticString, line: UInt) -> NDArray
}

extension LanguageSession {
    /// The logits `[words]` of the next token, after these ids were appended.
    public mutating func logits(after ids: [Int]) -> NDArray {
        logits(after: ids, file: #fileID, line: #line)
    }

    /// Reads ids, and writes at most `longest` more, until one ends the text, `choose` returns nil or the context is full.
    /// The end itself is not returned.
    ///
    /// - Parameter choose: takes the next id from its logits `[words]`.
    public mutating func continued(
        _ ids: [Int], longest: Int, choosing choose: (NDArray) -> Int?
    ) -> [Int] {
        var (written, next) = ([Int](), ids)
        while written.count < longest, count + next.count <= contextLength {
            guard let id = choose(logits(after: next)), !endIDs.contains(id) else { break }
            written.append(id)
            next = [id]
        }
        return written
    }

    /// Reads ids, and writes the likeliest ones (greedy decoding), at most `longest`.
    public mutating func continued(_ ids: [Int], longest: Int) -> [Int] {
        continued(ids, longest: longest) { likeliest($0) }
    }

    /// Traps for no ids, an id outside the vocabulary, or more positions than the context has.
    func requireIDs(_ ids: [Int], below vocabulary: Int, _ file: StaticString, _ line: UInt) {
        let outside = ids.first { !(0..<vocabulary).contains($0) }
        if ids.isEmpty || outside != nil || count + ids.count > contextLength {
            explainFailure(
                "LanguageSession",
                outside.map { "the id \($0) is outside the vocabulary 0..<\(vocabulary)" }
                    ?? "\(ids.count) ids after \(count) positions, in a context of \(contextLength)",
                hint: "give at least one id, and no more than fit", file: file, line: line)
        }
    }
}

/// The index of the largest logit, the first of equal ones.
public func likeliest(_ logits: NDArray) -> Int { logits.argMax(axis: 0)[0] }
