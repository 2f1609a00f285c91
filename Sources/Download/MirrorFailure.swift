import Messages

/// Why a mirror did not give a file.
struct MirrorFailure: Error, Equatable, CustomStringConvertible {
    /// What is to be done about it.
    enum Kind: Equatable {
        /// It broke off; the bytes so far are good, and the rest may be requested.
        case brokenOff
        /// It does not give this file, or not now.
        case refused
        /// It gave another file than the published one.
        case wrong
    }

    let kind: Kind

    /// In one line, to follow the address.
    let words: Words

    init(_ kind: Kind, en: String, zh: String) { self.init(kind, Words(en: en, zh: zh)) }

    init(_ kind: Kind, _ words: Words) { (self.kind, self.words) = (kind, words) }

    var description: String { words.text }
}
