import Messages

/// A data set as others publish it: what it is, who may use it, and how to get files that are exactly the right ones.
///
/// The files are known by their SHA-256, so it does not matter where they come from: mirrors need not be trusted.
///
/// ```swift
/// for dataset in PublishedDataset.all { print(dataset.name, dataset.byteCount, dataset.licence.text) }
/// let mnist = PublishedDataset.named("mnist")
/// ```
public struct PublishedDataset: Sendable {
    /// The name by which commands know it, such as `mnist`; its folder in the cache has it too.
    public let name: String

    /// What it is, in a line.
    public let title: any Readable

    /// Under which terms it may be used, as far as its authors say.
    public let licence: any Readable

    /// Whom to credit when it is used.
    public let citation: String

    /// The chapters that take it, as they are started, such as `Chapter5`.
    public let commands: [String]

    /// The option by which they take it: `data`, or `model` and `encoder` for a published model.
    public let option: String

    /// What it is made of.
    public let parts: [Part]

    /// Files that come from the same mirrors.
    public struct Part: Sendable {
        /// The files.
        public let content: Content

        /// Where to get them, the publisher first.
        public let mirrors: [Mirror]

        /// The name of the archive that your own mirror may hold instead of them.
        public let archive: String?

        /// These files, from these mirrors.
        public init(_ content: Content, archive: String? = nil, mirrors: [Mirror]) {
            (self.content, self.archive, self.mirrors) = (content, archive, mirrors)
        }
    }

    /// What a part is made of.
    public enum Content: Sendable {
        /// Files that are listed one by one.
        case files([File])
        /// Many files from one archive.
        case collection(Collection)
    }

    /// A file.
    public struct File: Sendable, Equatable {
        /// Its name in the data set's folder; with a slash where it is in a subfolder.
        public let name: String
        /// Its length.
        public let byteCount: Int
        /// The SHA-256 of its bytes, in hexadecimal digits.
        public let sha256: String

        /// A file.
        public init(_ name: String, _ byteCount: Int, _ sha256: String) {
            (self.name, self.byteCount, self.sha256) = (name, byteCount, sha256)
        }
    }

    /// Many files of one kind, in one folder of an archive. Other files in it are left out.
    public struct Collection: Sendable {
        /// The last folder in their path.
        public let folder: String
        /// How their names end.
        public let suffix: String
        /// How many there are.
        public let count: Int
        /// Their lengths together.
        public let byteCount: Int
        /// What `sha256sum *.mid | sha256sum` prints, in the order of the names' bytes: the SHA-256 of lines, each the
        /// SHA-256 of a file, two blanks and its name.
        public let sha256: String

        /// A collection.
        public init(folder: String, suffix: String, count: Int, byteCount: Int, sha256: String) {
            (self.folder, self.suffix, self.count) = (folder, suffix, count)
            (self.byteCount, self.sha256) = (byteCount, sha256)
        }
    }

    /// A server that offers the files.
    public enum Mirror: Sendable, Equatable {
        /// A folder that holds them; some may be called otherwise there.
        case folder(String, renamed: [String: String] = [:])
        /// An archive that holds them all: zip, tar, or tar packed by gzip.
        case archive(String)
    }

    /// A data set.
    init(
        _ name: String, title: any Readable, licence: any Readable, citation: String, commands: [String],
        option: String = "data", parts: [Part]
    ) {
        (self.name, self.title, self.licence) = (name, title, licence)
        (self.citation, self.commands, self.option, self.parts) = (citation, commands, option, parts)
    }

    /// The files that are listed one by one.
    public var files: [File] {
        parts.flatMap { if case .files(let files) = $0.content { files } else { [File]() } }
    }

    /// The collections.
    public var collections: [Collection] {
        parts.compactMap { if case .collection(let collection) = $0.content { collection } else { nil } }
    }

    /// How many bytes it has, unpacked.
    public var byteCount: Int {
        files.reduce(0) { $0 + $1.byteCount } + collections.reduce(0) { $0 + $1.byteCount }
    }

    /// How many files it has.
    public var fileCount: Int { files.count + collections.reduce(0) { $0 + $1.count } }

    /// The data set of this name.
    public static func named(_ name: String) -> PublishedDataset? { all.first { $0.name == name } }

    /// Every data set that is known, in the chapters' order.
    public static let all = tables + pictures + networks + texts + [nottingham, cora] + models
}
