import Foundation
import Testing

/// Compares the numbers of two runs without their times, and their models bit by bit.
public func expectSameResults(_ first: String, _ second: String) throws {
    func numbers(_ folder: String) throws -> NSDictionary {
        try Program.metrics(in: folder)
            .filter { !$0.key.contains("second") && $0.key != "threads" } as NSDictionary
    }
    let (one, two) = (try numbers(first), try numbers(second))
    for (key, value) in one {
        #expect(
            two[key] as? NSObject == value as? NSObject, "\(key): \(value) and \(two[key] ?? "nothing")")
    }
    #expect(one == two)
    for name in try FileManager.default.contentsOfDirectory(atPath: first)
    where name.hasSuffix(".safetensors") {
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: "\(first)/\(name)"))
                == Data(contentsOf: URL(fileURLWithPath: "\(second)/\(name)")), "\(name)")
    }
}
