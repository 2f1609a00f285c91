import Datasets

/// A line for each data set, and where they go.
func listing(of cache: DatasetCache) -> [String] {
    let width = PublishedDataset.all.map(\.name.count).max() ?? 0
    let lines = PublishedDataset.all.map { dataset in
        let state = cache.holds(dataset) ? "here" : "    "
        let size = sizeInWords(dataset.byteCount)
        return padded(dataset.name, width) + String(repeating: " ", count: max(1, 10 - size.count))
            + "\(size)  \(state)  \(dataset.title)"
    }
    return lines + [
        "", "cache: \(cache.path)",
        "swift run Download NAME gets one; with --about it says more and gets nothing",
    ]
}

/// What there is to know about a data set.
func description(of dataset: PublishedDataset) -> [String] {
    var lines = [
        "\(dataset.name): \(dataset.title)", "  licence: \(dataset.licence)",
        "  to cite: \(dataset.citation)",
    ]
    if !dataset.commands.isEmpty {
        lines.append(
            "  for: "
                + dataset.commands.map { "swift run \($0) --\(dataset.option) \(dataset.name)" }
                .joined(separator: ", "))
    }
    for part in dataset.parts {
        switch part.content {
        case .files(let files):
            for file in files {
                lines.append("  \(file.name): \(file.byteCount) bytes, SHA-256 \(file.sha256)")
            }
        case .collection(let collection):
            lines.append(
                "  *\(collection.suffix): \(collection.count) files, \(collection.byteCount) bytes, SHA-256 of their "
                    + "SHA-256 \(collection.sha256)")
        }
        for mirror in part.mirrors {
            switch mirror {
            case .folder(let address, _): lines.append("    from \(address)")
            case .archive(let address): lines.append("    from \(address), unpacked")
            }
        }
    }
    return lines
}

/// How many files a data set has, and how long they are.
func filesInWords(_ dataset: PublishedDataset) -> String {
    let count = dataset.fileCount
    return "\(count) \(count == 1 ? "file" : "files"), \(sizeInWords(dataset.byteCount))"
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: width - text.count)
}
