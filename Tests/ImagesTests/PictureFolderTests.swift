import Files
import Foundation
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import Images

/// Folders of pictures by class, as people have them.
@Suite struct PictureFolderTests {
    /// Writes flat pictures of one colour, a little larger each time.
    private func write(
        _ count: Int, _ color: PixelColor, to place: String, in folder: TemporaryFolder, side: Int = 10
    ) throws {
        try makeFolder(folder.file(place))
        for index in 0..<count {
            try Picture(width: side + index, height: side, filledWith: color).writePNG(
                to: folder.file("\(place)/\(index).png"))
        }
    }

    private func read(_ path: String, seed: UInt64 = 1, side: Int = 8) throws -> PictureFolder {
        var generator = RandomGenerator(seed: seed)
        return try PictureFolder(path, using: &generator) { $0.middleSquare(side: side) }
    }

    private let red = PixelColor(red: 250, green: 10, blue: 10)

    @Test func aShareOfEachClassIsHeldOut() throws {
        let folder = try TemporaryFolder()
        try write(10, red, to: "data/red", in: folder)
        try write(5, .black, to: "data/black", in: folder, side: 30)
        let pictures = try read(folder.file("data"))
        #expect(pictures.name == "data" && pictures.classNames == ["black", "red"])
        #expect(pictures.trainingSizes == [4, 8] && pictures.testSizes == [1, 2])
        #expect(pictures.colorCount == 10 && pictures.passedOver.isEmpty)
        #expect(pictures.sizes.lowerBound.description == "10 × 10")
        #expect(pictures.sizes.upperBound.description == "34 × 30")
        #expect(Set(pictures.training.map(\.path)).isDisjoint(with: pictures.test.map(\.path)))
        #expect(try read(folder.file("data")).test == pictures.test)
        #expect(try (2...9).contains { try read(folder.file("data"), seed: $0).test != pictures.test })

        var generator = RandomGenerator(seed: 3)
        let (training, test) = pictures.images(side: 8, using: &generator)
        #expect(training.count == 12 && test.count == 3 && training.channels == 3 && training.width == 8)
        #expect(training.classSizes == [4, 8] && training.labels != training.labels.sorted())
        for index in 0..<training.count {
            let first = Array(training.pixels(of: index))[0]
            #expect(first == (training.labels[index] == 1 ? 250 : 0))
        }
        #expect(
            pictures.introduction
                == "data: 15 pictures of 2 classes (black 5, red 10), 12 to train on and 3 to test with; 10 in colour, "
                + "the others grey; 10 × 10 to 34 × 30 pixels.")
    }

    @Test func greyPicturesHaveOneChannelWhateverTheirFormat() throws {
        let folder = try TemporaryFolder()
        try write(4, .black, to: "a", in: folder)
        try makeFolder(folder.file("b"))
        for index in 0..<4 {
            let format: Picture.Format = index < 2 ? .rgb : .rgba
            let pixel: [UInt8] = [90, 90, 90] + (format == .rgba ? [255] : [])
            let bytes = Array(repeatElement(pixel, count: 64).joined())
            try Picture(width: 8, height: 8, format: format, bytes: bytes).writePNG(
                to: folder.file("b/\(index).png"))
        }
        let pictures = try read(folder.path)
        var generator = RandomGenerator(seed: 3)
        let (training, _) = pictures.images(side: 8, using: &generator)
        #expect(pictures.colorCount == 0 && training.channels == 1)
        #expect(Set(training.pixels) == [0, 90])
        #expect(pictures.introduction.contains("; grey; "))
    }

    /// `train/` beside another, with capitals, inside the folder of an archive, and a test set without classes.
    @Test(arguments: [
        ("train", "val"), ("Training", "Test"), ("flowers/train", "flowers/validation"), ("train", "valid"),
    ])
    func aDividedFolderStaysDivided(_ training: String, _ test: String) throws {
        let folder = try TemporaryFolder()
        for (part, count) in [(training, 3), (test, 2)] {
            try write(count, red, to: "set/\(part)/red", in: folder)
            try write(count, .black, to: "set/\(part)/deep/below", in: folder)
        }
        let pictures = try read(folder.file("set"))
        #expect(pictures.classNames == ["deep", "red"])
        #expect(pictures.trainingSizes == [3, 3] && pictures.testSizes == [2, 2])
    }

    @Test func aTestSetWithoutClassesIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        try write(5, red, to: "train/red", in: folder)
        try write(5, .black, to: "train/black", in: folder)
        try write(2, .black, to: "test", in: folder)
        let pictures = try read(folder.path)
        #expect(pictures.training.count == 8 && pictures.test.count == 2)
        // A class may be called train.
        let vehicles = try TemporaryFolder()
        try write(5, red, to: "train", in: vehicles)
        try write(5, .black, to: "bus", in: vehicles)
        #expect(try read(vehicles.path).classNames == ["bus", "train"])
    }

    @Test func whatIsWrongIsSaidAndSurvived() throws {
        let folder = try TemporaryFolder()
        try write(6, red, to: "red", in: folder)
        try write(6, .black, to: "black", in: folder)
        try write(1, .white, to: "rare", in: folder)
        try makeFolder(folder.file("empty"))
        try makeFolder(folder.file("__MACOSX/red"))
        try makeFolder(folder.file(".hidden"))
        try folder.write("no picture", to: "red/broken.png")
        try folder.write("", to: "red/nothing.jpg")
        try folder.write("GIF89a", to: "black/moving.gif")
        try folder.write("notes", to: "about.txt")
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file("red/0.png")))
        try folder.write(whole.prefix(40), to: "black/cut.png")
        try Picture(width: 500, height: 2, filledWith: .black).writePNG(to: folder.file("black/line.png"))
        let pictures = try read(folder.path)
        #expect(pictures.classNames == ["black", "rare", "red"])
        #expect(pictures.trainingSizes == [5, 1, 5] && pictures.testSizes == [1, 0, 1])
        #expect(pictures.passedOver.count == 6)
        for words in ["broken.png", "nothing.jpg", "GIF", "cut.png", "20 times", "without a picture"] {
            #expect(pictures.passedOver.contains { $0.contains(words) }, "\(words)")
        }
        #expect(
            pictures.introduction.hasSuffix("; one example to learn from: rare; too few to be tested: rare."))
    }

    @Test func whatCannotBeLearnedFromIsRefused() throws {
        let folder = try TemporaryFolder()
        func refusal(_ path: String) -> FileError? {
            do { _ = try read(path) } catch { return error as? FileError }
            return nil
        }
        try write(5, red, to: "one/red", in: folder)
        try write(1, red, to: "few/red", in: folder)
        try write(2, .black, to: "few/black", in: folder)
        try write(3, .black, to: "flat", in: folder)
        try makeFolder(folder.file("bare"))
        try folder.write("", to: "file")
        try makeFolder(folder.file("broken/a"))
        try folder.write("no picture", to: "broken/a/1.png")
        for name in ["one", "flat", "bare", "broken"] {
            guard case .malformed(_, _, _, let reason) = refusal(folder.file(name)) else {
                Issue.record("\(name) was read")
                continue
            }
            #expect(reason.contains("two classes"), "\(name)")
        }
        guard case .malformed(_, _, _, let reason) = refusal(folder.file("few")) else {
            Issue.record("few was read")
            return
        }
        #expect(reason.contains("0 to test with"))
        guard case .missing = refusal(folder.file("none")) else {
            Issue.record("none was read")
            return
        }
        #expect(refusal(folder.file("file")) != nil)
        #expect(PictureFolder.isOne(folder.file("few")) && !PictureFolder.isOne(folder.file("flat")))
        #expect(!PictureFolder.isOne(folder.file("none")) && !PictureFolder.isOne(folder.file("bare")))
    }
}
