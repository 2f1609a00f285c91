import Files

/// Photographs of animals and vehicles: 50,000 to train on and 10,000 to test with, 32 × 32 pixels of three colours.
///
/// Source: A. Krizhevsky, Learning multiple layers of features from tiny images, 2009, the binary version:
/// `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`, in the folder itself or in `cifar-10-batches-bin`
/// inside it, as the archive unpacks. A picture is a byte of class and 1024 bytes each of red, green and blue.
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
        try read((1...5).map { "data_batch_\($0).bin" }, in: folder)
    }

    /// Reads the pictures to test with.
    ///
    /// - Throws: `FileError`, as `training(in:)` does.
    public static func test(in folder: String) throws -> LabeledImages {
        try read(["test_batch.bin"], in: folder)
    }

    private static func read(_ names: [String], in folder: String) throws -> LabeledImages {
        var (pixels, labels): ([UInt8], [Int]) = ([], [])
        for name in names {
            let path = try publishedFile(in: folder, named: [name, "cifar-10-batches-bin/\(name)"])
            let file = try readFile(path, unpackedUpTo: maximumByteCount)
            guard !file.isEmpty, file.count % recordLength == 0 else {
                throw FileError.malformed(
                    path: path, reason: "\(file.count) bytes, a picture has \(recordLength)")
            }
            for start in stride(from: 0, to: file.count, by: recordLength) {
                guard file[start] < classNames.count else {
                    throw FileError.malformed(
                        path: path,
                        reason: "class \(file[start]) of picture \(start / recordLength), "
                            + "at most \(classNames.count - 1) is expected")
                }
                labels.append(Int(file[start]))
                pixels += file[start + 1..<start + recordLength]
            }
        }
        return LabeledImages(
            pixels: pixels, labels: labels, classNames: classNames, channels: 3, height: side, width: side)
    }
}
