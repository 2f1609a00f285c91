import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Images

/// An IDX file: its magic number, its extents and its bytes.
private func idx(_ magic: UInt32, _ extents: [UInt32], _ bytes: [UInt8]) -> Data {
    Data(
        ([magic] + extents).flatMap { number in
            (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        })
        + bytes
}

/// A gzip file of one stored block.
private func gzip(_ data: Data) -> Data {
    func littleEndian(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1]
    return Data(header + littleEndian(data.count, 2) + littleEndian(data.count ^ 0xFFFF, 2)) + data
        + Data(littleEndian(Int(crc32(data)), 4) + littleEndian(data.count, 4))
}

@Suite struct MNISTTests {
    private let pictures = idx(2051, [2, 28, 28], (0..<2 * 784).map { UInt8(truncatingIfNeeded: $0) })
    private let labels = idx(2049, [2], [9, 0])

    @Test(arguments: [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", false),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", true),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte.gz", true),
        ("train-images.idx3-ubyte.gz", "train-labels-idx1-ubyte", false),
    ])
    func everyPublishedName(imageName: String, labelName: String, isPacked: Bool) throws {
        let folder = try TemporaryFolder()
        try folder.write(isPacked ? gzip(pictures) : pictures, to: imageName)
        try folder.write(labels, to: labelName)
        let digits = try MNIST.training(in: folder.path)
        #expect(digits.labels == [9, 0] && digits.pixels[785] == 17)
        #expect(digits.images().shape == [2, 1, 28, 28])
        let clothes = try FashionMNIST.training(in: folder.path)
        #expect(clothes.pixels == digits.pixels && clothes.classNames[9] == "ankle boot")
    }

    @Test func aMissingFileIsNamedWithAllItsNames() throws {
        let folder = try TemporaryFolder()
        #expect(
            fileErrorMessage { _ = try MNIST.test(in: folder.path) }
                == "\(folder.path)/t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz "
                + "or t10k-images.idx3-ubyte or t10k-images.idx3-ubyte.gz: no such file or folder")
        try folder.write(pictures, to: "t10k-images-idx3-ubyte")
        #expect(
            fileErrorMessage { _ = try MNIST.test(in: folder.path) }
                .hasPrefix("\(folder.path)/t10k-labels-idx1-ubyte or "))
    }

    /// What is said of a file of pictures or of labels that is wrong.
    private func complaint(pictures: Data? = nil, labels: Data? = nil) throws -> String {
        let folder = try TemporaryFolder()
        let imagePath = try folder.write(pictures ?? self.pictures, to: "t10k-images-idx3-ubyte")
        let labelPath = try folder.write(labels ?? self.labels, to: "t10k-labels-idx1-ubyte")
        let message = fileErrorMessage { _ = try MNIST.test(in: folder.path) }
        #expect(message.hasPrefix("\(pictures != nil ? imagePath : labelPath): "))
        return message.replacingOccurrences(of: imagePath, with: "IMAGES").split(
            separator: ": ", maxSplits: 1
        ).last.map(String.init) ?? ""
    }

    @Test func wrongPictures() throws {
        #expect(try complaint(pictures: Data([0, 0])) == "2 bytes are no IDX file")
        #expect(try complaint(pictures: Data()) == "0 bytes are no IDX file")
        #expect(
            try complaint(pictures: labels) == "the magic number is 2049, 2051 is expected for pictures")
        #expect(try complaint(pictures: pictures.prefix(15)) == "the file ends in its header")
        #expect(
            try complaint(pictures: idx(2051, [1, 0, 0], []))
                == "1 × 0 × 0 pictures: there must be at least one")
        #expect(
            try complaint(pictures: idx(2051, [0, 28, 28], []))
                == "0 × 28 × 28 pictures: there must be at least one")
        #expect(
            try complaint(pictures: pictures.dropLast()) == "the header says 2 × 28 × 28 bytes, 1567 follow")
        #expect(try complaint(pictures: pictures + [0]) == "the header says 2 × 28 × 28 bytes, 1569 follow")
        #expect(
            try complaint(pictures: idx(2051, [1, 2, 2], [1, 2, 3, 4]))
                == "pictures of 2 × 2 pixels, 28 × 28 are expected")
    }

    /// Twenty bytes that promise four gigabytes, and some that promise more than a 64-bit number can say.
    @Test func aHeaderThatLies() throws {
        #expect(
            try complaint(pictures: idx(2051, [4096, 1024, 1024], [1, 2, 3, 4]))
                == "the header says 4096 × 1024 × 1024 bytes, 4 follow")
        #expect(
            try complaint(pictures: idx(2051, [.max, .max, .max], []))
                == "the header says 4294967295 × 4294967295 × 4294967295 bytes, 0 follow")
        #expect(
            try complaint(pictures: gzip(idx(2051, [4096, 1024, 1024], [1, 2, 3, 4])))
                == "the header says 4096 × 1024 × 1024 bytes, 4 follow")
    }

    @Test func wrongLabels() throws {
        #expect(
            try complaint(labels: pictures) == "the magic number is 2051, 2049 is expected for labels")
        #expect(try complaint(labels: idx(2049, [2], [1])) == "the header says 2 bytes, 1 follow")
        #expect(
            try complaint(labels: idx(2049, [3], [1, 2, 3])) == "3 labels for the 2 pictures of IMAGES")
        #expect(
            try complaint(labels: idx(2049, [2], [9, 10])) == "label 10 of picture 1, at most 9 is expected")
    }

    @Test func brokenGzip() throws {
        let packed = gzip(pictures)
        #expect(try complaint(pictures: packed.dropLast(9)) == "the compressed data ends too early")
        var wrong = packed
        wrong[100] ^= 1
        #expect(
            try complaint(pictures: wrong)
                == "the unpacked data does not have the CRC-32 that the gzip file says")
    }

    @Test(.enabled(if: publishedData("mnist") != nil, "needs ../shared/data"))
    func publishedDigits() throws {
        let training = try MNIST.training(in: try #require(publishedData("mnist")))
        #expect(
            training.classSizes == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
        #expect(training.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
        let scale = PixelScale(fitting: training)
        #expect(abs(scale.means[0] - 0.1307) < 5e-5 && abs(scale.deviations[0] - 0.3081) < 5e-5)
        let test = try MNIST.test(in: try #require(publishedData("mnist")))
        #expect(test.count == 10_000 && test.labels.prefix(5) == [7, 2, 1, 0, 4])
        // The test set is a little brighter.
        #expect(abs(PixelScale(fitting: test).means[0] - 0.1325) < 5e-5)
    }
}

@Suite struct CIFAR10Tests {
    /// A picture: its class, then red 1, 2, 3 …, green all 100, blue all 200.
    private func record(_ label: UInt8) -> [UInt8] {
        [label] + (1...1024).map { UInt8(truncatingIfNeeded: $0) } + [UInt8](repeating: 100, count: 1024)
            + [UInt8](repeating: 200, count: 1024)
    }

    @Test func picturesOfThreeColours() throws {
        let folder = try TemporaryFolder()
        try makeFolder(folder.file("cifar-10-batches-bin"))
        for batch in 1...5 {
            let inside = batch > 2 ? "cifar-10-batches-bin/" : ""
            try folder.write(Data(record(UInt8(batch)) + record(0)), to: "\(inside)data_batch_\(batch).bin")
        }
        let images = try CIFAR10.training(in: folder.path)
        #expect(images.labels == [1, 0, 2, 0, 3, 0, 4, 0, 5, 0])
        #expect(images.images().shape == [10, 3, 32, 32])
        let picture = images.images(at: [9])
        #expect(picture[scalar: 0, 0, 1, 0] == Float(33) / 255)
        #expect(picture[scalar: 0, 1, 31, 31] == 100 / 255 && picture[scalar: 0, 2, 0, 0] == 200 / 255)
        let path = folder.path
        #expect(
            fileErrorMessage { _ = try CIFAR10.test(in: path) }
                == "\(path)/test_batch.bin or cifar-10-batches-bin/test_batch.bin or test_batch or "
                + "cifar-10-batches-py/test_batch: no such file or folder")
    }

    /// A batch as Python 2 pickles it: a dictionary of an array of bytes and a list of labels.
    private func pythonBatch(_ pixels: [UInt8], width: [UInt8] = [0, 12], labels: [UInt8]) -> [UInt8] {
        func text(_ text: String) -> [UInt8] { Array("U".utf8) + [UInt8(text.utf8.count)] + Array(text.utf8) }
        func small(_ number: UInt8) -> [UInt8] { Array("K".utf8) + [number] }
        let minusOne = Array("J".utf8) + [255, 255, 255, 255]
        let make =
            Array("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n".utf8) + small(0) + [0x85]
            + text("b")
            + [0x87] + Array("R".utf8)
        let type =
            Array("cnumpy\ndtype\n".utf8) + text("u1") + small(0) + small(1) + [0x87] + Array("R(".utf8)
            + small(3)
            + text("|") + Array("NNN".utf8) + minusOne + minusOne + small(0) + Array("tb".utf8)
        let shape = small(UInt8(labels.count)) + Array("M".utf8) + width + [0x86]
        let size = (0..<4).map { UInt8(truncatingIfNeeded: pixels.count >> (8 * $0)) }
        let array =
            make + Array("(".utf8) + small(1) + shape + type + [0x89] + Array("T".utf8) + size + pixels
            + Array("tb".utf8)
        let list = Array("](".utf8) + labels.flatMap(small) + Array("e".utf8)
        return [0x80, 2] + Array("}(".utf8) + text("data") + array + text("labels") + list + Array("u.".utf8)
    }

    @Test func batchesOfPython() throws {
        let folder = try TemporaryFolder()
        let pixels = Array(record(0).dropFirst() + record(0).dropFirst())
        try makeFolder(folder.file("cifar-10-batches-py"))
        try folder.write(Data(pythonBatch(pixels, labels: [7, 9])), to: "cifar-10-batches-py/test_batch")
        let images = try CIFAR10.test(in: folder.path)
        #expect(images.labels == [7, 9] && images.images().shape == [2, 3, 32, 32])
        #expect(images.images(at: [1])[scalar: 0, 0, 1, 0] == Float(33) / 255)

        func complaint(_ bytes: [UInt8]) throws -> String {
            try folder.write(Data(bytes), to: "cifar-10-batches-py/test_batch")
            return fileErrorMessage { _ = try CIFAR10.test(in: folder.path) }
        }
        #expect(try complaint(pythonBatch(pixels, labels: [7, 10])).contains("class of picture 1"))
        #expect(
            try complaint(pythonBatch(pixels, width: [0, 6], labels: [7, 1, 2, 3])).contains("[4, 1536]"))
        #expect(try complaint([0x80, 2] + Array("}.".utf8)).contains("has no 'data'"))
        #expect(try complaint(Array("cos\nsystem\n(tR.".utf8)).contains("'os system'"))
        let whole = pythonBatch(pixels, labels: [7, 9])
        for length in [0, 1, 50, 200, whole.count - 1] {
            #expect(try complaint(Array(whole.prefix(length))) != "")
        }
    }

    @Test func brokenBatches() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("test_batch.bin")
        func complaint(_ bytes: [UInt8]) throws -> String {
            try folder.write(Data(bytes), to: "test_batch.bin")
            return fileErrorMessage { _ = try CIFAR10.test(in: folder.path) }
        }
        #expect(try complaint([]) == "\(path): 0 bytes, a picture has 3073")
        #expect(try complaint(record(1) + [2]) == "\(path): 3074 bytes, a picture has 3073")
        #expect(
            try complaint(record(1) + record(10)) == "\(path): class 10 of picture 1, at most 9 is expected")
    }
}
