import Files
import Messages

/// Handwritten digits: 60,000 to train on and 10,000 to test with, 28 × 28 shades of grey, 0 the paper and 255 the ink.
///
/// Source: Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits, 1998. The four files are
/// found by their published names, `train-images-idx3-ubyte` and so on, or with a dot, `train-images.idx3-ubyte`;
/// packed by gzip (`.gz`) or not; in the folder or where torchvision puts them, in its `MNIST/raw`.
///
/// ```swift
/// let training = try MNIST.training(in: "path/to/mnist")
/// print(training.count, training.classSizes)
/// let x = training.images(at: 0..<64)  // [64, 1, 28, 28], from 0 to 1
/// ```
public enum MNIST {
    /// The digits.
    public static let classNames = (0...9).map(String.init)

    /// Reads the pictures to train on.
    ///
    /// - Throws: `FileError`, also where a label is above 9 or there are not as many labels as pictures.
    public static func training(in folder: String) throws -> LabeledImages {
        try readImages(in: folder, "train", classNames, set: "MNIST")
    }

    /// Reads the pictures to test with.
    ///
    /// - Throws: `FileError`, as `training(in:)` does.
    public static func test(in folder: String) throws -> LabeledImages {
        try readImages(in: folder, "t10k", classNames, set: "MNIST")
    }
}

/// Pictures of clothes in the format and the number of MNIST's digits, in files of the same names.
///
/// Source: H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST, 2017.
///
/// ```swift
/// let test = try FashionMNIST.test(in: "path/to/fashion-mnist")
/// print(FashionMNIST.classNames[test.labels[0]])
/// ```
public enum FashionMNIST {
    /// What is sold.
    public static let classNames = [
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ]

    /// Reads the pictures to train on.
    ///
    /// - Throws: `FileError`, as `MNIST.training(in:)` does.
    public static func training(in folder: String) throws -> LabeledImages {
        try readImages(in: folder, "train", classNames, set: "FashionMNIST")
    }

    /// Reads the pictures to test with.
    ///
    /// - Throws: `FileError`, as `MNIST.training(in:)` does.
    public static func test(in folder: String) throws -> LabeledImages {
        try readImages(in: folder, "t10k", classNames, set: "FashionMNIST")
    }
}

/// The height and the width of every picture.
private let side = 28

/// Reads the file of pictures and the file of labels whose names begin with `part`; torchvision keeps those of a set in a
/// folder of their own.
private func readImages(in folder: String, _ part: String, _ classNames: [String], set: String) throws
    -> LabeledImages
{
    func path(_ content: String, _ axes: Int) throws -> String {
        let names = ["-", "."].flatMap { separator in
            ["", ".gz"].map { "\(part)-\(content)\(separator)idx\(axes)-ubyte\($0)" }
        }
        for place in ["\(set)/raw", "raw"] where isFolder("\(folder)/\(place)") {
            if let path = try? publishedFile(in: "\(folder)/\(place)", named: names) { return path }
        }
        return try publishedFile(in: folder, named: names)
    }
    let (imagePath, labelPath) = (try path("images", 3), try path("labels", 1))
    let images = try IDXFile(contentsOf: imagePath, axes: 3, content: Words(en: "pictures", zh: "图片"))
    let (height, width) = (images.extents[1], images.extents[2])
    guard height == side, width == side else {
        throw FileError.malformed(
            path: imagePath,
            reason: Words(
                en: "pictures of \(height) × \(width) pixels, \(side) × \(side) are expected",
                zh: "图片是 \(height) × \(width) 像素；应为 \(side) × \(side)"
            ).text)
    }
    let labels = try IDXFile(contentsOf: labelPath, axes: 1, content: Words(en: "labels", zh: "标签")).bytes
    guard labels.count == images.extents[0] else {
        throw FileError.malformed(
            path: labelPath,
            reason: Words(
                en: "\(labels.count) labels for the \(images.extents[0]) pictures of \(imagePath)",
                zh: "\(imagePath) 有 \(images.extents[0]) 张图片，而标签有 \(labels.count) 个"
            ).text)
    }
    if let place = labels.firstIndex(where: { $0 >= classNames.count }) {
        throw FileError.malformed(
            path: labelPath,
            reason: Words(
                en: "label \(labels[place]) of picture \(place), at most \(classNames.count - 1) is expected",
                zh: "第 \(place) 张图片的标签是 \(labels[place])；应不大于 \(classNames.count - 1)"
            ).text)
    }
    return LabeledImages(
        pixels: images.bytes, labels: labels.map(Int.init), classNames: classNames, height: side, width: side)
}
