import Files
import Foundation
import Messages

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Fetches the bytes at an address, over HTTP or from a folder.
struct Transfer {
    /// How many seconds a server may be silent, or slower than `leastRate`.
    var patience: Double = 30

    /// The fewest bytes a second that are worth waiting for.
    var leastRate: Double = 1000

    /// Called as bytes arrive: how many there are, and the total where it is known.
    var progress: (_ done: Int, _ total: Int?) -> Void = { _, _ in }

    /// Fetches the content of the address into a file that already holds its first bytes: only the rest is
    /// requested. Where the server cannot resume, the file begins again.
    ///
    /// - Parameter limit: the most bytes that the file may have; nothing is allocated on the word of the server.
    /// - Returns: whether the mirror itself said how long the file is, and gave all of it.
    /// - Throws: `MirrorFailure`; `FileError.unwritable` where the file cannot grow.
    func bring(_ address: String, into file: PartialFile, limit: Int) throws -> Bool {
        guard let url = URL(string: address), let scheme = url.scheme else {
            throw MirrorFailure(.refused, en: "it is no address", zh: "不是地址")
        }
        switch scheme {
        case "http", "https": return try bringOverHTTP(url, into: file, limit: limit)
        case "file":
            try copy(url.path, into: file, limit: limit)
            return true
        default:
            throw MirrorFailure(
                .refused, en: "\(scheme) is not known, only http, https and file are",
                zh: "不认识 \(scheme)，只认识 http、https 和 file")
        }
    }

    private func copy(_ path: String, into file: PartialFile, limit: Int) throws {
        guard !isFolder(path), let source = FileHandle(forReadingAtPath: path) else {
            throw MirrorFailure(
                .refused, en: "the server has no file of that name", zh: "服务器没有这个名字的文件")
        }
        defer { try? source.close() }
        try file.clear()
        while let piece = try? source.read(upToCount: 1 << 20), !piece.isEmpty {
            try append(piece, to: file, limit: limit, total: nil)
        }
    }

    private func bringOverHTTP(_ url: URL, into file: PartialFile, limit: Int) throws -> Bool {
        let mailbox = Mailbox()
        let configuration = URLSessionConfiguration.ephemeral
        // A server that is silent for too long is noticed below; the session itself only gives up later.
        configuration.timeoutIntervalForRequest = 10 * patience + 10
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.urlCache = nil
        configuration.httpShouldSetCookies = false
        let session = URLSession(configuration: configuration, delegate: mailbox, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        var request = URLRequest(url: url)
        // The bytes as the server stores them: unpacked on the way, a .gz file would not be the published one.
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
        request.setValue("deep-learning-swift Download", forHTTPHeaderField: "User-Agent")
        if file.byteCount > 0 { request.setValue("bytes=\(file.byteCount)-", forHTTPHeaderField: "Range") }
        session.dataTask(with: request).resume()
        return try receive(from: mailbox, into: file, limit: limit)
    }

    /// Takes the answer to its end. Whether it said how long it is.
    private func receive(from mailbox: Mailbox, into file: PartialFile, limit: Int) throws -> Bool {
        var total: Int?
        var hasAnswered = false
        var (windowStart, windowBytes) = (now(), 0)
        while true {
            // A server that sends a byte now and then is as useless as one that sends nothing.
            let waited = now() - windowStart
            if waited >= patience {
                guard Double(windowBytes) >= leastRate * waited else {
                    let seconds = Int(waited.rounded(.up))
                    throw MirrorFailure(
                        .brokenOff,
                        hasAnswered
                            ? Words(
                                en: "sends only \(windowBytes) bytes in \(seconds) s",
                                zh: "只发送了 \(windowBytes) 字节，用了 \(seconds) 秒")
                            : Words(en: "does not answer within \(seconds) s", zh: "\(seconds) 秒内没有回答"))
                }
                (windowStart, windowBytes) = (now(), 0)
            }
            let event = mailbox.next(within: max(0.001, patience - (now() - windowStart)))
            if let refusal = mailbox.refusal { throw MirrorFailure(.refused, refusal) }
            switch event {
            case nil: continue
            case .response(let response):
                total = try begin(response, file)
                hasAnswered = true
            case .data(let data):
                // The body of an answer that has no head of success is not the file.
                guard hasAnswered else { continue }
                windowBytes += data.count
                try append(data, to: file, limit: limit, total: total)
            case .end(let error):
                guard hasAnswered else {
                    throw MirrorFailure(
                        .brokenOff, error.map(words) ?? Words(en: "gives no answer", zh: "没有回答"))
                }
                if error != nil || file.byteCount < total ?? 0 {
                    let all = (
                        en: total.map { " of \($0)" } ?? "", zh: total.map { "（共 \($0) 字节）" } ?? ""
                    )
                    throw MirrorFailure(
                        .brokenOff, en: "breaks off after \(file.byteCount)\(all.en) bytes",
                        zh: "发送 \(file.byteCount) 字节之后中断\(all.zh)")
                }
                return total != nil
            }
        }
    }

    /// Looks at the head of an answer, and lets the file begin again where the answer does. How long the file will be, as
    /// far as the server says.
    private func begin(_ response: HTTPURLResponse, _ file: PartialFile) throws -> Int? {
        let length = response.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) }
        switch response.statusCode {
        case 200:
            if file.byteCount > 0 { try file.clear() }
            return length
        case 206:
            let range = response.value(forHTTPHeaderField: "Content-Range") ?? ""
            guard range.hasPrefix("bytes \(file.byteCount)-") else {
                try file.clear()
                throw MirrorFailure(
                    .brokenOff, en: "gives another range than it was asked for", zh: "给出的范围不是所要的")
            }
            // A sum that no Int holds is no length.
            let sum = file.byteCount.addingReportingOverflow(length ?? .max)
            return sum.overflow ? nil : sum.partialValue
        case 416 where file.byteCount > 0:
            try file.clear()
            throw MirrorFailure(.brokenOff, en: "has no more than it gave before", zh: "没有比上次更多的内容")
        default:
            throw MirrorFailure(
                .refused, en: "answers \(response.statusCode)", zh: "回答 \(response.statusCode)")
        }
    }

    private func append(_ data: Data, to file: PartialFile, limit: Int, total: Int?) throws {
        guard data.count <= limit - file.byteCount else {
            throw MirrorFailure(.wrong, en: "sends more than \(limit) bytes", zh: "发送的超过 \(limit) 字节")
        }
        try file.append(data)
        progress(file.byteCount, total)
    }
}

private func now() -> Double { ProcessInfo.processInfo.systemUptime }

/// What a failed connection is, in few words.
private func words(for error: any Error) -> Words {
    let system = oneLine(error.localizedDescription)
    guard let code = (error as? URLError)?.code else { return Words(en: system, zh: system) }
    return switch code {
    case .cannotFindHost, .dnsLookupFailed: Words(en: "is not known to the network", zh: "网络找不到它")
    case .cannotConnectToHost: Words(en: "does not take the connection", zh: "不接受连接")
    case .timedOut: Words(en: "does not answer", zh: "没有回答")
    case .networkConnectionLost: Words(en: "breaks off", zh: "中断")
    case .notConnectedToInternet: Words(en: "is out of reach: there is no network", zh: "无法到达：没有网络")
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate:
        Words(en: "has no valid certificate", zh: "没有有效的证书")
    default: Words(en: "\(system) (\(code.rawValue))", zh: "\(system)（\(code.rawValue)）")
    }
}
