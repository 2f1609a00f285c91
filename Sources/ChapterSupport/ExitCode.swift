import Files
import Foundation
import NeuralNetworks

/// The number a chapter's program ends with, after the names of `sysexits.h`.
public enum ExitCode: Int32, Sendable {
    /// The report is written.
    case success = 0

    /// A training came apart: its loss is no number any more.
    case diverged = 1

    /// An option that does not exist, lacks its value, or has one that cannot be.
    case usage = 64

    /// A file was read, and its content is not what its format promises.
    case badData = 65

    /// A file or folder that was named is not there, or cannot be read.
    case missingInput = 66

    /// A mistake of the program itself.
    case internalFailure = 70

    /// A file or folder cannot be written.
    case unwritable = 74

    /// The code for an error that ended the run.
    init(_ error: any Error) {
        switch error {
        case is UsageError: self = .usage
        case is TrainingDiverged: self = .diverged
        case FileError.missing, FileError.unreadable, is DatasetNotFetched: self = .missingInput
        case FileError.malformed: self = .badData
        case FileError.unwritable: self = .unwritable
        default: self = .internalFailure
        }
    }
}

/// The command line asks for something that cannot be: the program says so in one line and exits with 64.
///
/// A chapter throws it for options that do not go together, such as `--dataset` without `--data`.
public struct UsageError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in one line, naming the option.
    public let description: String

    /// An error with the line that the reader will see.
    public init(_ description: String) { self.description = description }
}

/// Where a command writes its lines; tests put their own in place of the standard streams.
public struct Console {
    /// Takes a line for standard output.
    public var output: (String) -> Void

    /// Takes a line for standard error.
    public var error: (String) -> Void

    /// A console over two closures.
    public init(output: @escaping (String) -> Void, error: @escaping (String) -> Void) {
        self.output = output
        self.error = error
    }

    /// The program's own streams; a line of error comes after all that was printed before it.
    static var standard: Console {
        Console(
            output: { print($0) },
            error: { line in
                fflush(nil)
                // Where it is closed there is nobody to tell.
                try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
            })
    }
}
