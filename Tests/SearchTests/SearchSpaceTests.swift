import ChapterSupport
import Files
import TensorCore
import Testing

@testable import Search

/// A space of one hyperparameter of each kind.
let exampleSpace = SearchSpace(
    figure: "valid", isSmallerBetter: true, testFigure: "test", epochs: 27,
    hyperparameters: [
        Hyperparameter("dropout", .numbers(0...0.6, .linear), preset: .number(0.1)),
        Hyperparameter("rate", .numbers(1e-4...1e-1, .logarithmic), preset: .number(3e-3)),
        Hyperparameter("width", .wholes(1...4, .linear), preset: .whole(2)),
        Hyperparameter("kind", .choices(["relu", "tanh", "none"]), preset: .word("tanh")),
    ])

/// What may be varied, and as a file.
struct SearchSpaceTests {
    @Test func whatIsWrittenIsRead() throws {
        #expect(try SearchSpace(json: exampleSpace.json, path: "space") == exampleSpace)
        var larger = exampleSpace
        larger.isSmallerBetter = false
        #expect(try SearchSpace(json: larger.json, path: "space") == larger)
    }

    @Test func placesAreSpreadAsTheScaleSays() {
        let (dropout, rate) = (exampleSpace.hyperparameters[0], exampleSpace.hyperparameters[1])
        let (width, kind) = (exampleSpace.hyperparameters[2], exampleSpace.hyperparameters[3])
        #expect(dropout.value(at: 0.5) == .number(0.3))
        // The middle of a logarithmic scale is the root of the product of its ends.
        #expect(rate.value(at: 0.5) == .number(3.162e-3))
        #expect(rate.value(at: 0) == .number(1e-4) && rate.value(at: 1) == .number(1e-1))
        // Each of four widths owns a quarter of the way, each of three kinds a third.
        let places: [Double] = [0, 0.24, 0.26, 0.49, 0.51, 0.99]
        let widths: [String] = places.map { width.value(at: $0).text }
        #expect(widths == ["1", "1", "2", "2", "3", "4"])
        let kinds: [String] = places.map { kind.value(at: $0).text }
        #expect(kinds == ["relu", "relu", "relu", "tanh", "tanh", "none"])
        for hyperparameter in exampleSpace.hyperparameters {
            for step in 0..<100 {
                let value = hyperparameter.value(at: Double(step) / 100)
                // A value stands where it would be drawn.
                #expect(hyperparameter.place(of: value).map { hyperparameter.value(at: $0) } == value)
            }
        }
        #expect(dropout.place(of: .number(0.7)) == nil && dropout.place(of: .word("relu")) == nil)
        #expect(width.place(of: .whole(0)) == nil && kind.place(of: .word("sigmoid")) == nil)
    }

    @Test func wrongSpacesAreRefused() {
        let good = exampleSpace.json
        for (part, wrong, word) in [
            ("\"valid\"", "7", "figure"), ("\"smaller\"", "\"lower\"", "better"), ("27", "0", "epochs"),
            ("\"from\": 0.0", "\"from\": 1", "dropout"), ("\"from\": 0.0001", "\"from\": 0", "rate"),
            ("\"logarithmic\"", "\"log\"", "rate"), ("\"default\": 0.1", "\"default\": 0.9", "dropout"),
            ("\"none\"", "\"relu\"", "kind"), ("\"default\": \"tanh\"", "\"default\": \"elu\"", "kind"),
            ("\"rate\"", "\"dropout\"", "twice"), ("{", "[", "JSON"), ("\"to\": 4", "\"to\": 4.5", "width"),
        ] {
            let text = good.replacing(part, with: wrong, maxReplacements: 1)
            #expect(text != good)
            let error = #expect(throws: FileError.self) { try SearchSpace(json: text, path: "space") }
            let said = error.map { "\($0)" } ?? ""
            #expect(said.contains(word), "\(part): \(said)")
        }
    }

    @Test func nothingIsBetterThanANumber() {
        #expect(exampleSpace.isBetter(1, than: 2) && !exampleSpace.isBetter(2, than: 1))
        #expect(exampleSpace.isBetter(1, than: .nan) && !exampleSpace.isBetter(.nan, than: 1))
        #expect(!exampleSpace.isBetter(.nan, than: .nan) && !exampleSpace.isBetter(1, than: 1))
    }
}
