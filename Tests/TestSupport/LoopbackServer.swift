import Foundation

/// A server of HTTP/1.1 on this machine's own address, for tests: it answers what a test tells it to, also what no decent
/// server does.
///
/// Every request has a connection and a thread of its own, which ends with the answer.
public final class LoopbackServer: @unchecked Sendable {
    /// A request's first line and its headers, whose names are in lower case.
    public struct Request: Sendable {
        /// The path, with its slash.
        public let path: String
        /// The headers.
        public let headers: [String: String]

        /// The first byte that is asked for: 0 where no range is.
        public var rangeStart: Int {
            let range = headers["range"]?.split(separator: "=").last?.split(separator: "-").first
            return range.flatMap { Int($0) } ?? 0
        }
    }

    /// What is sent, piece by piece.
    public struct Answer: Sendable {
        /// Status and headers, each a line.
        public var head: [String]
        /// What comes behind them.
        public var body: [UInt8]
        /// How many bytes go at a time, and how many seconds pass before each.
        public var pace: (byteCount: Int, seconds: Double)?
        /// Whether nothing more is sent, with the connection open, until the other side closes it.
        public var hangs = false

        /// An answer whose head is sent as it is.
        public init(head: [String], body: [UInt8]) { (self.head, self.body) = (head, body) }

        /// A file, or the rest of it that is asked for.
        public static func file(_ bytes: [UInt8], for request: Request) -> Answer {
            let start = request.rangeStart
            guard start > 0 else { return whole(bytes) }
            guard start < bytes.count else {
                return Answer(head: ["HTTP/1.1 416 Range Not Satisfiable", "Content-Length: 0"], body: [])
            }
            return Answer(
                head: [
                    "HTTP/1.1 206 Partial Content", "Content-Length: \(bytes.count - start)",
                    "Content-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)",
                ], body: Array(bytes[start...]))
        }

        /// A file from its first byte on, whatever is asked for.
        public static func whole(_ bytes: [UInt8]) -> Answer {
            Answer(head: ["HTTP/1.1 200 OK", "Content-Length: \(bytes.count)"], body: bytes)
        }

        /// Another address.
        public static func redirect(to address: String) -> Answer {
            Answer(head: ["HTTP/1.1 302 Found", "Location: \(address)", "Content-Length: 0"], body: [])
        }

        /// Nothing.
        public static let notFound = Answer(
            head: ["HTTP/1.1 404 Not Found", "Content-Length: 4"], body: Array("none".utf8))
    }

    /// The address, without a slash at its end.
    public let address: String

    private let descriptor: Int32
    private let answer: @Sendable (Request) -> Answer
    private let lock = NSLock()
    private var seen: [Request] = []

    /// The requests so far.
    public var requests: [Request] { lock.withLock { seen } }

    /// Starts at a port that is free.
    public init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        self.answer = answer
        // A client that goes away while it is written to must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        #if canImport(Glibc)
            let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let listening = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listening, name, length) == 0 && listen(listening, 64) == 0
                    && getsockname(listening, name, &length) == 0
            }
        }
        descriptor = listening
        guard listening >= 0, isListening else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0 else { return }
                guard let server = self else {
                    close(connection)
                    return
                }
                Thread.detachNewThread { server.serve(connection) }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        guard let request = read(connection) else { return }
        lock.withLock { seen.append(request) }
        let answer = answer(request)
        let head = (answer.head + ["Connection: close", "", ""]).joined(separator: "\r\n")
        guard send(Array(head.utf8), to: connection) else { return }
        let pace = answer.pace ?? (max(1, answer.body.count), 0)
        var place = 0
        while place < answer.body.count {
            if pace.seconds > 0 { Thread.sleep(forTimeInterval: pace.seconds) }
            let end = min(answer.body.count, place + pace.byteCount)
            guard send(Array(answer.body[place..<end]), to: connection) else { return }
            place = end
        }
        // Bytes arrive, or the end of the connection does.
        if answer.hangs {
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
        }
    }

    private func read(_ connection: Int32) -> Request? {
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
        while bytes.count < 1 << 16 {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
            let path = lines[0].split(separator: " ").dropFirst().first.map(String.init)
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { continue }
                headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
            }
            return path.map { Request(path: $0, headers: headers) }
        }
        return nil
    }

    private func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
        var place = 0
        while place < bytes.count {
            let count = Foundation.send(
                connection, Array(bytes[place...].prefix(1 << 18)), min(1 << 18, bytes.count - place), 0)
            guard count > 0 else { return false }
            place += count
        }
        return true
    }
}
