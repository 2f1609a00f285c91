import ChapterSupport
import Datasets
import Files
import Foundation
import ImageNetworks
import Messages

extension ImageNetworkKind {
    /// The name of the file in which torchvision publishes the weights.
    var fileName: String {
        switch self {
        case .mobileNetV2: "mobilenet_v2-b0353104.pth"
        case .resNet18: "resnet18-f37072fd.pth"
        case .squeezeNet: "squeezenet1_1-b8a52dc0.pth"
        }
    }

    /// The file of weights to use: the given one; else the downloaded one; else the one of its published name in
    /// `pretrained/` beside the data, or a folder in there. Nil for the word `none`.
    ///
    /// - Throws: `FileError.missing`, in words that say how to get it.
    func weights(given: String?, dataFolder: String?) throws -> String? {
        if given == "none" { return nil }
        if let given { return given }
        let cache = DatasetCache()
        var folders: [String] = []
        if let dataset = PublishedDataset.named(rawValue), cache.holds(dataset) {
            folders.append(cache.folder(of: dataset))
        }
        if let dataFolder {
            let pretrained = "\(dataFolder)/../pretrained"
            let inner = (try? FileManager.default.contentsOfDirectory(atPath: pretrained)) ?? []
            folders += [pretrained] + inner.sorted().map { "\(pretrained)/\($0)" }
        }
        let paths = folders.map { "\($0)/\(fileName)" }
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            let command = "swift run Download \(rawValue)"
            let way = Words(
                en: "\(fileName) (\(command), or --weights FILE; --weights none trains from scratch)",
                zh: "\(fileName)（\(command)，或 --weights FILE；--weights none 则从零训练）")
            throw FileError.missing(path: way.text)
        }
        return path
    }
}
