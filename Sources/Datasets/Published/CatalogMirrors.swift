extension PublishedDataset.Mirror {
    /// A folder of a public repository: as its host gives it, and as a network of copies does, for readers who cannot reach
    /// the host.
    static func repository(
        _ repository: String, at revision: String, _ folder: String, renamed: [String: String] = [:]
    ) -> [PublishedDataset.Mirror] {
        let path = folder.isEmpty ? "" : "/\(folder)"
        return [
            .folder("https://raw.githubusercontent.com/\(repository)/\(revision)\(path)", renamed: renamed),
            .folder("https://cdn.jsdelivr.net/gh/\(repository)@\(revision)\(path)", renamed: renamed),
        ]
    }
}

/// The terms of the UCI Machine Learning Repository.
let creativeCommonsBy4 = "Creative Commons Attribution 4.0 (UCI Machine Learning Repository)"
