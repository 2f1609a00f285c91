import Foundation
import Testing

@testable import TensorCore

@Suite struct SavingTests {
    @Test func anArrayIsReadWithTheBitsItWasWrittenWith() throws {
        let odd: [Float] = [
            0, -0, 1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        let array = NDArray(odd, shape: [2, 4])
        for view in [array, array.transposed(), array[1..<1], NDArray(2.5)] {
            let read = try JSONDecoder().decode(NDArray.self, from: JSONEncoder().encode(view))
            #expect(read.shape == view.shape)
            #expect(read.scalars.map(\.bitPattern) == view.scalars.map(\.bitPattern))
        }
    }

    @Test(arguments: [
        #"{"shape":[2],"bytes":"AAAA"}"#, #"{"shape":[-1,-1],"bytes":"AAAAAA=="}"#,
        #"{"shape":[4611686018427387904,4],"bytes":""}"#, #"{"shape":[1],"bytes":"!"}"#, #"{"shape":[0]}"#,
        #"{"shape":[1,1,1,1,1,1,1,1,1],"bytes":"AAAAAA=="}"#, #"{"shape":[3,3],"bytes":"AAAAAA=="}"#,
    ])
    func whatIsNoArrayIsRefused(_ json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(NDArray.self, from: Data(json.utf8)) }
    }

    @Test func finiteMeansNeitherNaNNorInfinite() {
        #expect(NDArray([1, -2, .greatestFiniteMagnitude, .greatestFiniteMagnitude]).isFinite)
        #expect(NDArray.zeros([0, 3]).isFinite)
        for bad in [Float.nan, .infinity, -.infinity] {
            var numbers = [Float](repeating: 1, count: 1000)
            numbers[777] = bad
            #expect(!NDArray(numbers).isFinite)
        }
        #expect(!NDArray([.infinity, -.infinity]).isFinite)
    }
}
