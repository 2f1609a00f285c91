import TensorCore

/// The characters of a text and their ids: Unicode scalars in the order of their numbers.
struct Alphabet: Equatable, Sendable {
    let scalars: [Unicode.Scalar]
    private let ids: [Unicode.Scalar: Int]

    var count: Int { scalars.count }

    /// The characters of this text.
    init(_ text: String) { self.init(scalars: Set(text.unicodeScalars).sorted { $0.value < $1.value }) }

    /// These characters, each once.
    init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
        ids = Dictionary(scalars.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// The id of each character; unknown ones are left out.
    func ids(of text: String) -> [Int] { text.unicodeScalars.compactMap { ids[$0] } }

    /// The characters of this text that are not in the alphabet.
    func unknown(in text: String) -> [Unicode.Scalar] { text.unicodeScalars.filter { ids[$0] == nil } }

    /// The text of ids.
    func text(of ids: some Sequence<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: ids.map { scalars[$0] })
        return String(text)
    }
}
