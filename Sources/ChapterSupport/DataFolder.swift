import Datasets
import Files

/// The folder that `--data` means: that of this path, or else that of the published data set of this name, where it was
/// fetched.
///
/// - Throws: `FileError` where there is neither, `DatasetNotFetched` where the name is known and the data not there.
func dataFolder(_ argument: String, cache: DatasetCache = DatasetCache()) throws -> String {
    do {
        try requireFolder(argument)
        return argument
    } catch FileError.missing(let path) {
        guard let dataset = PublishedDataset.named(argument) else { throw FileError.missing(path: path) }
        guard cache.holds(dataset) else { throw DatasetNotFetched(name: argument) }
        return cache.folder(of: dataset)
    }
}

/// A published data set was asked for by its name and has not been fetched.
struct DatasetNotFetched: Error, CustomStringConvertible {
    let name: String
    var description: String { "\(name) is not on this machine yet; this gets it: swift run Download \(name)" }
}
