import ChapterSupport
import Datasets
import Files
import Foundation
import Messages
import Reporting

/// The command line of `Download`.
let downloadCommand = ToolCommand(
    name: "Download",
    summary: Words(
        en: """
            Gets published data sets and checks every byte of them. Without a name it lists what there is. What broke off \
            goes on where it broke off.
            """,
        zh: "下载公开的数据集，并检查它们的每个字节。不给名字时列出有哪些。中断的下载从中断处继续。"),
    usage: Words(
        en: "swift run Download [NAME ...] [options]", zh: "swift run Download [NAME ...] [选项]"),
    options: [
        .flag(
            "about",
            Words(
                en: "say what NAME is, its terms, files and mirrors, and get nothing",
                zh: "说明 NAME 是什么、它的条款、文件和镜像，不下载")),
        .text(
            "cache", placeholder: "DIR",
            Words(
                en: """
                    folder that data sets go to; without it that of the environment variable \(DatasetCache.variable), or the \
                    user's folder for what can be fetched again
                    """,
                zh: "数据集存放的文件夹；不给时用环境变量 \(DatasetCache.variable) 所指的，否则用用户的缓存文件夹")),
        .list(
            "mirror", placeholder: "URL",
            Words(
                en: "ask here first, for NAME/FILE: http, https, file or a folder; a copy of a cache will do",
                zh: "先到这里找 NAME/FILE：http、https、file 或文件夹；缓存的副本也行")),
        .integer(
            "timeout", default: 30, range: 1...3600,
            Words(
                en: "seconds after which a mirror that sends next to nothing is given up",
                zh: "镜像几乎不发送数据时，多少秒之后放弃")),
    ], takesOperands: true)

/// What `Download` does.
///
/// - Throws: `UsageError`, `FileError`.
func download(_ arguments: ParsedArguments, _ console: Console) throws {
    let cache = arguments.path("cache").map { DatasetCache($0) } ?? DatasetCache()
    let mirrors = try arguments.list("mirror").map(mirrorAddress)
    let datasets = try arguments.operands.map { name in
        guard let dataset = PublishedDataset.named(name) else {
            throw UsageError(
                en: "no data set is called '\(name)'; without a name, Download lists them",
                zh: "没有叫 '\(name)' 的数据集；不给名字时，Download 列出它们")
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
            let line = "swift run \(command) --\(dataset.option) \(data)"
            console.output(Words(en: "use it: \(line)", zh: "使用：\(line)").text)
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
        if bar == nil, let total {
            let label = Words(en: "bytes of \(dataset.name)", zh: "\(dataset.name) 的字节")
            bar = ProgressBar(label, total: total, done: done)
        }
        bar?.update(done: done)
    }
    work.say = { line in
        bar?.finish()
        bar = nil
        console.output(Words(en: "\(dataset.name): \(line.en)", zh: "\(dataset.name)：\(line.zh)").text)
    }
    let isNew = try work.run()
    let (name, files, folder) = (dataset.name, filesInWords(dataset), cache.folder(of: dataset))
    console.output(
        Words(
            en: "\(name): \(isNew ? "complete" : "was there already, and right"), \(files.en) in \(folder)",
            zh: "\(name)：\(isNew ? "完成" : "已经在那里，而且无误")，\(files.zh)，在 \(folder)"
        ).text)
}

/// The address of your own mirror: as it is given, or that of a folder of this machine.
private func mirrorAddress(_ text: String) throws -> String {
    let address = text.contains("://") ? text : URL(fileURLWithPath: text).absoluteString
    guard let scheme = URL(string: address)?.scheme, ["http", "https", "file"].contains(scheme) else {
        throw UsageError(
            en: "--mirror '\(text)' is no address that begins with http, https or file, and no folder",
            zh: "--mirror '\(text)' 不是以 http、https 或 file 开头的地址，也不是文件夹")
    }
    return address.hasSuffix("/") ? String(address.dropLast()) : address
}
