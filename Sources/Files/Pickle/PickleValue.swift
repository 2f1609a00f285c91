/// A value of a Python pickle. Lists and objects are shared where the pickle shares them.
package enum PickleValue {
    case none
    case bool(Bool)
    case int(Int)
    /// A whole number of more than 64 bits, in two's complement, the lowest byte first.
    case longInteger(ArraySlice<UInt8>)
    case double(Double)
    /// Bytes, or a text in UTF-8.
    case bytes(ArraySlice<UInt8>)
    case tuple([PickleValue])
    case list(PickleList)
    case dictionary(PickleDictionary)
    /// A class or function by its name, which is never looked up, let alone called.
    case global(String)
    /// What a call of a global, or a class without a call, would have made, with the state it was given.
    case object(PickleObject)
    /// What the pickle's owner keeps elsewhere, by the name that it gave: in torch's files the numbers of a tensor.
    indirect case persistent(PickleValue)
    case mark

    /// The text, where it is one.
    package var text: String? {
        guard case .bytes(let bytes) = self else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The whole number, where it is one of 64 bits.
    package var integer: Int? {
        if case .int(let number) = self { number } else { nil }
    }
}

/// What other values are put into while the pickle is read.
package class PickleContainer {
    /// How many containers lie in one another here, this one included.
    var depth = 1
    /// Whether it is in another container, from when on nothing more can be put into it.
    var isClosed = false
}

/// A list that grows while it is read.
package final class PickleList: PickleContainer {
    package internal(set) var elements: [PickleValue] = []
}

/// Keys and values in the order of the file.
package final class PickleDictionary: PickleContainer {
    package internal(set) var entries: [(key: PickleValue, value: PickleValue)] = []
}

/// A global, the arguments it was to be called with, and the state that was to be set.
package final class PickleObject: PickleContainer {
    package let global: String
    package let arguments: [PickleValue]
    package internal(set) var state: PickleValue?
    /// What was to be set in it by keys, as in a dictionary.
    package internal(set) var items: [(key: PickleValue, value: PickleValue)] = []

    init(_ global: String, _ arguments: [PickleValue]) { (self.global, self.arguments) = (global, arguments) }
}
