import Images
import Pictures
import TensorCore

/// A photograph and its class; in colour, its shorter side 8/7 of the network's pictures long.
typealias Photograph = LabeledPicture

/// Photographs in classes, a folder each: in `train/` and `val/`, as the book has them, or in one folder, of which a third is
/// then kept for validation.
struct PhotographFolder {
    private let folder: PictureFolder

    var name: String { folder.name }
    var classNames: [String] { folder.classNames }
    var training: [Photograph] { folder.training }
    var validation: [Photograph] { folder.test }
    /// What was understood, in a line.
    var introduction: String { folder.introduction }
    /// Files that are no pictures, in the words of their errors.
    var passedOver: [String] { folder.passedOver }

    /// How much more accurate one more photograph makes.
    var onePhotograph: Double { 1 / Double(max(1, validation.count)) }

    /// How often the more frequent class is right in validation.
    var majority: Double { Double(folder.testSizes.max() ?? 0) * onePhotograph }

    /// Reads a folder.
    ///
    /// - Parameters:
    ///   - side: the side of the pictures that the network will get.
    ///   - generator: what decides which photographs are for validation, where the folder does not.
    /// - Throws: `FileError` where there are not two classes.
    init(_ path: String, side: Int, using generator: inout RandomGenerator) throws {
        folder = try PictureFolder(path, testShare: 1.0 / 3, using: &generator) {
            $0.rgb().resized(shorterSide: side * 8 / 7, filter: .bilinear)
        }
    }

    /// A number of training photographs, as many of each class as can be, chosen by the generator.
    func some(_ count: Int, using generator: inout RandomGenerator) -> [Photograph] {
        let order = generator.permutation(training.count)
        var queues = classNames.indices.map { label in order.filter { training[$0].label == label }[...] }
        var chosen: [Photograph] = []
        while chosen.count < min(count, training.count) {
            for label in queues.indices where chosen.count < count {
                if let index = queues[label].popFirst() { chosen.append(training[index]) }
            }
        }
        return chosen
    }
}
