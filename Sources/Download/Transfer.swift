import Files
import Foundation

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
            throw MirrorFailure(.refused, "it is no address")
        }
        switch scheme {
        case "http", "https": return try bringOverHTTP(url, into: file, limit: limit)
        case "file":
            try copy(url.path, into: file, limit: limit)
            return true
        default: throw MirrorFailure(.refused, "\(scheme) is not known, only http, https and file are")
        }
    }

    private func copy(_ path: String, into file: PartialFile, limit: Int) throws {
        guard !isFolder(path), let source = FileHandle(forReadingAtPath: path) else {
            throw MirrorFailure(.refused, "the server has no file of that name")
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
                    throw MirrorFailure(
                        .brokenOff,
                        hasAnswered
                            ? "sends only \(windowBytes) bytes in \(Int(waited.rounded(.up))) s"
                            : "does not answer within \(Int(waited.rounded(.up))) s")
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
                    throw MirrorFailure(.brokenOff, error.map(words) ?? "gives no answer")
                }
                if error != nil || file.byteCount < total ?? 0 {
                    let all = total.map { " of \($0)" } ?? ""
                    throw MirrorFailure(.brokenOff, "breaks off after \(file.byteCount)\(all) bytes")
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
                throw MirrorFailure(.brokenOff, "gives another range than it was asked for")
            }
            // A sum that no Int holds is no length.
            let sum = file.byteCount.addingReportingOverflow(length ?? .max)
            return sum.overflow ? nil : sum.partialValue
        case 416 where file.byteCount > 0:
            try file.clear()
            throw MirrorFailure(.brokenOff, "has no more than it gave before")
        default:
            throw MirrorFailure(.refused, "answers \(response.statusCode)")
        }
    }

    private func append(_ data: Data, to file: PartialFile, limit: Int, total: Int?) throws {
        guard data.count <= limit - file.byteCount else {
            throw MirrorFailure(.wrong, "sends more than \(limit) bytes")
        }
        try file.append(data)
        progress(file.byteCount, total)
    }
}

private func now() -> Double { ProcessInfo.processInfo.systemUptime }

/// What a failed connection is, in few words.
private func words(for error: any Error) -> String {
    guard let code = (error as? URLError)?.code else { return oneLine(error.localizedDescription) }
    switch code {
    case .cannotFindHost, .dnsLookupFailed: return "is not known to the network"
    case .cannotConnectToHost: return "does not take the connection"
    case .timedOut: return "does not answer"
    case .networkConnectionLost: return "breaks off"
    case .notConnectedToInternet: return "is out of reach: there is no network"
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate:
        return "has no valid certificate"
    default: return "\(oneLine(error.localizedDescription)) (\(code.rawValue))"
    }
}
