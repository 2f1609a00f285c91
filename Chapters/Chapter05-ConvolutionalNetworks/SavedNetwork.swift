import DigitRecognition
import Files
import Foundation
import Images
import Messages
import NeuralNetworks
import Pictures
import TensorCore

/// A network that a run of the chapter saved, and what its file says of how to use it.
struct SavedNetwork {
    let kind: NetworkKind
    let network: any Layer
    let classNames: [String]
    let channels: Int
    let side: Int

    /// What it was trained on, which decides how a picture becomes its input; nil for a reader's own pictures.
    let subject: PublishedPictures?

    /// The data set that it was trained on; nil where the file does not say.
    let dataName: String?

    private let notes: [String: String]
    private let epoch: Int

    /// The notes in the header of the file.
    private enum Note {
        static let network = "network"
        static let classes = "classes"
        static let channels = "channels"
        static let side = "side"
        static let subject = "subject"
        static let data = "data"
    }

    /// What stands in the file beside the weights.
    static func notes(
        of kind: NetworkKind, _ images: LabeledImages, _ subject: PublishedPictures?, data: String
    ) -> [String: String] {
        let input = subject == .mnist || subject == .fashion ? "0, paper, to 1, ink" : "0, dark, to 1, bright"
        return [
            "chapter": "5", Note.network: kind.rawValue, "input": "pixels from \(input)",
            Note.classes: names(of: images).joined(separator: "; "), Note.channels: "\(images.channels)",
            Note.side: "\(images.width)", Note.subject: subject?.rawValue ?? ownPictures,
            Note.data: data,
        ]
    }

    /// The names of the classes as the file has them.
    static func names(of images: LabeledImages) -> [String] {
        // The folder of a class may have any name.
        images.classNames.map { $0.replacingOccurrences(of: "; ", with: ", ") }
    }

    /// Writes the network with the notes that it was read with.
    ///
    /// - Throws: `FileError.unwritable`.
    func save(to path: String) throws {
        try Checkpoint(model: network, epoch: epoch, notes: notes).save(to: path)
    }

    /// What the file says of a subject that is not published.
    private static let ownPictures = "own pictures"

    /// Reads a `model.safetensors` or `best.safetensors` of the chapter, whichever network it holds. A file that does not say
    /// otherwise is of digits.
    ///
    /// - Throws: `FileError` where it is missing, broken, or of another chapter.
    init(contentsOf path: String) throws {
        let checkpoint = try Checkpoint(contentsOf: path)
        let notes = checkpoint.notes
        func malformed(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        func number(_ name: String, _ preset: Int, _ range: ClosedRange<Int>) throws -> Int {
            guard let text = notes[name] else { return preset }
            guard let number = Int(text), range.contains(number) else {
                throw malformed(
                    en: "its note '\(name)' is '\(excerpt(text))'", zh: "它的注记“\(name)”是“\(excerpt(text))”")
            }
            return number
        }
        guard notes["chapter"] == "5", let kind = NetworkKind(rawValue: notes[Note.network] ?? "") else {
            throw malformed(en: "it holds no network of Chapter 5", zh: "其中没有第 5 章的网络")
        }
        guard checkpoint.isFinite else {
            throw malformed(en: "weights are NaN or infinite", zh: "权重是 NaN 或无穷大")
        }
        (self.kind, self.notes, epoch) = (kind, notes, checkpoint.epoch)
        dataName = notes[Note.data]
        channels = try number(Note.channels, 1, 1...4)
        side = try number(Note.side, 28, 8...128)
        classNames = (notes[Note.classes] ?? "").components(separatedBy: "; ")
        guard (2...1000).contains(classNames.count) else {
            throw malformed(
                en: "its note 'classes' names \(classNames.count)",
                zh: "它的注记“classes”有 \(classNames.count) 个名称")
        }
        subject =
            notes[Note.subject] == Self.ownPictures
            ? nil
            : PublishedPictures(rawValue: notes[Note.subject] ?? "") ?? (channels == 3 ? .cifar10 : .mnist)
        // The weights drawn here are replaced.
        var generator = RandomGenerator(seed: 0)
        let example = LabeledImages(
            pixels: [], labels: [], classNames: classNames, channels: channels, height: side, width: side)
        network = kind.network(for: example, using: &generator)
        try checkpoint.restore(network, path: path)
        network.evaluate()
    }

    /// A picture of any size as the network's input, `[1, channels, side, side]`; nil where nothing is drawn.
    ///
    /// - Throws: `FileError` for a network whose pictures have another form than those of its subject.
    func input(_ picture: Picture) -> NDArray? {
        switch subject {
        case .mnist where channels == 1 && side == 28: return picture.centeredDigit()
        case .fashion where channels == 1 && side == 28: return picture.centeredDrawing()
        default:
            // A photograph: the largest square of its middle.
            let colors = NDArray(picture.middleSquare(side: side).planes, shape: [1, 3, side, side])
            return channels == 3 ? colors : colors.mean(axes: [1], keepingDimensions: true)
        }
    }

    /// The classes of a picture from the likeliest on, with their probabilities; nil where nothing is drawn.
    func classes(of picture: Picture) -> [(name: String, probability: Double)]? {
        guard let input = input(picture) else { return nil }
        let probabilities = logits(of: network, input).softmax(axis: 1)[0].scalars
        return zip(classNames, probabilities).map { ($0, Double($1)) }.sorted { $0.1 > $1.1 }
    }
}
