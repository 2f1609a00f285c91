import Autograd
import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Text

@testable import Chapter11
@testable import Chapter12
@testable import Chapter4
@testable import Chapter7
@testable import Chapter15
@testable import ChapterSupport
@testable import Datasets
@testable import Motion
@testable import Reporting

// Small whole files, from which the broken ones are made.

func text(_ text: String) -> [UInt8] { Array(text.utf8) }

let schema = CSVSchema(
    [
        .integer("a", range: -5...1000), .number("b"), .date("c"), .text("d"), .category("e", ["x", "y"]),
    ], allowsOtherColumns: true)
let table = text("a,b,c,d,e\n1,2.5e1,2011-01-31,\"q\"\"\n\",x\n-3,.5,2012-02-29,naïve,y\n")

let hours = BikeSharing.csv(
    Array(BikeSharing.generated(days: 1, seed: 1).prefix(4)))

/// Long enough for a block with codes of its own.
let long = BikeSharing.csv(BikeSharing.generated(days: 3, seed: 2))

let idx: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + Array(0..<12)

/// Pictures or labels as MNIST has them.
func digits(axes: [Int]) -> [UInt8] {
    let count = axes.reduce(1, *)
    return [0, 0, 8, UInt8(axes.count)] + axes.flatMap { [0, 0, 0, UInt8($0)] }
        + (0..<count).map { UInt8($0 % 10) }
}

/// Two photographs.
let cifar = (0..<2 * 3073).map { UInt8(truncatingIfNeeded: $0 % 3073 * 3) }

let iris = text("5.1,3.5,1.4,0.2,Iris-setosa\n7.0,3.2,4.7,1.4,Iris-versicolor\n\n")
let banknote = text("3.6216,8.6661,-2.8073,-0.44699,0\r\n-1.7713,-10.7665,10.2184,-1.0043,1\r\n")
let sonar = text(
    ["R", "M"].map { (0..<60).map { "0.\(100 + $0)," }.joined() + $0 }.joined(separator: "\n"))

func boston(separator: String) -> [UInt8] {
    let row = ["0.00632", "18.0", "2.31", "0", "0.538", "6.575", "65.2", "4.09", "1", "296", "15.3", "396.9"]
    return text(
        [row + ["4.98", "24.0"], row + ["9.14", "21.6"]].map { $0.joined(separator: separator) + "\n" }
            .joined())
}

let coraContent = text("31\t1\t0\tB\n7\t1\t1\tA\n9\t0\t0\tB\n")
let coraCites = text("7\t31\n31\t7\n9\t9\n9\t7\n")

let planetoid = TestPickle.citationGraph

let pickles = [
    TestPickle.whole(TestPickle.lists([(1, [2, 300])])), TestPickle.whole(TestPickle.integers([0, 1])),
    TestPickle.whole(TestPickle.matrix(columns: 2, rows: [[0]])),
]

let zip = TestArchive.zip([("cmn.txt", text("Hi.\t嗨。\n"))])

let stoppedOptions = text(
    #"{"arguments": ["--dataset=sonar", "--quick", "--rate=0.5"], "chapter": 3}"#)

let peerTimes = text(
    #"{"case": "exp_4M", "median_ms": 1.5, "min_ms": 1.4, "threads": 2}"# + "\n"
        + #"{"case": "add", "median_ms": 2, "min_ms": 1, "threads": 2, "peak_mib": 3}"# + "\n")

let midi: [UInt8] =
    text("MThd") + [0, 0, 0, 6, 0, 1, 0, 1, 0, 96] + text("MTrk") + [0, 0, 0, 29]
    + [0, 0xFF, 0x51, 3, 7, 0xA1, 0x20, 0, 0x90, 60, 80, 96, 60, 0, 0, 0xF0, 2, 1, 0xF7, 0, 64, 9, 8, 64, 0]
    + [0, 0xFF, 0x2F, 0]

func picture(_ size: Int) -> [UInt8] {
    let bytes = (0..<3 * size * size).map { UInt8(truncatingIfNeeded: $0 * 7) }
    return [UInt8](Picture(width: size, height: size, format: .rgb, bytes: bytes).png())
}

/// JPEG files of all kinds.
let photographs: [[UInt8]] = [
    "420_narrow", "420_restart", "420_progressive", "422_progressive_restart", "cmyk_progressive", "gray",
    "420_alone_restart", "mixed", "ycck", "orientation6",
].compactMap { name in
    let path = packageRoot.appendingPathComponent("Tests/Fixtures/photographs/\(name).jpg")
    return (try? Data(contentsOf: path)).map { [UInt8]($0) }
}

/// Gives each part of a PNG file the CRC-32 that its content has.
@Sendable func withRightChecksums(_ png: [UInt8]) -> [UInt8] {
    var (result, place) = (png, 8)
    while place + 12 <= result.count {
        let length = result[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= result.count - place - 12 else { break }
        let end = place + 8 + length
        let check = crc32(result[place + 4..<end])
        for index in 0..<4 {
            result[end + index] = UInt8(truncatingIfNeeded: check >> (24 - 8 * UInt32(index)))
        }
        place = end + 4
    }
    return result
}

/// Lets the header of a safetensors file end behind its last brace, and the file where its last array ends.
@Sendable func withRightLengths(_ file: [UInt8]) -> [UInt8] {
    guard var end = endOfObject(file, from: 8) else { return file }
    while end < file.count, end % 8 != 0, file[end] == UInt8(ascii: " ") { end += 1 }
    let header = file[8..<end]
    let offsets = String(decoding: header, as: UTF8.self).components(separatedBy: "\"data_offsets\":[")
        .dropFirst()
        .compactMap { $0.prefix { $0 != "]" }.split(separator: ",").last.flatMap { Int($0) } }
    var data = Array(file[end...])
    if let length = offsets.max(), (0...data.count + 4096).contains(length) {
        data = Array(data.prefix(length)) + [UInt8](repeating: 0, count: max(0, length - data.count))
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
}

/// The place behind the brace that closes the first one of a JSON text.
private func endOfObject(_ bytes: [UInt8], from start: Int) -> Int? {
    var (depth, isQuoted, place) = (0, false, start)
    while place < bytes.count {
        switch bytes[place] {
        case UInt8(ascii: "\\") where isQuoted: place += 1
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: "{") where !isQuoted: depth += 1
        case UInt8(ascii: "}") where !isQuoted:
            depth -= 1
            if depth == 0 { return place + 1 }
        default: break
        }
        place += 1
    }
    return nil
}

/// Notes and arrays as the checkpoint of a small training has them.
let checkpoint = [UInt8](
    Safetensors(
        arrays: ["weight": .ones([2, 2]), "ids": .zeros([3])],
        metadata: [
            "epoch": "3", "optimizers": "optimizer", "optimizer.param_groups.0.lr": "0.5",
            "generator.batches": "1 2 3", "note.width": "4",
        ]
    ).encoded())

let example = [UInt8](
    Safetensors(arrays: ["inputs": .ones([2, 2]), "outputs": .ones([2]), "loss": NDArray(0.5)]).encoded())

/// A layer and an optimizer that has taken a step.
func smallTraining() -> (layer: Linear, optimizer: Adam) {
    var generator = RandomGenerator(seed: 1)
    let layer = Linear(2, 2, using: &generator)
    let optimizer = Adam(layer.parameters, learningRate: 0.1)
    layer(Tensor(.ones([1, 2]))).sum().backward()
    optimizer.step()
    return (layer, optimizer)
}

let wholeCheckpoint: [UInt8] = {
    let (layer, optimizer) = smallTraining()
    var checkpoint = Checkpoint(model: layer, optimizer: optimizer, generators: [:])
    checkpoint.setNote("history", to: [1.5, .nan])
    return written { try checkpoint.save(to: $0) }
}()

let npy: [UInt8] =
    [0x93] + text("NUMPY") + [1, 0, 56, 0] + text("{'descr': '<i2', 'fortran_order': True, 'shape': (2,3)}\n")
    + Array(repeating: 1, count: 12)

let bvh = text(biovisionSample)

let asf = """
    :version 1.10
    :units
      length 0.5
      angle deg
    :root
       order TX TY TZ RX RY RZ
       axis XYZ
       position 0 0 0
       orientation 0 0 0
    :bonedata
      begin
        id 1
        name thigh
        direction 0 -1 0
        length 1
        axis 0 0 90 XYZ
        dof rx rz
        limits (-160.0 20.0)
               (-70.0 70.0)
      end
    :hierarchy
      begin
        root thigh
      end

    """

let amc = text(
    ":FULLY-SPECIFIED\n:DEGREES\n1\nroot 1 2 3 0 0 0\nthigh 90 0\n2\nthigh 0 90\nroot 0 0 0 0 90 0\n")

/// The skeleton that the motions of `amc` move.
let thigh: Skeleton? = {
    guard let folder = try? TemporaryFolder(), let path = try? folder.write(asf, to: "a.asf") else {
        return nil
    }
    return try? Skeleton(contentsOfASF: path)
}()

/// Files for a tar archive: one of them has a name that takes a header of its own.
let members: [(name: String, bytes: [UInt8])] = [
    ("cmn.txt", text("Hi.\t你好。\n")), (String(repeating: "deep/", count: 25) + "a.txt", text("a")),
    ("empty", []),
]

/// A small linear network on characters and pairs of them.
func reviewClassifierFile() -> [UInt8] {
    let grams = NGrams([["好", "看"], ["不", "好"]], orders: 1...2)
    let features = Features(
        weights: TextWeights(grams, .tfidf), scales: [Float](repeating: 0.5, count: grams.count))
    var generator = RandomGenerator(seed: 1)
    let network = BagNetwork(columns: grams.count, hidden: nil, features: features, using: &generator)
    let classifier = Classifier(kind: .linear(network, features), readsCharacters: true)
    return written { try classifier.save(to: $0, epoch: 1, data: "made") }
}

/// A small translator with byte pairs.
func translatorFile() -> [UInt8] {
    var generator = RandomGenerator(seed: 1)
    let vocabulary = Vocabulary(tokens: ["ab", "ab▁"])
    let language = LanguagePair(
        source: (.words, vocabulary), target: (.mixed, vocabulary),
        subwords: BytePairEncoding(merges: [.init("a", "b"), .init("a", "b▁"), .init("ab", "ab▁")]))
    let shape = TranslatorShape(width: 2, heads: 1, layers: 1, feedForwardWidth: 2)
    let translator = Translator(language, shape, using: &generator)
    return written { try translator.save(to: $0, epoch: 1) }
}

/// A small encoder–decoder.
func encoderDecoderFile() -> [UInt8] {
    var generator = RandomGenerator(seed: 1)
    let vocabulary = Vocabulary(tokens: ["ab", "cd"])
    let language = LanguagePair(
        source: (.words, vocabulary), target: (.mixed, vocabulary), subwords: nil)
    let network = EncoderDecoder(
        language, EncoderDecoderShape(width: 2, hidden: 3, longest: 4), .position, dropout: 0,
        using: &generator)
    return written { try network.save(to: $0, epoch: 1) }
}

/// A small network that paints at once.
func fastStyleFile() -> [UInt8] {
    var generator = RandomGenerator(seed: 1)
    let network = FastStyleNetwork(
        width: 1, blocks: 1, colors: ColorStatistics(smallPhotograph), using: &generator)
    return written { try network.save(to: $0, style: "dots", epoch: 1) }
}

/// What it is to paint, `[1, 3, 20, 21]`.
let smallPhotograph = NDArray((0..<3 * 20 * 21).map { Float($0 * 7 % 19) / 19 }, shape: [1, 3, 20, 21])

/// The file that is written to a path.
func written(_ write: (String) throws -> Void) -> [UInt8] {
    guard let folder = try? TemporaryFolder(), (try? write(folder.file("file"))) != nil else { return [] }
    return (try? Data(contentsOf: URL(fileURLWithPath: folder.file("file")))).map { [UInt8]($0) } ?? []
}

/// A small training that was stopped in the middle, and one of Chapter 15 with its replay memory.
let stoppedTraining = stopped { run in
    var questions = 0
    _ = try trainBriefly(run, until: { (questions += 1, questions == 9).1 })
}
let stoppedAgent = stopped { run in
    var steps = 0
    _ = try trainAgent(run, until: { (steps += 1, steps == 40).1 })
}

/// Eight epochs on three points, with what every chapter's checkpoints hold.
func trainBriefly(
    _ run: RunCheckpoints, until shouldStop: @escaping () -> Bool = { false }
) throws -> LossHistory {
    let training = Training(
        TrainingStore("input", in: run), title: nil, terminal: .standard, isInterrupted: shouldStop)
    var generator = RandomGenerator(seed: 1)
    let network = Linear(1, 1, using: &generator)
    let optimizer = Adam(network.parameters, learningRate: 0.01)
    let (x, y) = (NDArray([0, 1, 2], shape: [3, 1]), NDArray([1, 3, 5], shape: [3, 1]))
    var history = LossHistory()
    for _ in try training.epochs(8, &history, network, optimizer, using: &generator) {
        let loss = meanSquaredError(network(Tensor(x)), Tensor(y))
        try training.record(loss)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}

/// A short training of Chapter 15 with all that its checkpoints can hold.
func trainAgent(_ run: RunCheckpoints, until shouldStop: @escaping () -> Bool = { false }) throws
    -> DQNAgent<FlappyBird>
{
    var parameters = Hyperparameters()
    (parameters.replayCapacity, parameters.batchSize, parameters.learning) = (32, 4, (10, 10, 1))
    (parameters.isPrioritized, parameters.nSteps) = (true, 2)
    let training = Training(
        TrainingStore("input", in: run), title: nil, terminal: .standard, isInterrupted: shouldStop)
    return try trainDQN(on: FlappyBird.self, steps: 50, parameters, seed: 1, training)
}

/// The checkpoint that a training leaves.
private func stopped(_ train: (RunCheckpoints) throws -> Void) -> [UInt8] {
    guard let folder = try? TemporaryFolder(), let run = try? checkpoints(in: folder.path, isResumed: false)
    else { return [] }
    try? train(run)
    run.write()
    return (try? Data(contentsOf: URL(fileURLWithPath: folder.file("input.safetensors")))).map { [UInt8]($0) }
        ?? []
}

/// The checkpoints of a run in a folder, written only when they are asked to be.
func checkpoints(in folder: String, isResumed: Bool) throws -> RunCheckpoints {
    RunCheckpoints(
        folder: folder, options: StoppedRun(chapter: 2, try ParsedArguments([], options: [])),
        secondsBetween: .infinity, isResumed: isResumed, warn: { _ in })
}
