import Files

/// Gets one file from one mirror: asks again for the rest where the mirror breaks off, and checks what arrived.
struct FileFetch {
    /// Fetches the bytes.
    var transfer = Transfer()

    /// How often the rest is requested.
    var resumptions = 5

    /// Gets the content of an address into the file at `path`, which may have the first bytes of it from an earlier
    /// attempt. They stay there where the mirror breaks off, and are deleted where the whole file is wrong.
    ///
    /// - Parameters:
    ///   - byteCount: the file's length, where it is known.
    ///   - limit: the most bytes to take where it is not.
    ///   - take: looks at the whole file, and says whether it is right.
    /// - Throws: `MirrorFailure`; `FileError` where the disk takes no more.
    func get(
        _ address: String, into path: String, byteCount: Int?, limit: Int, take: () throws -> Bool
    ) throws {
        var resumptionsLeft = resumptions
        // Bytes of an earlier run, or of another mirror, may be wrong ones: then this mirror gets a second chance.
        var isAllOfIt = false
        while true {
            let file = try PartialFile(path)
            if let byteCount, file.byteCount > byteCount { try file.clear() }
            let before = file.byteCount
            if before == 0 { isAllOfIt = true }
            do {
                if before != byteCount {
                    let isLengthKnown = try transfer.bring(address, into: file, limit: byteCount ?? limit)
                    try requireLength(byteCount, of: file, isFinal: isLengthKnown)
                }
                if try take() { return }
                throw MirrorFailure(
                    .wrong, en: "gives other bytes than the published ones", zh: "给出的字节与公开的不同")
            } catch let failure as MirrorFailure {
                if file.byteCount == 0 { removeIfThere(path) }
                switch failure.kind {
                case .refused: throw failure
                case .brokenOff:
                    guard resumptionsLeft > 0, file.byteCount != before else { throw failure }
                    resumptionsLeft -= 1
                case .wrong:
                    removeIfThere(path)
                    guard !isAllOfIt else { throw failure }
                }
            }
        }
    }

    /// - Parameter isFinal: whether the server said itself that there is no more.
    private func requireLength(_ byteCount: Int?, of file: PartialFile, isFinal: Bool) throws {
        guard let byteCount, file.byteCount != byteCount else { return }
        throw MirrorFailure(
            isFinal ? .wrong : .brokenOff,
            en: "gives \(file.byteCount) bytes, the published file has \(byteCount)",
            zh: "给出 \(file.byteCount) 字节，公开的文件有 \(byteCount) 字节")
    }
}
