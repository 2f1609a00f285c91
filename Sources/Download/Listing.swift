import Datasets
import Messages

/// A line for each data set, and where they go.
func listing(of cache: DatasetCache) -> [String] {
    let width = PublishedDataset.all.map(\.name.count).max() ?? 0
    let lines = PublishedDataset.all.map { dataset in
        let state = cache.holds(dataset) ? Words(en: "here", zh: "已有").text : "    "
        let size = sizeInWords(dataset.byteCount)
        return padded(dataset.name, width) + String(repeating: " ", count: max(1, 10 - size.count))
            + "\(size)  \(state)  \(dataset.title.text)"
    }
    return lines + [
        "", Words(en: "cache: \(cache.path)", zh: "缓存：\(cache.path)").text,
        Words(
            en: "swift run Download NAME gets one; with --about it says more and gets nothing",
            zh: "swift run Download NAME 下载一个；加 --about 只说明，不下载"
        ).text,
    ]
}

/// What there is to know about a data set.
func description(of dataset: PublishedDataset) -> [String] {
    let (name, title, licence) = (dataset.name, dataset.title, dataset.licence)
    var lines = [
        Words(en: "\(name): \(title.text)", zh: "\(name)：\(title.text)").text,
        Words(en: "  licence: \(licence.text)", zh: "  许可：\(licence.text)").text,
        Words(en: "  to cite: \(dataset.citation)", zh: "  引用：\(dataset.citation)").text,
    ]
    if !dataset.commands.isEmpty {
        let commands = dataset.commands.map { "swift run \($0) --\(dataset.option) \(name)" }
        lines.append(
            Words(
                en: "  for: \(commands.joined(separator: ", "))",
                zh: "  用于：\(commands.joined(separator: "、"))"
            ).text)
    }
    for part in dataset.parts {
        switch part.content {
        case .files(let files):
            for file in files {
                let (count, hash) = (file.byteCount, file.sha256)
                lines.append(
                    Words(
                        en: "  \(file.name): \(count) bytes, SHA-256 \(hash)",
                        zh: "  \(file.name)：\(count) 字节，SHA-256 \(hash)"
                    ).text)
            }
        case .collection(let collection):
            let (suffix, count) = (collection.suffix, collection.count)
            let (bytes, hash) = (collection.byteCount, collection.sha256)
            lines.append(
                Words(
                    en: "  *\(suffix): \(count) files, \(bytes) bytes, SHA-256 of their SHA-256 \(hash)",
                    zh: "  *\(suffix)：\(count) 个文件，\(bytes) 字节，各文件 SHA-256 的 SHA-256 \(hash)"
                ).text)
        }
        for mirror in part.mirrors {
            switch mirror {
            case .folder(let address, _):
                lines.append(Words(en: "    from \(address)", zh: "    来自 \(address)").text)
            case .archive(let address):
                lines.append(Words(en: "    from \(address), unpacked", zh: "    来自 \(address)，解压").text)
            }
        }
    }
    return lines
}

/// How many files a data set has, and how long they are.
func filesInWords(_ dataset: PublishedDataset) -> Words {
    let (count, size) = (dataset.fileCount, sizeInWords(dataset.byteCount))
    return Words(en: "\(count) \(count == 1 ? "file" : "files"), \(size)", zh: "\(count) 个文件，\(size)")
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: width - text.count)
}
