import ChapterSupport
import Datasets
import Files
import Foundation
import Reporting

/// The command line of `Download`.
let downloadCommand = ToolCommand(
    name: "Download",
    summary: """
        Gets published data sets and checks every byte of them. Without a name it lists what there is. What broke off goes \
        on where it broke off.
        """,
    usage: "swift run Download [NAME ...] [options]",
    options: [
        .flag("about", "say what NAME is, its terms, files and mirrors, and get nothing"),
        .text(
            "cache", placeholder: "DIR",
            "folder that data sets go to; without it that of the environment variable \(DatasetCache.variable), "
                + "or the user's folder for what can be fetched again"),
        .list(
            "mirror", placeholder: "URL",
            "ask here first, for NAME/FILE: http, https, file or a folder; a copy of a cache will do"),
        .integer(
            "timeout", default: 30, range: 1...3600,
            "seconds after which a mirror that sends next to nothing is given up"),
    ], takesOperands: true)

/// What `Download` does.
///
/// - Throws: `UsageError`, `FileError`.
func download(_ arguments: ParsedArguments, _ console: Console) throws {
    let cache = arguments.path("cache").map { DatasetCache($0) } ?? DatasetCache()
    let mirrors = try arguments.list("mirror").map(mirrorAddress)
    let datasets = try arguments.operands.map { name in
        guard let dataset = PublishedDataset.named(name) else {
            throw UsageError("no data set is called '\(name)'; without a name, Download lists them")
        }
        return dataset
    }
    guard !datasets.isEmpty else {
        for line in listing(of: cache) { console.output(line) }
        return
    }
    for dataset in datasets {
        guard !arguments.flag("about") else {
            for line in description(of: dataset) { console.output(line) }
            continue
        }
        try get(
            dataset, into: cache, mirrors: mirrors, patience: Double(arguments.integer("timeout")), console)
        let isDefault = cache.path == DatasetCache().path
        let data = isDefault ? dataset.name : cache.folder(of: dataset)
        for command in dataset.commands {
            console.output("use it: swift run \(command) --\(dataset.option) \(data)")
        }
    }
}

/// Gets one data set and shows how far it has come.
private func get(
    _ dataset: PublishedDataset, into cache: DatasetCache, mirrors: [String], patience: Double,
    _ console: Console
) throws {
    var bar: ProgressBar?
    var work = DatasetDownload(dataset: dataset, cache: cache, ownMirrors: mirrors)
    work.fetch.transfer.patience = patience
    work.fetch.transfer.progress = { done, total in
        if bar == nil, let total { bar = ProgressBar("bytes of \(dataset.name)", total: total, done: done) }
        bar?.update(done: done)
    }
    work.say = { line in
        bar?.finish()
        bar = nil
        console.output("\(dataset.name): \(line)")
    }
    let isNew = try work.run()
    let state = isNew ? "complete" : "was there already, and right"
    console.output(
        "\(dataset.name): \(state), \(filesInWords(dataset)) in \(cache.folder(of: dataset))")
}

/// The address of your own mirror: as it is given, or that of a folder of this machine.
private func mirrorAddress(_ text: String) throws -> String {
    let address = text.contains("://") ? text : URL(fileURLWithPath: text).absoluteString
    guard let scheme = URL(string: address)?.scheme, ["http", "https", "file"].contains(scheme) else {
        throw UsageError(
            "--mirror '\(text)' is no address that begins with http, https or file, and no folder")
    }
    return address.hasSuffix("/") ? String(address.dropLast()) : address
}
