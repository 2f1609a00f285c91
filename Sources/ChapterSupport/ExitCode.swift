import Files
import Foundation
import Messages
import NeuralNetworks

/// The number a chapter's program ends with, after the names of `sysexits.h`.
public enum ExitCode: Int32, Sendable {
    /// The report is written.
    case success = 0

    /// A training diverged: its loss is NaN or infinite.
    case diverged = 1

    /// An option that does not exist, or has no value or an invalid one.
    case usage = 64

    /// A file was read, but its content violates its format.
    case badData = 65

    /// A file or folder does not exist or cannot be read.
    case missingInput = 66

    /// A mistake of the program itself.
    case internalFailure = 70

    /// A file or folder cannot be written.
    case unwritable = 74

    /// What it means, for the help page.
    var meaning: Words {
        switch self {
        case .success:
            Words(
                en: "done; also after Ctrl-C, with a report of what was done",
                zh: "完成；按 Ctrl-C 中断后也是 0，报告包含已完成的部分")
        case .diverged:
            Words(en: "a training diverged: its loss is NaN or infinite", zh: "训练发散：损失变成 NaN 或无穷大")
        case .usage: Words(en: "invalid options", zh: "选项有误")
        case .badData: Words(en: "the content of a file is invalid", zh: "文件内容有误")
        case .missingInput:
            Words(en: "a file or folder is missing or cannot be read", zh: "文件或文件夹不存在，或者无法读取")
        case .internalFailure: Words(en: "a bug in the program", zh: "程序本身的错误")
        case .unwritable: Words(en: "a file or folder cannot be written", zh: "文件或文件夹无法写入")
        }
    }

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

/// The command line is wrong: the program says why in one line and exits with 64.
///
/// A chapter throws it for options that contradict each other, or for `--dataset` without `--data`.
public struct UsageError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in one line, naming the option.
    public let description: String

    /// An error with the line that the reader will see.
    public init(_ description: any Readable) { self.description = description.text }

    /// An error in both languages.
    public init(en: String, zh: String) { self.init(Words(en: en, zh: zh)) }
}

/// Where a command writes its lines; tests put their own in place of the standard streams.
public struct Console {
    /// Takes a line for standard output.
    public var output: (String) -> Void

    /// Takes a line for standard error.
    public var error: (String) -> Void

    /// Takes a piece of a line for standard output, which is seen at once.
    public var piece: (String) -> Void

    /// A console over closures; without one for pieces, they go where lines go.
    public init(
        output: @escaping (String) -> Void, error: @escaping (String) -> Void,
        piece: ((String) -> Void)? = nil
    ) {
        self.output = output
        self.error = error
        self.piece = piece ?? output
    }

    /// The program's own streams; a line of error comes after all that was printed before it.
    static var standard: Console {
        Console(
            output: { print($0) },
            error: { line in
                fflush(nil)
                // A closed stream is no reason to fail.
                try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
            },
            piece: {
                print($0, terminator: "")
                fflush(nil)
            })
    }
}
