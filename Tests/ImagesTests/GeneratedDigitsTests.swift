import TensorCore
import Testing

@testable import Images

@Suite struct GeneratedDigitsTests {
    private let digits = GeneratedDigits.images(count: 2000, seed: 5)

    @Test func aPictureFollowsFromSeedAndNumberAlone() {
        #expect(GeneratedDigits.images(count: 30, seed: 5) == digits.rows(0..<30))
        #expect(GeneratedDigits.images(count: 30, seed: 6) != digits.rows(0..<30))
        #expect(Set((0..<100).map { Array(digits.pixels(of: $0)) }).count == 100)
        #expect(GeneratedDigits.images(count: 0, seed: 5).count == 0)
    }

    @Test func everyDigitComesAboutAsOften() {
        #expect(digits.classNames == MNIST.classNames)
        #expect(digits.classSizes.allSatisfy { (140...260).contains($0) }, "\(digits.classSizes)")
    }

    /// As in MNIST: at most 20 pixels each way and one more on each side for soft edges, the longer side full, the
    /// centre of mass within a pixel of the middle.
    @Test func digitsAreCenteredByMassAndFillTheirBox() {
        #expect((digits.channels, digits.height, digits.width) == (1, 28, 28))
        for number in 0..<digits.count {
            let picture = Array(digits.pixels(of: number)).map(Int.init)
            let inked = picture.indices.filter { picture[$0] > 0 }
            let (rows, columns) = (inked.map { $0 / 28 }, inked.map { $0 % 28 })
            let height = (rows.max() ?? 0) - (rows.min() ?? 0) + 1
            let width = (columns.max() ?? 0) - (columns.min() ?? 0) + 1
            #expect((19...22).contains(max(height, width)), "picture \(number): \(height) × \(width)")
            let mass = picture.reduce(0, +)
            let x = Double(picture.indices.reduce(0) { $0 + picture[$1] * ($1 % 28) }) / Double(mass)
            let y = Double(picture.indices.reduce(0) { $0 + picture[$1] * ($1 / 28) }) / Double(mass)
            #expect((x - 13.5).magnitude < 1 && (y - 13.5).magnitude < 1, "picture \(number): (\(x), \(y))")
        }
    }

    /// MNIST's mean brightness is 0.131 and its deviation 0.308.
    @Test func thereIsAsMuchInkAsInMNIST() {
        let pixels = digits.images()
        #expect((0.1...0.17).contains(pixels.mean().scalar))
        #expect((0.26...0.34).contains(pixels.standardDeviation(correction: 0).scalar))
        #expect(Set(digits.pixels).count > 200)
    }

    /// The mean picture of each digit is nearer to the digit's own pictures than those of the others: a check that no
    /// two shapes were mixed up. Handwriting varies, so it does not hold for all.
    @Test func meanPicturesTellDigitsApart() {
        let others = GeneratedDigits.images(count: 500, seed: 77)
        let pictures = digits.images().reshaped([digits.count, 784])
        let means = (0..<10).map { digit in
            pictures.rows(at: digits.labels.indices.filter { digits.labels[$0] == digit }).mean(axes: [0])
        }
        let rows = others.images().reshaped([others.count, 784])
        let right = others.labels.indices.count { number in
            let picture = rows.rows(at: [number]).reshaped([784])
            let distances = means.map { (picture - $0).square().sum().scalar }
            return distances.firstIndex(of: distances.min() ?? 0) == others.labels[number]
        }
        #expect(Double(right) / Double(others.count) > 0.7)
    }
}
