import Files
import Foundation
import TestSupport
import Testing

@testable import Download

/// 100,000 bytes without a pattern.
let someBytes = (0..<100_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 11) }

/// Longer than a busy machine may let a server wait that is not at fault.
let endlessPatience = 3600.0

/// What a fetch from a server ends with: nil, or its failure; and what is in the file then.
private func fetch(
    from server: LoopbackServer, path: String = "/file", knowsLength: Bool = true, before: [UInt8] = [],
    patience: Double = endlessPatience, resumptions: Int = 5
) throws -> (failure: MirrorFailure?, bytes: [UInt8]?) {
    let folder = try TemporaryFolder()
    let part = folder.file("part")
    if !before.isEmpty { try folder.write(Data(before), to: "part") }
    var fetch = FileFetch(resumptions: resumptions)
    fetch.transfer.patience = patience
    var failure: MirrorFailure?
    do {
        try fetch.get(
            server.address + path, into: part, byteCount: knowsLength ? someBytes.count : nil,
            limit: someBytes.count + 1000
        ) { try readFile(part) == Data(someBytes) }
    } catch let error as MirrorFailure {
        failure = error
    }
    return (failure, (try? readFile(part)).map { [UInt8]($0) })
}

@Suite(.serialized) struct TransferTests {
    @Test func aFileComesWhole() throws {
        let server = try LoopbackServer { .file(someBytes, for: $0) }
        for knowsLength in [true, false] {
            let (failure, bytes) = try fetch(from: server, knowsLength: knowsLength)
            #expect(failure == nil)
            #expect(bytes == someBytes)
        }
        #expect(server.requests.count == 2)
        #expect(server.requests.allSatisfy { $0.headers["accept-encoding"] == "identity" })
    }

    @Test func anEarlierRunIsGoneOnWith() throws {
        let server = try LoopbackServer { .file(someBytes, for: $0) }
        let (failure, bytes) = try fetch(from: server, before: Array(someBytes.prefix(60_000)))
        #expect(failure == nil)
        #expect(bytes == someBytes)
        #expect(server.requests.map { $0.headers["range"] } == ["bytes=60000-"])
        // All of it was there: nobody is asked.
        #expect(try fetch(from: server, before: someBytes).failure == nil)
        #expect(server.requests.count == 1)
    }

    @Test func whoCutsOffIsAskedForTheRest() throws {
        let server = try LoopbackServer { request in
            var answer = LoopbackServer.Answer.file(someBytes, for: request)
            answer.body = Array(answer.body.prefix(30_000))
            return answer
        }
        let (failure, bytes) = try fetch(from: server)
        #expect(failure == nil)
        #expect(bytes == someBytes)
        #expect(server.requests.map(\.rangeStart) == [0, 30_000, 60_000, 90_000])
        // Not forever: what came stays for the next.
        let (broken, part) = try fetch(from: server, resumptions: 1)
        #expect(broken?.kind == .brokenOff)
        #expect(part == Array(someBytes.prefix(60_000)))
    }

    @Test func whoRefusesRangesBeginsAgain() throws {
        let server = try LoopbackServer { _ in .whole(someBytes) }
        let (failure, bytes) = try fetch(from: server, before: Array(someBytes.prefix(60_000)))
        #expect(failure == nil)
        #expect(bytes == someBytes)
    }

    @Test func anotherRangeThanAskedForIsNotTaken() throws {
        let server = try LoopbackServer { request in
            guard request.rangeStart > 0 else { return .whole(someBytes) }
            return .init(
                head: [
                    "HTTP/1.1 206 Partial Content", "Content-Length: 5", "Content-Range: bytes 7-11/100000",
                ],
                body: [1, 2, 3, 4, 5])
        }
        let (failure, bytes) = try fetch(from: server, before: Array(someBytes.prefix(60_000)))
        #expect(failure == nil)
        #expect(bytes == someBytes)
    }

    @Test func wrongBytesOfAnEarlierRunAreThrownAway() throws {
        let server = try LoopbackServer { .file(someBytes, for: $0) }
        for knowsLength in [true, false] {
            let (failure, bytes) = try fetch(
                from: server, knowsLength: knowsLength, before: [UInt8](repeating: 7, count: 60_000))
            #expect(failure == nil)
            #expect(bytes == someBytes)
        }
        // More of them than the file has; and a range that lies behind the end.
        #expect(try fetch(from: server, before: someBytes + [1]).failure == nil)
        #expect(try fetch(from: server, knowsLength: false, before: someBytes).failure == nil)
    }

    @Test func wrongBytesAreNotKept() throws {
        let wrong = someBytes.map { $0 ^ 1 }
        let server = try LoopbackServer { .file(wrong, for: $0) }
        let (failure, bytes) = try fetch(from: server)
        #expect(
            failure
                == MirrorFailure(.wrong, en: "gives other bytes than the published ones", zh: "给出的字节与公开的不同"))
        #expect(bytes == nil)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [0, 99_999, 100_001, 1 << 62])
    func whoLiesAboutTheLengthIsFoundOut(length: Int) throws {
        // The whole file under a wrong length: too short a one cuts it, too long a one is never reached.
        let server = try LoopbackServer { _ in
            .init(head: ["HTTP/1.1 200 OK", "Content-Length: \(length)"], body: someBytes)
        }
        let (failure, bytes) = try fetch(from: server)
        #expect(length < someBytes.count ? failure != nil : bytes == nil || bytes == someBytes)
    }

    @Test func whoSendsWithoutEndIsCut() throws {
        let server = try LoopbackServer { _ in
            var answer = LoopbackServer.Answer(
                head: ["HTTP/1.1 200 OK"], body: [UInt8](repeating: 1, count: 8 << 20))
            answer.pace = (1 << 16, 0)
            return answer
        }
        for knowsLength in [true, false] {
            let (failure, bytes) = try fetch(from: server, knowsLength: knowsLength)
            #expect(failure?.kind == .wrong)
            #expect(bytes == nil)
        }
    }

    @Test func aSlowServerIsGivenUp() throws {
        let silent = try LoopbackServer { _ in
            var answer = LoopbackServer.Answer(head: ["HTTP/1.1 200 OK", "Content-Length: 100000"], body: [])
            answer.hangs = true
            return answer
        }
        let dripping = try LoopbackServer { _ in
            var answer = LoopbackServer.Answer.whole(someBytes)
            answer.pace = (1, 0.05)
            return answer
        }
        for (server, count) in [(silent, 0), (dripping, 1)] {
            // On a busy machine an answer begins late: it is waited for longer each time, up to ten minutes.
            for patience in [0.5, 4, 30, 120, 600] {
                let start = Date()
                let (failure, bytes) = try fetch(from: server, patience: patience, resumptions: 0)
                #expect(failure?.kind == .brokenOff)
                #expect(Date().timeIntervalSince(start) >= patience)
                let description = failure?.description ?? ""
                let hasBegun = description.hasPrefix("sends only") && (bytes ?? []).count >= count
                if !hasBegun, patience < 600 { continue }
                #expect(hasBegun, "\(description)")
                break
            }
        }
    }

    @Test func aFewRedirectionsAreFollowedAndACircleIsNot() throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/file": .redirect(to: "/second")
            case "/second": .redirect(to: "/third")
            case "/third": .file(someBytes, for: request)
            case "/file-of-the-machine": .redirect(to: "file:///etc/passwd")
            case "/left": .redirect(to: "/right")
            default: .redirect(to: "/left")
            }
        }
        #expect(try fetch(from: server).failure == nil)
        let before = server.requests.count
        let (failure, bytes) = try fetch(from: server, path: "/left")
        #expect(failure == MirrorFailure(.refused, en: "redirects more than 5 times", zh: "重定向超过 5 次"))
        #expect((bytes ?? []).isEmpty)
        #expect(server.requests.count - before <= 7)
        let (elsewhere, nothing) = try fetch(from: server, path: "/file-of-the-machine", patience: 2)
        #expect(elsewhere != nil)
        #expect((nothing ?? []).isEmpty)
    }

    @Test func whatIsNotThereIsRefused() throws {
        let server = try LoopbackServer { _ in .notFound }
        let (failure, bytes) = try fetch(from: server)
        #expect(failure == MirrorFailure(.refused, en: "answers 404", zh: "回答 404"))
        #expect((bytes ?? []).isEmpty)
        // What came before stays.
        #expect(try fetch(from: server, before: [1, 2]).bytes == [1, 2])
    }

    @Test func nobodyAtTheAddress() throws {
        let folder = try TemporaryFolder()
        let address = try LoopbackServer { _ in .notFound }.address
        for address in [address + "/file", "ftp://127.0.0.1/file", "no address", "file:///none/at/all", ""] {
            #expect(throws: MirrorFailure.self, "\(address)") {
                try FileFetch().get(address, into: folder.file("part"), byteCount: 5, limit: 5) { true }
            }
        }
    }

    @Test func notHTTPAtAll() throws {
        for head in ["SSH-2.0-OpenSSH_9.6", "HTTP/1.1 banana", "HTTP/1.1 200 OK\r\nContent-Length: -5"] {
            let server = try LoopbackServer { _ in .init(head: [head], body: [1, 2, 3]) }
            #expect(try fetch(from: server, patience: 2).failure != nil, "\(head)")
        }
    }
}
