import Datasets
import Files
import Foundation
import Messages

/// Gets a data set into the cache.
///
/// All is collected in a folder `NAME.partial`, which gets the data set's name when every file is there and right. What an
/// ended run leaves in it is used by the next.
struct DatasetDownload {
    let dataset: PublishedDataset
    let cache: DatasetCache

    /// Mirrors of the reader's own, asked first: each holds a folder `NAME` for a data set, as the cache does.
    var ownMirrors: [String] = []

    /// Gets single files.
    var fetch = FileFetch()

    /// Takes a line of what is going on.
    var say: (Words) -> Void = { _ in }

    /// The most bytes of an archive, packed or unpacked.
    static let archiveLimit = 256 << 20

    private var staging: String { cache.folder(of: dataset) + ".partial" }

    /// Gets what is missing. Whether anything was.
    ///
    /// - Throws: `FileError`: `unreadable` where no mirror gives a file, `malformed` where all give a wrong one,
    ///   `unwritable` where the cache takes no more, or another process is at it.
    func run() throws -> Bool {
        let folder = cache.folder(of: dataset)
        if dataset.parts.allSatisfy({ missing($0, in: folder).isEmpty }) { return false }
        try makeFolder(cache.path)
        if isFolder(folder) {
            // Something in it is broken; what is not is used.
            removeIfThere(staging)
            try move(folder, to: staging)
        }
        try makeFolder(staging)
        let lock = try FolderLock(
            staging, otherwise: Words(en: "another Download is at it", zh: "另一个 Download 正在下载它").text)
        // Where nothing came, nothing stays.
        defer { removeFolders([staging]) }
        for part in dataset.parts { try get(part) }
        removeParts()
        try move(staging, to: folder)
        lock.release()
        return true
    }

    /// Takes away what broke off at one mirror and came from another.
    private func removeParts() {
        let names = FileManager.default.enumerator(atPath: staging)?.compactMap { $0 as? String } ?? []
        for name in names where name.hasSuffix(".part") { removeIfThere("\(staging)/\(name)") }
    }

    /// What of a part is not in a folder, or not right: the names.
    private func missing(_ part: PublishedDataset.Part, in folder: String) -> [String] {
        switch part.content {
        case .files(let files):
            return files.filter { !DatasetCache.isRight($0, at: "\(folder)/\($0.name)") }.map(\.name)
        case .collection(let collection):
            return DatasetCache.isRight(collection, in: folder) ? [] : ["*\(collection.suffix)"]
        }
    }

    /// Asks one mirror after the other for what is missing of a part.
    private func get(_ part: PublishedDataset.Part) throws {
        var missing = missing(part, in: staging)
        var failures: [MirrorFailure] = []
        for mirror in mirrors(of: part) where !missing.isEmpty {
            switch (mirror, part.content) {
            case (.folder(let base, let renamed), .files(let files)):
                for file in files where missing.contains(file.name) {
                    let address = "\(base)/\(renamed[file.name] ?? file.name)"
                    guard let failure = try attempt(address, { try get(file, from: address) }) else {
                        continue
                    }
                    failures.append(failure)
                    // A mirror that broke off at one file is not asked for the next.
                    if failure.kind == .brokenOff { break }
                }
            case (.archive(let address), _):
                if let failure = try attempt(address, { try getArchive(address, for: part) }) {
                    failures.append(failure)
                }
            case (.folder, .collection): continue
            }
            missing = self.missing(part, in: staging)
        }
        guard let name = missing.first else { return }
        guard failures.contains(where: { $0.kind != .wrong }) else {
            let reason = Words(en: "no mirror gives the published file", zh: "没有镜像给出公开的那个文件")
            throw FileError.malformed(path: "\(dataset.name)/\(name)", reason: reason.text)
        }
        let reason = Words(
            en: "no mirror gives it now; what came is kept, and --mirror names one of your own",
            zh: "现在没有镜像给出它；已下载的部分留着，--mirror 可以指定你自己的镜像")
        throw FileError.unreadable(path: "\(dataset.name)/\(name)", reason: reason.text)
    }

    /// The mirrors of a part, the reader's own first.
    private func mirrors(of part: PublishedDataset.Part) -> [PublishedDataset.Mirror] {
        let own = ownMirrors.flatMap { base -> [PublishedDataset.Mirror] in
            let folder = "\(base)/\(dataset.name)"
            return [.folder(folder)] + (part.archive.map { [.archive("\(folder)/\($0)")] } ?? [])
        }
        return own + part.mirrors
    }

    /// Does what may fail at a mirror, and says when it does.
    private func attempt(_ address: String, _ work: () throws -> Void) throws -> MirrorFailure? {
        do {
            try work()
            return nil
        } catch let failure as MirrorFailure {
            say(Words(en: "\(address) \(failure.words.en)", zh: "\(address) \(failure.words.zh)"))
            return failure
        }
    }

    private func get(_ file: PublishedDataset.File, from address: String) throws {
        let path = "\(staging)/\(file.name)"
        if let slash = file.name.lastIndex(of: "/") { try makeFolder("\(staging)/\(file.name[..<slash])") }
        let part = path + ".part"
        try fetch.get(address, into: part, byteCount: file.byteCount, limit: file.byteCount) {
            guard DatasetCache.isRight(file, at: part) else { return false }
            try PartialFile(part).finish(as: path)
            return true
        }
        let size = sizeInWords(file.byteCount)
        say(Words(en: "\(file.name): \(size) from \(address)", zh: "\(file.name)：\(size)，来自 \(address)"))
    }

    private func getArchive(_ address: String, for part: PublishedDataset.Part) throws {
        // Archives of the same files differ from mirror to mirror: one cannot continue where another broke off.
        let path = "\(staging)/\(sha256(Array(address.utf8)).prefix(16)).part"
        try fetch.get(address, into: path, byteCount: nil, limit: Self.archiveLimit) {
            try unpack(archive: path, part.content, into: staging, keepAs: part.archive)
        }
        removeIfThere(path)
        say(
            Words(
                en: "\(part.archive ?? "archive"): unpacked from \(address)",
                zh: "\(part.archive ?? "压缩包")：解压自 \(address)"))
    }

    private func move(_ from: String, to: String) throws {
        guard rename(from, to) == 0 else {
            throw FileError.unwritable(path: to, reason: String(cString: strerror(errno)))
        }
    }
}

/// A length as a person says it.
func sizeInWords(_ byteCount: Int) -> String {
    switch byteCount {
    case ..<1000: "\(byteCount) B"
    case ..<1_000_000: String(format: "%.1f kB", Double(byteCount) / 1e3)
    default: String(format: "%.1f MB", Double(byteCount) / 1e6)
    }
}
