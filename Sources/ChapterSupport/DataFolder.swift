import Datasets
import Files
import Foundation
import Messages

/// The folder that `--data` means: the folder at this path, or else that of the published data set of this name, if it
/// was downloaded. Published models are found the same way.
///
/// - Throws: `FileError` where there is neither, `DatasetNotFetched` where the name is known and the data not there.
public func dataFolder(_ argument: String, cache: DatasetCache = DatasetCache()) throws -> String {
    do {
        try requireFolder(argument)
        return argument
    } catch FileError.missing(let path) {
        guard let dataset = PublishedDataset.named(argument) else { throw FileError.missing(path: path) }
        guard cache.holds(dataset) else { throw DatasetNotFetched(name: argument) }
        return cache.folder(of: dataset)
    }
}

/// Whether there is something at this path that is no folder.
package func isFile(_ path: String) -> Bool {
    var isFolder = ObjCBool(false)
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
}

/// A published data set was named that has not been downloaded.
struct DatasetNotFetched: Error, CustomStringConvertible {
    let name: String
    var description: String {
        Words(
            en: "\(name) is not on this machine yet; this gets it: swift run Download \(name)",
            zh: "本机还没有 \(name)；用 swift run Download \(name) 下载"
        ).text
    }
}
