import Datasets
import Files
import Messages

/// Photographs of animals and vehicles: 50,000 to train on and 10,000 to test with, 32 × 32 pixels of three colours.
///
/// Source: A. Krizhevsky, Learning multiple layers of features from tiny images, 2009: the binary version, `data_batch_1.bin` to
/// `data_batch_5.bin` and `test_batch.bin`, or the version for Python, whose files have the same names without `.bin`; in the
/// folder itself or in `cifar-10-batches-bin` or `cifar-10-batches-py` inside it, as the archives unpack. A picture is a byte of
/// class and 1024 bytes each of red, green and blue.
///
/// ```swift
/// let training = try CIFAR10.training(in: "path/to/cifar")
/// let x = training.images(at: 0..<32, scale: .cifar10)  // [32, 3, 32, 32]
/// ```
public enum CIFAR10 {
    /// What the photographs show.
    public static let classNames = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]

    private static let side = 32
    private static let recordLength = 1 + 3 * side * side

    /// No batch is read further than this: ten times what one has.
    private static let maximumByteCount = 100_000 * recordLength

    /// Reads the pictures to train on.
    ///
    /// - Throws: `FileError`, also where a file is no whole number of pictures or a class is above 9.
    public static func training(in folder: String) throws -> LabeledImages {
        try read((1...5).map { "data_batch_\($0)" }, in: folder)
    }

    /// Reads the pictures to test with.
    ///
    /// - Throws: `FileError`, as `training(in:)` does.
    public static func test(in folder: String) throws -> LabeledImages {
        try read(["test_batch"], in: folder)
    }

    private static func read(_ names: [String], in folder: String) throws -> LabeledImages {
        var (pixels, labels): ([UInt8], [Int]) = ([], [])
        for name in names {
            let path = try publishedFile(
                in: folder,
                named: [
                    "\(name).bin", "cifar-10-batches-bin/\(name).bin", name, "cifar-10-batches-py/\(name)",
                ])
            guard path.hasSuffix(".bin") else {
                let batch = try pythonBatch(path)
                labels += batch.labels
                pixels += batch.pixels
                continue
            }
            let file = try readFile(path, unpackedUpTo: maximumByteCount)
            guard !file.isEmpty, file.count % recordLength == 0 else {
                let reason = Words(
                    en: "\(file.count) bytes, a picture has \(recordLength)",
                    zh: "有 \(file.count) 字节，而一张图是 \(recordLength) 字节")
                throw FileError.malformed(path: path, reason: reason.text)
            }
            for start in stride(from: 0, to: file.count, by: recordLength) {
                guard file[start] < classNames.count else {
                    let (number, largest) = (start / recordLength, classNames.count - 1)
                    let reason = Words(
                        en: "class \(file[start]) of picture \(number), at most \(largest) is expected",
                        zh: "第 \(number) 张图的类别是 \(file[start])；应不大于 \(largest)")
                    throw FileError.malformed(path: path, reason: reason.text)
                }
                labels.append(Int(file[start]))
                pixels += file[start + 1..<start + recordLength]
            }
        }
        return LabeledImages(
            pixels: pixels, labels: labels, classNames: classNames, channels: 3, height: side, width: side)
    }

    /// A batch as Python saved it: a dictionary with `data`, an array of bytes `[N, 3072]`, and `labels`, a list.
    private static func pythonBatch(_ path: String) throws -> (pixels: ArraySlice<UInt8>, labels: [Int]) {
        func broken(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        guard case .dictionary(let batch) = try PickleReader.read(path, dialect: .arrays) else {
            throw broken(en: "not a batch of CIFAR-10: no dictionary", zh: "不是 CIFAR-10 的一批：不是字典")
        }
        func part(_ name: String) throws -> PickleValue {
            guard let entry = batch.entries.first(where: { $0.key.text == name }) else {
                throw broken(
                    en: "not a batch of CIFAR-10: it has no '\(name)'", zh: "不是 CIFAR-10 的一批：没有 '\(name)'")
            }
            return entry.value
        }
        let data = try PickledArray(try part("data"), path: path)
        guard data.format == "u1", data.shape.count == 2, data.shape[1] == recordLength - 1 else {
            throw broken(
                en:
                    "'data' is an array of \(data.format) of shape \(data.shape), bytes [N, \(recordLength - 1)] are expected",
                zh: "'data' 是 \(data.format) 的数组，形状 \(data.shape)；应为字节 [N, \(recordLength - 1)]"
            )
        }
        guard case .list(let list) = try part("labels"), list.elements.count == data.shape[0] else {
            throw broken(
                en: "'labels' is not a list of \(data.shape[0]) classes",
                zh: "'labels' 不是 \(data.shape[0]) 个类别的列表")
        }
        let labels = try list.elements.enumerated().map { number, element in
            guard let label = element.integer, classNames.indices.contains(label) else {
                throw broken(
                    en: "the class of picture \(number) is not one of 0 to \(classNames.count - 1)",
                    zh: "第 \(number) 张图的类别不在 0 到 \(classNames.count - 1) 之中")
            }
            return label
        }
        return (data.bytes, labels)
    }
}
