import Dispatch
import Foundation
import Messages

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Takes what `URLSession` says on its own thread, and gives it to the thread that asks, in order.
final class Mailbox: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    /// What happened.
    enum Event {
        /// The server answers, with the head of its answer.
        case response(HTTPURLResponse)
        /// Bytes came.
        case data(Data)
        /// All came, or no more will.
        case end((any Error)?)
    }

    /// The most redirections in a row that are followed.
    static let maximumRedirections = 5

    private let lock = NSLock()
    /// Counts the events; it waits by a clock that nobody sets.
    private let arrivals = DispatchSemaphore(value: 0)
    private var events: [Event] = []
    private var redirections = 0
    private var redirectionRefusal: Words?

    /// Why a redirection was not followed; nil where none was refused.
    var refusal: Words? {
        lock.lock()
        defer { lock.unlock() }
        return redirectionRefusal
    }

    /// The next event; nil where there is none within that many seconds.
    func next(within seconds: Double) -> Event? {
        guard arrivals.wait(timeout: .now() + seconds) == .success else { return nil }
        lock.lock()
        defer { lock.unlock() }
        return events.removeFirst()
    }

    private func put(_ event: Event) {
        lock.lock()
        events.append(event)
        lock.unlock()
        arrivals.signal()
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        lock.lock()
        redirections += 1
        let target = request.url
        if redirections > Self.maximumRedirections {
            let most = Self.maximumRedirections
            redirectionRefusal = Words(en: "redirects more than \(most) times", zh: "重定向超过 \(most) 次")
        } else if target?.scheme != "https", target?.scheme != "http" || response.url?.scheme == "https" {
            let scheme = target?.scheme
            redirectionRefusal = Words(
                en: "redirects to \(scheme ?? "nowhere")", zh: "重定向到 \(scheme ?? "不明之处")")
        }
        let isRefused = redirectionRefusal != nil
        lock.unlock()
        completionHandler(isRefused ? nil : request)
        // The answer that redirects is not waited for: not every Foundation hands it over.
        if isRefused { put(.end(nil)) }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        if let response = response as? HTTPURLResponse { put(.response(response)) }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        put(.data(data))
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        put(.end(error))
    }
}
