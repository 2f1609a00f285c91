import Datasets
import Files
import Foundation
import Messages
import Pictures
import TensorCore

/// A picture of a reader's own, and the class that it belongs to.
public struct LabeledPicture: Equatable, Sendable {
    /// The file that it comes from.
    public let path: String

    /// Its class, an index into the names of the classes.
    public let label: Int

    /// The picture, as it was prepared.
    public let picture: Picture

    /// A picture of a class.
    public init(path: String, label: Int, picture: Picture) {
        (self.path, self.label, self.picture) = (path, label, picture)
    }
}

/// Anybody's pictures in classes, PNG or JPEG of any size, a folder for each class.
///
/// Two layouts are known: the classes in one folder, of which a share is held out as a test set, and `train/` beside `val/`,
/// `valid/` or `test/` with the classes in each, as they were divided. Names of those folders may have capitals, and an archive's
/// own folder may lie around them. Folders below a class belong to it.
///
/// ```swift
/// let flowers = try PictureFolder("path/to/flowers", using: &generator) { $0.rgb() }
/// print(flowers.classNames, flowers.training.count, flowers.test.count)
/// ```
public struct PictureFolder: Sendable {
    /// What the folder is called.
    public let name: String

    /// The names of the classes, those of their folders, in the order of their bytes.
    public let classNames: [String]

    /// The pictures to train on, class by class, by the names of their files.
    public let training: [LabeledPicture]

    /// The pictures to test with, in the same order.
    public let test: [LabeledPicture]

    /// Files and folders that were passed over, a line each.
    public let passedOver: [String]

    /// The width and the height of the smallest and of the largest picture, by the number of their pixels.
    public let sizes: ClosedRange<PictureSize>

    /// How many pictures have colours; the others are grey.
    public let colorCount: Int

    /// The size of a picture as it was in its file.
    public struct PictureSize: Comparable, CustomStringConvertible, Sendable {
        /// The number of columns.
        public let width: Int
        /// The number of rows.
        public let height: Int

        /// "640 × 480".
        public var description: String { "\(width) × \(height)" }

        /// Whether it has fewer pixels; of as many, whether it is narrower.
        public static func < (one: PictureSize, other: PictureSize) -> Bool {
            (one.width * one.height, one.width) < (other.width * other.height, other.width)
        }
    }

    /// Reads a folder.
    ///
    /// A file that is no picture is passed over with a line, and so is a folder without a picture. A class with one example is
    /// trained on and not tested.
    ///
    /// - Parameters:
    ///   - testShare: the share of each class to hold out, where the folder does not say.
    ///   - generator: decides which are held out.
    ///   - prepare: makes of each picture what is kept of it, for instance a smaller one; of several at a time.
    /// - Throws: `FileError` where there are not two classes, or no picture is left to test with.
    public init(
        _ path: String, testShare: Double = 0.2, using generator: inout RandomGenerator,
        prepare: (Picture) throws -> Picture
    ) throws {
        guard let layout = Layout(path) else {
            try requireFolder(path)
            throw FileError.malformed(path: path, reason: expected.text)
        }
        name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
        var reading = Reading()
        var parts = try layout.parts.map { part in
            try layout.classNames.enumerated().flatMap { label, name in
                try reading.pictures(in: "\(part)/\(name)", label: label, prepare)
            }
        }
        // A folder without a picture is no class.
        let counts = layout.classNames.indices.map { label in parts.map { $0.count { $0.label == label } } }
        let kept = layout.classNames.indices.filter { counts[$0].contains { $0 > 0 } }
        for (label, name) in layout.classNames.enumerated() where !kept.contains(label) {
            reading.notes.append(
                Words(
                    en: "\(layout.parts[0])/\(name): a folder without a picture",
                    zh: "\(layout.parts[0])/\(name)：文件夹里没有图片"
                ).text)
        }
        classNames = kept.map { layout.classNames[$0] }
        let labels = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        parts = parts.map { part in
            part.map { LabeledPicture(path: $0.path, label: labels[$0.label] ?? 0, picture: $0.picture) }
        }
        passedOver = reading.notes
        guard classNames.count >= 2, let sizes = reading.sizes else {
            let first = reading.notes.first.map { Words(en: "; passed over: \($0)", zh: "；跳过：\($0)").text }
            throw FileError.malformed(path: path, reason: expected.text + (first ?? ""))
        }
        (self.sizes, colorCount) = (sizes, reading.colorCount)
        if parts.count == 2 {
            (training, test) = (parts[0], parts[1])
        } else {
            let all = parts[0]
            let split = Split.stratified(
                labels: all.map(\.label), testFraction: testShare, using: &generator)
            let held = Set(split.test)
            training = all.indices.filter { !held.contains($0) }.map { all[$0] }
            test = all.indices.filter(held.contains).map { all[$0] }
        }
        guard !training.isEmpty, !test.isEmpty else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: """
                        \(training.count) pictures to train on and \(test.count) to test with; a class of three or more is \
                        needed at least
                        """,
                    zh: "训练图 \(training.count) 张，测试图 \(test.count) 张；至少要有一个类别有三张以上"
                ).text)
        }
    }

    /// Whether a folder has classes of pictures in it.
    public static func isOne(_ path: String) -> Bool { Layout(path) != nil }

    /// How many pictures of each class there are to train on.
    public var trainingSizes: [Int] { sizes(of: training) }

    /// How many pictures of each class there are to test with.
    public var testSizes: [Int] { sizes(of: test) }

    private func sizes(of pictures: [LabeledPicture]) -> [Int] {
        pictures.reduce(into: [Int](repeating: 0, count: classNames.count)) { $0[$1.label] += 1 }
    }

    /// What was understood, in a line: how many pictures, of which classes and sizes, and which classes are too small.
    public var introduction: String {
        let counts = zip(trainingSizes, testSizes).map { $0 + $1 }
        var parts = zip(classNames, counts).prefix(10).map { "\($0) \($1)" }
        if classNames.count > 10 { parts.append("…") }
        let total = training.count + test.count
        let colors =
            colorCount == total
            ? Words(en: "in colour", zh: "彩色")
            : colorCount == 0
                ? Words(en: "grey", zh: "灰度")
                : Words(en: "\(colorCount) in colour, the others grey", zh: "彩色 \(colorCount) 张，其余是灰度")
        let size =
            sizes.lowerBound == sizes.upperBound
            ? Words(en: "\(sizes.lowerBound)", zh: "\(sizes.lowerBound)")
            : Words(
                en: "\(sizes.lowerBound) to \(sizes.upperBound)",
                zh: "\(sizes.lowerBound) 到 \(sizes.upperBound)")
        var text = Words(
            en: """
                \(name): \(total) pictures of \(classNames.count) classes (\(parts.joined(separator: ", "))), \
                \(training.count) to train on and \(test.count) to test with; \(colors); \(size) pixels
                """,
            zh: """
                \(name)：\(total) 张图，\(classNames.count) 个类别（\(parts.joined(separator: "、"))），\
                训练 \(training.count) 张，测试 \(test.count) 张；\(colors)；\(size) 像素
                """
        ).text
        let alone = classNames.indices.filter { trainingSizes[$0] == 1 }.map { classNames[$0] }
        let untested = classNames.indices.filter { testSizes[$0] == 0 }.map { classNames[$0] }
        let untrained = classNames.indices.filter { trainingSizes[$0] == 0 }.map { classNames[$0] }
        for (names, what) in [
            (alone, Words(en: "one example to learn from", zh: "只有一个训练样本")),
            (untested, Words(en: "too few to be tested", zh: "太少，不能测试")),
            (untrained, Words(en: "only in the test set", zh: "只在测试集中")),
        ] where !names.isEmpty {
            text += Words(en: "; \(what): \(list(names))", zh: "；\(what)：\(list(names))").text
        }
        return text + Words(en: ".", zh: "。").text
    }

    /// Both sets in random order, as pictures of `side` × `side` pixels, which `prepare` must have made; of one channel where all
    /// are grey, else of three. Traps for pictures of another size.
    public func images(side: Int, using generator: inout RandomGenerator) -> (
        training: LabeledImages, test: LabeledImages
    ) {
        func shuffled(_ pictures: [LabeledPicture], _ generator: inout RandomGenerator) -> LabeledImages {
            let order = generator.permutation(pictures.count).map { pictures[$0] }
            let channels = colorCount > 0 ? 3 : 1
            return LabeledImages(
                pixels: order.flatMap { $0.picture.bytes(channels: channels) }, labels: order.map(\.label),
                classNames: classNames, channels: channels, height: side, width: side)
        }
        return (shuffled(training, &generator), shuffled(test, &generator))
    }

    private func list(_ names: [String]) -> String {
        let shown = names.prefix(5)
        let more = names.count - 5
        return more <= 0
            ? shown.joined(separator: Words(en: ", ", zh: "、").text)
            : Words(
                en: "\(shown.joined(separator: ", ")) and \(more) more",
                zh: "\(shown.joined(separator: "、"))以及另外 \(more) 个"
            ).text
    }
}

private let expected = Words(
    en: """
        pictures of two classes at least are expected, PNG or JPEG, each class a folder of some, in this folder or in train/ \
        and val/
        """,
    zh: "应有至少两个类别的 PNG 或 JPEG 图片，每个类别一个文件夹，放在这个文件夹里，或放在 train/ 和 val/ 里")

/// Where the classes of a folder are.
private struct Layout {
    /// The folder of the classes; or that of those to train on and that of those to test with.
    let parts: [String]
    let classNames: [String]

    /// Nil where no folder in this one has a picture in it.
    init?(_ path: String) {
        self.init(path, depth: 0)
    }

    private init?(_ path: String, depth: Int) {
        let folders = folders(in: path)
        func named(_ names: [String]) -> String? { folders.first { names.contains($0.lowercased()) } }
        if let training = named(["train", "training"]).map({ "\(path)/\($0)" }) {
            let own = Layout.classes(in: training)
            // A test set without classes, as competitions have it, tests nothing.
            let other = named(["val", "valid", "validation", "test", "testing"]).map { "\(path)/\($0)" }
            let tested = other.map { Layout.classes(in: $0) } ?? []
            if !own.isEmpty {
                parts = tested.isEmpty ? [training] : [training, other ?? training]
                classNames = inOrder(Array(Set(own).union(tested)))
                return
            }
        }
        let own = Layout.classes(in: path)
        // The folder that an archive unpacks to has one folder, which has no pictures but those of its own folders.
        if depth < 2, folders.count == 1, !hasPicture("\(path)/\(folders[0])", below: 0),
            let inner = Layout("\(path)/\(folders[0])", depth: depth + 1)
        {
            self = inner
            return
        }
        guard !own.isEmpty else { return nil }
        (parts, classNames) = ([path], folders)
    }

    /// The folders with pictures in them.
    private static func classes(in path: String) -> [String] {
        let folders = folders(in: path)
        return folders.contains { hasPicture("\(path)/\($0)", below: 2) } ? folders : []
    }
}

/// What a file was: a picture, or the line about it.
private enum Found: Sendable {
    case picture(ReadPicture)
    case passedOver(String)
}

/// A picture that was read, as far as it is kept.
private struct ReadPicture: Sendable {
    let size: PictureFolder.PictureSize
    let prepared: Picture
    let hasColors: Bool

    /// - Throws: `FileError` for a file that is no picture, or a panorama, which would make too many pixels of its longer side.
    init(_ path: String, _ prepare: (Picture) throws -> Picture) throws {
        let picture = try Picture(contentsOf: path)
        guard max(picture.width, picture.height) <= 20 * min(picture.width, picture.height) else {
            throw FileError.malformed(
                path: path, reason: Words(en: "more than 20 times as long as wide", zh: "长超过宽的 20 倍").text)
        }
        size = PictureFolder.PictureSize(width: picture.width, height: picture.height)
        prepared = try prepare(picture)
        hasColors = prepared.hasColors
    }
}

/// The pictures that are being read, and what is seen on the way.
private struct Reading {
    var notes: [String] = []
    private(set) var sizes: ClosedRange<PictureFolder.PictureSize>?
    private(set) var colorCount = 0

    /// The pictures in a folder and those below it.
    mutating func pictures(in folder: String, label: Int, _ prepare: (Picture) throws -> Picture) throws
        -> [LabeledPicture]
    {
        guard isFolder(folder) else { return [] }
        // Every file: what it is is seen from its bytes.
        let files = try FolderFiles(in: folder, endings: [""])
        notes += files.notes
        let found = try Parallel.map(files.paths) { path in
            do { return Found.picture(try ReadPicture(path, prepare)) } catch let error as FileError {
                return .passedOver(error.description)
            }
        }
        var result: [LabeledPicture] = []
        for (path, found) in zip(files.paths, found) {
            switch found {
            case .passedOver(let note): notes.append(note)
            case .picture(let picture):
                let size = picture.size
                sizes = min(sizes?.lowerBound ?? size, size)...max(sizes?.upperBound ?? size, size)
                if picture.hasColors { colorCount += 1 }
                result.append(LabeledPicture(path: path, label: label, picture: picture.prepared))
            }
        }
        return result
    }
}

extension Picture {
    /// Its pixels one channel behind the other, `[channels, height, width]`; one channel is the mean of three.
    fileprivate func bytes(channels: Int) -> [UInt8] {
        let colors = rgb().bytes
        let places = stride(from: 0, to: colors.count, by: 3)
        if channels == 1 {
            return places.map { place in
                let sum = colors[place..<place + 3].reduce(0) { $0 + Int($1) }
                return UInt8((sum + 1) / 3)
            }
        }
        return (0..<3).flatMap { channel in places.map { colors[$0 + channel] } }
    }

    /// Whether it is more than shades of grey: the channels of its pixels differ by more than 4 of 255 in the mean.
    fileprivate var hasColors: Bool {
        if format == .gray { return false }
        let size = format.rawValue
        let difference = stride(from: 0, to: bytes.count, by: size).reduce(0) { sum, place in
            let channels = bytes[place..<place + 3].map(Int.init)
            return sum + (channels.max() ?? 0) - (channels.min() ?? 0)
        }
        return difference > 4 * width * height
    }
}

/// The folders in a folder; hidden ones, and the one that a Mac adds to an archive, are left out.
private func folders(in path: String) -> [String] {
    inOrder(names(in: path).filter { $0 != "__MACOSX" && isFolder("\(path)/\($0)") })
}

private func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
}

private func inOrder(_ names: [String]) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Whether a folder, or one so many levels below it, has a file with the name of a picture.
private func hasPicture(_ path: String, below levels: Int) -> Bool {
    let names = names(in: path)
    if names.contains(where: { name in
        [".png", ".jpg", ".jpeg"].contains { name.lowercased().hasSuffix($0) } && !isFolder("\(path)/\(name)")
    }) {
        return true
    }
    return levels > 0
        && names.contains { isFolder("\(path)/\($0)") && hasPicture("\(path)/\($0)", below: levels - 1) }
}
