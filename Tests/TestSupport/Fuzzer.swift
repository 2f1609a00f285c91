import Foundation

/// A reader to be fed with broken files.
public struct FuzzTarget: Sendable {
    /// What reports call it.
    public let name: String
    /// The name that its file must have, and the files beside it.
    public let fileName: String
    let neighbours: [String: [UInt8]]
    /// How many inputs of another reader take as long as one of this.
    public let cost: Int
    /// Whole inputs, which it must read.
    let seeds: [[UInt8]]
    /// Makes checksums and lengths right again, so that changes reach what lies behind them.
    let repair: (@Sendable ([UInt8]) -> [UInt8])?
    /// Whether an error is one that the reader may throw for the file at this path.
    let isExpected: @Sendable (any Error, String) -> Bool
    /// Reads the file at a path, which holds these bytes; says in short what was read.
    let read: @Sendable (String, [UInt8]) throws -> String

    /// A reader.
    public init(
        _ name: String, fileName: String = "input", beside neighbours: [String: [UInt8]] = [:], cost: Int = 1,
        seeds: [[UInt8]], repair: (@Sendable ([UInt8]) -> [UInt8])? = nil,
        isExpected: @escaping @Sendable (any Error, String) -> Bool,
        read: @escaping @Sendable (String, [UInt8]) throws -> String
    ) {
        (self.name, self.fileName, self.neighbours, self.cost) = (name, fileName, neighbours, cost)
        (self.seeds, self.repair, self.isExpected, self.read) = (seeds, repair, isExpected, read)
    }
}

/// Why a reader does not stand up to an input.
public struct FuzzFinding: Error, CustomStringConvertible {
    /// Reader, what it did, and where the input is.
    public let description: String
}

/// Feeds a reader with changed files and keeps those that made it do something new, to change them further.
///
/// What it did is its error, with the numbers reduced to their count of digits, or what it read, likewise. A trap ends the
/// process, so this belongs in a process of its own; the file in the folder is then the input. An input that takes more
/// than 20 seconds ends it too (SIGALRM).
public struct Fuzzer {
    /// The most processor time for an input: a quarter of a second, and 4 µs a byte.
    static let seconds = (base: 0.25, each: 4e-6)
    /// The most memory for an input: 64 MB, and 96 bytes a byte.
    static let memory = (base: 64 << 20, each: 96)

    private let target: FuzzTarget
    private let path: String
    private var mutator: Mutator
    /// The inputs that made something new happen, and those of them that were read.
    private var (corpus, whole): ([[UInt8]], [[UInt8]]) = ([], [])
    private var outcomes: Set<String> = []
    private var readCount = 0
    private var slowest = 0.0
    /// The longest inputs that are changed further.
    private let keptLength: Int

    /// A fuzzer of a reader, whose inputs are all written to the same file of a folder.
    ///
    /// - Throws: where the files beside it cannot be written.
    public init(_ target: FuzzTarget, in folder: String, seed: UInt64) throws {
        (self.target, mutator) = (target, Mutator(seed: seed))
        path = "\(folder)/\(target.fileName)"
        keptLength = max(1 << 14, (target.seeds.map(\.count).max() ?? 0) + (1 << 12))
        for (name, bytes) in target.neighbours {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
    }

    /// Tries so many inputs, or as many as the seconds allow. What was found, in a line.
    ///
    /// - Throws: `FuzzFinding`.
    public mutating func run(inputs: Int, seconds: Double? = nil) throws -> String {
        for seed in target.seeds { try attempt(seed) }
        guard readCount == target.seeds.count else { throw finding("does not read a whole file") }
        let start = Date()
        var count = 0
        while seconds.map({ Date().timeIntervalSince(start) < $0 }) ?? (count < inputs) {
            // What is broken already seldom gets far: most changes are made to files that were read.
            let parents = mutator.number(below: 4) > 0 ? whole : corpus
            let parent = parents[mutator.number(below: parents.count)]
            let other = corpus[mutator.number(below: corpus.count)]
            let longest = mutator.number(below: 200) == 0 ? 1 << 18 : keptLength
            var input = mutator.mutated(parent, with: other, longest: longest)
            if let repair = target.repair, mutator.number(below: 4) > 0 { input = repair(input) }
            try attempt(input)
            count += 1
        }
        return "\(count) inputs, \(outcomes.count) outcomes, \(readCount) read, "
            + "slowest \(Int(slowest * 1000)) ms"
    }

    private mutating func attempt(_ input: [UInt8]) throws {
        try Data(input).write(to: URL(fileURLWithPath: path))
        let (memory, time) = (peakBytes(), processorSeconds())
        alarm(20)
        let (outcome, isRead): (String, Bool)
        defer { alarm(0) }
        do {
            (outcome, isRead) = ("read " + (try target.read(path, input)), true)
            readCount += 1
        } catch {
            guard target.isExpected(error, path) else { throw finding("throws \(type(of: error)): \(error)") }
            (outcome, isRead) = ("\(error)", false)
            guard outcome.utf8.count < 2000 else {
                throw finding("has an error of \(outcome.utf8.count) bytes")
            }
        }
        let (spent, grown) = (processorSeconds() - time, peakBytes() - memory)
        slowest = max(slowest, spent)
        if spent > Fuzzer.seconds.base + Fuzzer.seconds.each * Double(input.count) {
            throw finding("takes \(spent) s for \(input.count) bytes")
        }
        if grown > Fuzzer.memory.base + Fuzzer.memory.each * input.count {
            throw finding("takes \(grown >> 20) MB for \(input.count) bytes")
        }
        let isNew = outcomes.count < 20_000 && outcomes.insert(Fuzzer.signature(of: outcome)).inserted
        if isNew, input.count <= keptLength {
            corpus.append(input)
            if isRead { whole.append(input) }
        }
    }

    private func finding(_ words: String) -> FuzzFinding {
        FuzzFinding(description: "\(target.name) \(words); the input is \(path)")
    }

    /// An outcome without what differs from input to input: quoted text, and numbers but for their count of digits.
    static func signature(of outcome: String) -> String {
        var (result, digits, isQuoted) = ("", 0, false)
        for scalar in outcome.unicodeScalars.prefix(400) {
            if ("0"..."9").contains(scalar) {
                digits += 1
                continue
            }
            if digits > 0, !isQuoted { result += "#\(digits)" }
            digits = 0
            if scalar == "\"" { isQuoted.toggle() }
            if !isQuoted, scalar.isASCII { result.unicodeScalars.append(scalar) }
        }
        return String((result + (digits > 0 ? "#\(digits)" : "")).suffix(160))
    }
}

private func usage() -> rusage {
    var usage = rusage()
    #if os(Linux)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
        getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage
}

/// The most memory that this process has had.
private func peakBytes() -> Int {
    #if os(Linux)
        return Int(usage().ru_maxrss) << 10
    #else
        return Int(usage().ru_maxrss)
    #endif
}

/// The processor time that this process has spent.
private func processorSeconds() -> Double {
    let (user, system) = (usage().ru_utime, usage().ru_stime)
    return Double(user.tv_sec + system.tv_sec) + Double(user.tv_usec + system.tv_usec) * 1e-6
}
