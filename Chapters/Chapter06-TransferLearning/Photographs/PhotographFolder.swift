import ChapterSupport
import Files
import Foundation
import ImageNetworks
import Pictures
import TensorCore

/// A photograph and its class.
struct Photograph {
    let path: String
    let label: Int
    /// In colour, its shorter side 8/7 of the network's pictures long.
    let picture: Picture
}

/// Photographs in classes, a folder each: in `train/` and `val/`, as the book has them, or in one folder, of which a third is
/// then kept for validation.
struct PhotographFolder {
    let name: String
    let classNames: [String]
    fileprivate(set) var training: [Photograph]
    let validation: [Photograph]
    /// Files that are no pictures, in the words of their errors.
    let passedOver: [String]

    /// How much more accurate one more photograph makes.
    var onePhotograph: Double { 1 / Double(max(1, validation.count)) }

    /// How often the more frequent class is right in validation.
    var majority: Double {
        let counts = Dictionary(grouping: validation, by: \.label).mapValues(\.count)
        return Double(counts.values.max() ?? 0) * onePhotograph
    }

    /// Reads a folder.
    ///
    /// - Parameters:
    ///   - side: the side of the pictures that the network will get.
    ///   - generator: what decides which photographs are for validation, where the folder does not.
    /// - Throws: `FileError` where there are not two classes of at least two photographs each.
    init(_ path: String, side: Int, using generator: inout RandomGenerator) throws {
        name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
        var refused: [String] = []
        func read(_ folder: String, _ names: [String]) -> [Photograph] {
            names.enumerated().flatMap { label, name in
                PhotographFolder.files(in: "\(folder)/\(name)").compactMap { file in
                    do {
                        let picture = try Picture(contentsOf: file)
                        // A panorama would make too many pixels of its longer side.
                        guard max(picture.width, picture.height) <= 20 * min(picture.width, picture.height)
                        else {
                            refused.append("\(file): more than 20 times as long as wide")
                            return nil
                        }
                        return Photograph(
                            path: file, label: label,
                            picture: picture.rgb().resized(shorterSide: side * 8 / 7, filter: .bilinear))
                    } catch {
                        refused.append("\(error)")
                        return nil
                    }
                }
            }
        }
        let isDivided = isFolder("\(path)/train") && isFolder("\(path)/val")
        classNames = PhotographFolder.folders(in: isDivided ? "\(path)/train" : path)
        if isDivided {
            (training, validation) = (read("\(path)/train", classNames), read("\(path)/val", classNames))
        } else {
            let all = read(path, classNames)
            let order = generator.permutation(all.count)
            // The same share of every class.
            let kept = Set(
                classNames.indices.flatMap { label in
                    let own = order.filter { all[$0].label == label }
                    return own.prefix(own.count / 3)
                })
            training = all.indices.filter { !kept.contains($0) }.map { all[$0] }
            validation = all.indices.filter(kept.contains).map { all[$0] }
        }
        passedOver = refused
        let fewest = classNames.indices.map { label in
            min(training.count { $0.label == label }, validation.count { $0.label == label } + 1)
        }
        guard classNames.count >= 2, (fewest.min() ?? 0) >= 2 else {
            let first = refused.first.map { "; passed over: \($0)" } ?? ""
            throw FileError.malformed(
                path: path,
                reason:
                    "photographs of two classes at least are expected, each class a folder of some, in this folder or in train/ and val/\(first)"
            )
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

    /// The folders in a folder, by name; hidden ones are left out.
    private static func folders(in path: String) -> [String] {
        names(in: path).filter { isFolder("\(path)/\($0)") }
    }

    private static func files(in path: String) -> [String] {
        names(in: path).map { "\(path)/\($0)" }.filter { !isFolder($0) }
    }

    private static func names(in path: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return all.filter { !$0.hasPrefix(".") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
