import Files
import Foundation

/// The folder with the fetched data sets, each in a folder of its own name.
///
/// A data set's folder gets its name only when all of it is there and right, so one that is found can be used.
public struct DatasetCache: Sendable {
    /// The environment variable that says where the cache is.
    public static let variable = "DEEP_LEARNING_DATA"

    /// Where it is.
    public let path: String

    /// The cache in this folder.
    public init(_ path: String) { self.path = path }

    /// The cache that the environment says: `DEEP_LEARNING_DATA`, else `deep-learning-swift` in the user's folder for what
    /// can be fetched again.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        func folder(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") || name == Self.variable && !$0.isEmpty ? $0 : nil }
        }
        if let own = folder(Self.variable) {
            path = own
            return
        }
        let home = folder("HOME") ?? NSHomeDirectory()
        #if os(macOS)
            let caches = "\(home)/Library/Caches"
        #else
            let caches = folder("XDG_CACHE_HOME") ?? "\(home)/.cache"
        #endif
        path = "\(caches)/deep-learning-swift"
    }

    /// The folder of a data set.
    public func folder(of dataset: PublishedDataset) -> String { "\(path)/\(dataset.name)" }

    /// Whether a data set is there, by the names and lengths of its files. Nothing is read.
    public func holds(_ dataset: PublishedDataset) -> Bool {
        let folder = folder(of: dataset)
        return dataset.files.allSatisfy { byteCountOfFile("\(folder)/\($0.name)") == $0.byteCount }
            && dataset.collections.allSatisfy { collection in
                collectionNames(collection, in: folder).count == collection.count
            }
    }

    /// Whether a file is there and the right one, to the last bit.
    public static func isRight(_ file: PublishedDataset.File, at path: String) -> Bool {
        byteCountOfFile(path) == file.byteCount && (try? sha256(ofFile: path)) == file.sha256
    }

    /// Whether the files of a collection are in a folder, all of them right and no more than there should be.
    public static func isRight(_ collection: PublishedDataset.Collection, in folder: String) -> Bool {
        let names = collectionNames(collection, in: folder)
        guard names.count == collection.count else { return false }
        var lines = SHA256()
        for name in names {
            guard let digest = try? sha256(ofFile: "\(folder)/\(name)") else { return false }
            lines.update(Array("\(digest)  \(name)\n".utf8))
        }
        return lines.finalized() == collection.sha256
    }
}

/// The length of a file; nil where there is none.
private func byteCountOfFile(_ path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
}

/// The names in a folder that a collection's files may have, in the order of their bytes.
private func collectionNames(_ collection: PublishedDataset.Collection, in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(collection.suffix) }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
