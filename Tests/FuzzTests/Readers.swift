import Datasets
@testable import Images
@testable import Graphs
import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Text

@testable import Benchmarks
@testable import Chapter11
@testable import Chapter12
@testable import Chapter4
@testable import Chapter7
@testable import Chapter15
@testable import ChapterSupport
@testable import Datasets
@testable import Images
@testable import Graphs
@testable import Motion
@testable import Music
@testable import Reporting

/// Every reader. A new one is one line.
let readers: [FuzzTarget] =
    packedReaders + formatReaders + datasetReaders + modelReaders + languageModelReaders + commandReaders

/// A reader of files: its only error is `FileError.malformed`, with the file's path.
private func file(
    _ name: String, _ seeds: [[UInt8]], repair: (@Sendable ([UInt8]) -> [UInt8])? = nil, cost: Int = 1,
    _ read: @escaping @Sendable (String) throws -> String
) -> FuzzTarget {
    FuzzTarget(name, cost: cost, seeds: seeds, repair: repair) { error, path in
        if case FileError.malformed(let named, _, _, _) = error { named == path } else { false }
    } read: { path, _ in
        try read(path)
    }
}

/// A reader of a folder: its only error is `FileError.malformed`, with the path of a file in it. The file of this name is the
/// one that is broken.
private func folder(
    _ name: String, _ fileName: String, _ seeds: [[UInt8]], beside neighbours: [String: [UInt8]] = [:],
    cost: Int = 1, _ read: @escaping @Sendable (String) throws -> String
) -> FuzzTarget {
    FuzzTarget(name, fileName: fileName, beside: neighbours, cost: cost, seeds: seeds) { error, path in
        if case FileError.malformed(let named, _, _, _) = error {
            named == path || neighbours.keys.contains { named == "\(path.dropLast(fileName.count))\($0)" }
        } else {
            false
        }
    } read: { path, _ in
        try read(String(path.dropLast(fileName.count + 1)))
    }
}

/// A reader of compressed bytes.
private func packed(
    _ name: String, _ seeds: [[UInt8]], _ read: @escaping @Sendable ([UInt8]) throws -> String
) -> FuzzTarget {
    FuzzTarget(name, seeds: seeds) { error, _ in
        error is CompressionError
    } read: { _, bytes in
        try read(bytes)
    }
}

private let packedReaders: [FuzzTarget] = [
    packed("gzip", [TestArchive.gzip(table)]) { "\(try gunzipped($0, limit: 1 << 20).count)" },
    packed("inflate", [deflated(table), deflated(idx), deflated(text(long))]) {
        "\(try inflated($0, limit: 1 << 20).bytes.count)"
    },
    packed("zlib", [zlibCompressed(table)]) { "\(try zlibDecompressed($0, limit: 1 << 20).count)" },
    packed("archive", [zip, TestArchive.tar(members), TestArchive.gzip(TestArchive.tar(members))]) {
        let archive = try Archive($0, limit: 1 << 20)
        let sizes = try archive.names.indices.prefix(8).map {
            try archive.file(at: $0, limit: 1 << 20).count
        }
        return "\(archive.names.count) \(sizes.reduce(0, +))"
    },
    packed("zip", [zip]) { "\(try unzipped($0, file: "cmn.txt", limit: 1 << 20)?.count ?? -1)" },
]

private let formatReaders: [FuzzTarget] = [
    file("text", [text("naïve\n汉字\r\n"), [0xEF, 0xBB, 0xBF, 65]]) { "\(try readTextFile($0).count)" },
    file(
        "own table",
        [
            text("Id;n;k\n1;1,5;\"a;b\"\n2;?;c\n\n3;1.234,5;c\n"), text("1 2 x\n 3  4 y\n"),
            text("a,b\n1,2011-01-31\n"),
        ]
    ) { "\(try OwnTable(contentsOf: $0).rowCount)" },
    file("csv", [table]) { "\(try CSVTable(contentsOf: $0, schema: schema).rowCount)" },
    file("idx", [idx, TestArchive.gzip(idx)]) {
        "\(try IDXFile(contentsOf: $0, axes: 3, content: .init(en: "pictures", zh: "图片")).extents)"
    },
    file("png", [picture(3), picture(9)], repair: withRightChecksums) {
        "\(try Picture(contentsOfPNG: $0).bytes.count)"
    },
    file("jpeg", photographs) { path in
        let picture = try Picture(contentsOf: path)
        return "\(picture.width) \(picture.height) \(picture.bytes.count)"
    },
    file("midi", [midi]) { "\(try Tune(contentsOfMIDI: $0).notes.count)" },
    file("npy", [npy]) { "\(try NDArray(contentsOfNpy: $0).shape)" },
    file("npy of integers", [npy]) { "\(try IntArray(contentsOfNpy: $0).shape)" },
    file("pickle", pickles) { path in
        let value = try PickleReader.read(path, dialect: .arrays)
        return switch value {
        case .object(let object) where object.global.hasSuffix("_reconstruct"):
            "\(try PickledArray(value, path: path).numbers.count)"
        case .object(let object) where object.global.hasSuffix("csr_matrix"):
            "\(try PickledSparseMatrix(value, path: path).entries.count)"
        default: ""
        }
    },
    file("bvh", [bvh]) { "\(try MotionClip(contentsOfBVH: $0).frameCount)" },
    file("asf", [text(asf)]) { "\(try Skeleton(contentsOfASF: $0).joints.count)" },
    file("amc", [amc]) { path in
        try thigh.map { "\(try MotionClip(contentsOfAMC: path, skeleton: $0).frameCount)" } ?? ""
    },
]

private let datasetReaders: [FuzzTarget] =
    [
        folder("bike sharing", "hour.csv", [text(hours)]) { "\(try BikeSharing.hours(in: $0).count)" },
        folder("boston housing", "boston.housing.csv", [boston(separator: ",")]) {
            "\(try Housing.boston(in: $0).count)"
        },
        folder("boston housing, blanks", "boston.housing.data", [boston(separator: " ")]) {
            "\(try Housing.boston(in: $0).count)"
        },
        folder("iris", "iris.data", [iris]) { "\(try Classic.iris(in: $0).count)" },
        folder("sonar", "sonar.all-data", [sonar]) { "\(try Classic.sonar(in: $0).count)" },
        folder("banknote", "data_banknote_authentication.txt", [banknote]) {
            "\(try Classic.banknote(in: $0).count)"
        },
        folder("cifar", "test_batch.bin", [cifar]) { "\(try CIFAR10.test(in: $0).count)" },
        folder(
            "digits", "t10k-images-idx3-ubyte", [digits(axes: [2, 28, 28])],
            beside: ["t10k-labels-idx1-ubyte": digits(axes: [2])]
        ) { "\(try MNIST.test(in: $0).count)" },
        folder(
            "labels", "t10k-labels-idx1-ubyte", [digits(axes: [2])],
            beside: ["t10k-images-idx3-ubyte": digits(axes: [2, 28, 28])]
        ) { "\(try MNIST.test(in: $0).count)" },
        folder("sentences", "cmn.txt", [text("Hi.\t嗨。\tmore\nRun!\t跑\n"), zip]) {
            "\(try SentencePairs.tatoeba("cmn", in: $0).pairs.count)"
        },
        folder(
            "reviews", "bad.txt", [text("差\n不好 &quot;\n"), TestArchive.gzip(text("差\n"))],
            beside: ["good.txt": text("很好\n")]
        ) { "\(try Reviews.shop(in: $0).map { ReviewText.normalized($0.text).count })" },
        folder("hotels", "ChnSentiCorp_htl_all.csv", [text("label,review\n1,\"好,\n很好\"\n0,差\n")]) {
            "\(try Reviews.hotels(in: $0).count)"
        },
        folder(
            "ChnSentiCorp", "chnsenticorp.zip",
            [
                TestArchive.zip(
                    ["train.tsv", "dev.tsv", "test.tsv"].map {
                        ($0, text("label\ttext_a\n1\t很好\n0\t差\n"))
                    })
            ]
        ) { "\(try Reviews.chnSentiCorp(in: $0).test.count)" },
        folder(
            "captions", "val.de",
            [text("Zwei Hunde.\nEin Mann.\n"), TestArchive.gzip(text("Eine Frau.\nEin Ball.\n"))],
            beside: ["val.en": text("Two dogs.\nA man.\n")]
        ) { "\(try SentencePairs.multi30k("val", in: $0).pairs.count)" },
        folder("papers", "cora.content", [coraContent], beside: ["cora.cites": coraCites]) {
            "\(try CitationGraph.cora(in: $0).citations.count)"
        },
        folder("citations", "cora.cites", [coraCites], beside: ["cora.content": coraContent]) {
            "\(try CitationGraph.cora(in: $0).citations.count)"
        },
    ]
    + ["allx", "tx", "ally", "y", "graph", "test.index"].map { part in
        let name = "ind.cora.\(part)"
        return folder(
            "planetoid \(part)", name, planetoid[name].map { [$0] } ?? [],
            beside: planetoid.filter { $0.key != name },
            cost: 3
        ) { "\(try CitationGraph.cora(in: $0).citations.count)" }
    }

private let modelReaders: [FuzzTarget] = [
    file("safetensors", [checkpoint], repair: withRightLengths) {
        let file = try Safetensors(contentsOf: $0)
        return "\(file.arrays.count) \(file.integers.count) \(file.metadata.count)"
    },
    file("model example", [example], repair: withRightLengths) {
        let example = try ModelExample(contentsOf: $0)
        return "\(example.loss ?? -1) \(example.largestDifference(from: .zeros([2])).isFinite)"
    },
    file("checkpoint", [checkpoint], repair: withRightLengths) {
        let file = try Checkpoint(contentsOf: $0)
        return "\(file.model.count) \(file.optimizers.count) \(file.generators.count) \(file.notes.count)"
    },
    file("restored checkpoint", [wholeCheckpoint], repair: withRightLengths) { path in
        let (layer, optimizer) = smallTraining()
        let found = try Checkpoint.load(from: path, into: layer, optimizer: optimizer)
        return "\(try found.note("history", as: [Double].self, path: path).count)"
    },
    file("translator", [translatorFile()], repair: withRightLengths) {
        let translator = try Translator.read(from: $0)
        return "\(translator.language.sourceTokens("abab ab").count)"
    },
    file("review classifier", [reviewClassifierFile()], repair: withRightLengths) {
        let classifier = try Classifier.read(from: $0)
        return "\(classifier.units("好不好").count) \(classifier.logOdds(["好", "不"]).isFinite)"
    },
    file("fast style network", [fastStyleFile()], repair: withRightLengths) { path in
        let network = try FastStyleNetwork.read(from: path)
        return
            "\(network.width) \(network.blocks.count) \(network.paint(smallPhotograph).picture.bytes.count)"
    },
    file("encoder-decoder", [encoderDecoderFile()], repair: withRightLengths) {
        let network = try EncoderDecoder.read(from: $0)
        return "\(network.language.sourceTokens("abab ab").count)"
    },
    resumed("resumed training", stoppedTraining, cost: 3) { "\(try trainBriefly($0).losses.count)" },
    resumed("resumed agent", stoppedAgent, cost: 15) { "\(try trainAgent($0).history.episodes.count)" },
]

/// A training that continues from the broken checkpoint, to its end. It may also diverge.
private func resumed(
    _ name: String, _ seed: [UInt8], cost: Int,
    _ train: @escaping @Sendable (RunCheckpoints) throws -> String
) -> FuzzTarget {
    FuzzTarget(
        name, fileName: "input.safetensors", cost: cost, seeds: [seed], repair: withRightLengths,
        isExpected: { error, path in
            if case FileError.malformed(let named, _, _, _) = error {
                named == path
            } else {
                error is TrainingDiverged
            }
        },
        read: { path, _ in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return try train(checkpoints(in: folder, isResumed: true))
        })
}

private let commandReaders: [FuzzTarget] = [
    folder("options of a stopped run", "run.json", [stoppedOptions]) { path in
        let given = try ParsedArguments([], options: options)
        let run = try StoppedRun(in: path)
        let arguments = try run?.arguments(resumedBy: given, chapter: 3, options: options, folder: path)
        return arguments?.text("dataset") ?? ""
    },
    FuzzTarget(
        "times of a peer", seeds: [peerTimes],
        isExpected: { error, path in
            if case FileError.malformed(let named, _, _, _) = error {
                named == path
            } else {
                error is UsageError
            }
        },
        read: { path, _ in "\(try PeerTimes(path: path, threads: 2).medians.count)" }),
    FuzzTarget(
        "options", seeds: [text("--hidden=3\n--rate\n0.5\n--case\na\n--quick\n--dataset\niris")],
        isExpected: { error, _ in error is UsageError },
        read: { _, bytes in
            let arguments = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            return "\(try OptionParser(options: options).parse(arguments).count)"
        }),
]

private let options: [ChapterOption] = [
    .flag("quick", ""), .integer("hidden", default: 10, range: 1...4096, ""),
    .number("rate", default: 0.1, range: 0.001...10, ""), .text("text", ""), .list("case", ""),
    .choice("dataset", ["iris", "sonar"], default: "iris", ""),
]
