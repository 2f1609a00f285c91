import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Text

@testable import Chapter12
@testable import ChapterSupport
@testable import Datasets
@testable import Motion
@testable import Music
@testable import Reporting

/// A reader of files: its only error is `FileError.malformed`, with the file's path.
private func file(
    _ name: String, _ seeds: [[UInt8]], repair: (@Sendable ([UInt8]) -> [UInt8])? = nil,
    _ read: @escaping @Sendable (String) throws -> String
) -> FuzzTarget {
    FuzzTarget(name, seeds: seeds, repair: repair) { error, path in
        if case FileError.malformed(let named, _, _, _) = error { named == path } else { false }
    } read: { path, _ in
        try read(path)
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

private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

private let schema = CSVSchema(
    [
        .integer("a", range: -5...1000), .number("b"), .date("c"), .text("d"), .category("e", ["x", "y"]),
    ], allowsOtherColumns: true)
private let table = text("a,b,c,d,e\n1,2.5e1,2011-01-31,\"q\"\"\n\",x\n-3,.5,2012-02-29,naïve,y\n")

private let hours = BikeSharing.csv(
    Array(BikeSharing.generated(days: 1, seed: 1).prefix(4)))

/// Long enough for a block with codes of its own.
private let long = BikeSharing.csv(BikeSharing.generated(days: 3, seed: 2))

private let idx: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + Array(0..<12)

private let midi: [UInt8] =
    text("MThd") + [0, 0, 0, 6, 0, 1, 0, 1, 0, 96] + text("MTrk") + [0, 0, 0, 29]
    + [0, 0xFF, 0x51, 3, 7, 0xA1, 0x20, 0, 0x90, 60, 80, 96, 60, 0, 0, 0xF0, 2, 1, 0xF7, 0, 64, 9, 8, 64, 0]
    + [0, 0xFF, 0x2F, 0]

private func picture(_ size: Int) -> [UInt8] {
    let bytes = (0..<3 * size * size).map { UInt8(truncatingIfNeeded: $0 * 7) }
    return [UInt8](Picture(width: size, height: size, format: .rgb, bytes: bytes).png())
}

/// Gives each part of a PNG file the CRC-32 that its content has.
@Sendable private func withRightChecksums(_ png: [UInt8]) -> [UInt8] {
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

/// Lets the header of a safetensors file end behind its last brace.
@Sendable private func withRightHeaderLength(_ file: [UInt8]) -> [UInt8] {
    guard file.count > 8, let end = file.lastIndex(of: UInt8(ascii: "}")), end > 8 else { return file }
    return (0..<8).map { UInt8(truncatingIfNeeded: (end - 7) >> (8 * $0)) } + file[8...]
}

private let archive: [UInt8] = {
    let name = text("cmn.txt")
    let content = text("Hi.\t嗨。\n")
    func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let common =
        number(20, 2) + number(0, 4) + number(0, 4) + number(Int(crc32(content[...])), 4)
        + number(content.count, 4) + number(content.count, 4) + number(name.count, 2) + number(0, 2)
    let local = text("PK\u{3}\u{4}") + common + name + content
    let entry = text("PK\u{1}\u{2}") + number(20, 2) + common + number(0, 14 - 4) + number(0, 4) + name
    return local + entry + text("PK\u{5}\u{6}") + number(0, 4) + number(1, 2) + number(1, 2)
        + number(entry.count, 4) + number(local.count, 4) + number(0, 2)
}()

private let checkpoint: [UInt8] = {
    var generator = RandomGenerator(seed: 1)
    let layer = Linear(2, 2, using: &generator)
    let optimizer = Adam(layer.parameters, learningRate: 0.1)
    return [UInt8](
        Safetensors(
            arrays: ["weight": layer.weight.value, "ids": .zeros([3])],
            metadata: [
                "epoch": "3", "optimizers": "optimizer", "optimizer.param_groups.0.lr": "0.5",
                "generator.batches": "1 2 3", "note.width": "4",
            ]
        ).encoded())
}()

private let npy: [UInt8] =
    [0x93] + text("NUMPY") + [1, 0, 56, 0] + text("{'descr': '<i2', 'fortran_order': True, 'shape': (2,3)}\n")
    + Array(repeating: 1, count: 12)

/// `defaultdict(list, {1: [2, 300]})`, an array and a sparse matrix as Python 2 writes them.
private let pickles: [[UInt8]] = {
    func short(_ text: String) -> [UInt8] { [UInt8(ascii: "U"), UInt8(text.utf8.count)] + Array(text.utf8) }
    func array(_ type: String, _ count: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        text("cnumpy.core.multiarray\n_reconstruct\nq\u{1}(cnumpy\nndarray\nK\0\u{85}") + short("b")
            + text("tR(K\u{1}K") + [count, 0x85] + text("cnumpy\ndtype\n(") + short(type)
            + text("K\0K\u{1}tR(K\u{3}")
            + short("<") + text("NNNJ") + [255, 255, 255, 255] + text("J") + [255, 255, 255, 255]
            + text("K\0tb")
            + [0x89] + [UInt8(ascii: "U"), UInt8(bytes.count)] + bytes + text("tb")
    }
    let numbers = array("i4", 2, [0, 0, 0, 0, 1, 0, 0, 0])
    let matrix =
        text("cscipy.sparse.csr\ncsr_matrix\n)") + [0x81] + text("}(") + short("_shape")
        + text("K\u{1}K\u{2}")
        + [0x86] + short("indptr") + numbers + short("indices") + array("i4", 1, [1, 0, 0, 0])
        + short("data") + array("f4", 1, [0, 0, 128, 63]) + text("ub.")
    // Characters beyond ASCII were written as two bytes; the opcode is one.
    func opcodes(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == 0xC2, place + 1 < bytes.count { place += 1 }
            result.append(bytes[place])
            place += 1
        }
        return result
    }
    let dictionary: [UInt8] =
        [0x80, 2] + text("ccollections\ndefaultdict\nc__builtin__\nlist\n") + [0x85]
        + text("RK\u{1}](K\u{2}M") + [44, 1]
        + text("es.")
    return [dictionary, opcodes([0x80, 2] + numbers + text(".")), opcodes([0x80, 2] + matrix)]
}()

private let bvh = text(
    """
    HIERARCHY
    ROOT hips
    {
      OFFSET 0 1 0
      CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
      JOINT thigh
      {
        OFFSET 0 -2 0
        CHANNELS 3 Zrotation Xrotation Yrotation
        End Site
        {
          OFFSET 0 0 1e-05
        }
      }
    }
    MOTION
    Frames:\t2
    Frame Time:\t0.0333333
    0 5 0 0 -0 0 90 0 0
    1 5 0 90 0 0 0 -9e1 0

    """)

private let asf = """
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

private let amc = text(
    ":FULLY-SPECIFIED\n:DEGREES\n1\nroot 1 2 3 0 0 0\nthigh 90 0\n2\nthigh 0 90\nroot 0 0 0 0 90 0\n")

/// The skeleton that the motions of `amc` move.
private let thigh: Skeleton? = {
    guard let folder = try? TemporaryFolder(), let path = try? folder.write(asf, to: "a.asf") else {
        return nil
    }
    return try? Skeleton(contentsOfASF: path)
}()

private let options: [ChapterOption] = [
    .flag("quick", ""), .integer("hidden", default: 10, range: 1...4096, ""),
    .number("rate", default: 0.1, range: 0.001...10, ""), .text("text", ""), .list("case", ""),
    .choice("dataset", ["iris", "sonar"], default: "iris", ""),
]

/// Every reader. A new one is one line.
let readers: [FuzzTarget] = [
    file("text", [text("naïve\n汉字\r\n"), [0xEF, 0xBB, 0xBF, 65]]) { "\(try readTextFile($0).count)" },
    file("csv", [table]) { "\(try CSVTable(contentsOf: $0, schema: schema).rowCount)" },
    file("hours", [text(hours)]) {
        "\(try BikeSharing.hours(of: CSVTable(contentsOf: $0, schema: BikeSharing.schema)).count)"
    },
    file("idx", [idx, gzipStored(idx)]) {
        "\(try IDXFile(contentsOf: $0, axes: 3, content: "pictures").extents)"
    },
    packed("gzip", [gzipStored(table)]) { "\(try gunzipped($0, limit: 1 << 20).count)" },
    packed("inflate", [deflated(table), deflated(idx), deflated(text(long))]) {
        "\(try inflated($0, limit: 1 << 20).bytes.count)"
    },
    packed("zlib", [zlibCompressed(table)]) { "\(try zlibDecompressed($0, limit: 1 << 20).count)" },
    packed("archive", [archive, TestArchive.tar(members), TestArchive.gzip(TestArchive.tar(members))]) {
        let archive = try Archive($0, limit: 1 << 20)
        let sizes = try archive.names.indices.prefix(8).map {
            try archive.file(at: $0, limit: 1 << 20).count
        }
        return "\(archive.names.count) \(sizes.reduce(0, +))"
    },
    packed("zip", [archive]) { "\(try unzipped($0, file: "cmn.txt", limit: 1 << 20)?.count ?? -1)" },
    file("png", [picture(3), picture(9)], repair: withRightChecksums) {
        "\(try Picture(contentsOfPNG: $0).bytes.count)"
    },
    file("midi", [midi]) { "\(try Tune(contentsOfMIDI: $0).notes.count)" },
    file("safetensors", [checkpoint], repair: withRightHeaderLength) {
        let file = try Safetensors(contentsOf: $0)
        return "\(file.arrays.count) \(file.integers.count) \(file.metadata.count)"
    },
    file("checkpoint", [checkpoint], repair: withRightHeaderLength) {
        let file = try Checkpoint(contentsOf: $0)
        return "\(file.model.count) \(file.optimizers.count) \(file.generators.count) \(file.notes.count)"
    },
    file("npy", [npy]) { "\(try NDArray(contentsOfNpy: $0).shape)" },
    file("npy of integers", [npy]) { "\(try IntArray(contentsOfNpy: $0).shape)" },
    file("translator", [translatorFile()], repair: withRightHeaderLength) {
        let translator = try Translator.read(from: $0)
        return "\(translator.language.sourceTokens("abab ab").count)"
    },
    file("pickle", pickles) { path in
        let value = try PickleReader.read(path)
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
    FuzzTarget(
        "sentences", seeds: [text("Hi.\t嗨。\tmore\nRun!\t跑\n"), archive],
        isExpected: { error, path in
            if case FileError.malformed(let named, _, _, _) = error { named == path } else { false }
        },
        read: { path, _ in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return "\(try SentencePairs.tatoeba("cmn", in: folder).pairs.count)"
        }),
    FuzzTarget(
        "options", seeds: [text("--hidden=3\n--rate\n0.5\n--case\na\n--quick\n--dataset\niris")],
        isExpected: { error, _ in error is UsageError },
        read: { _, bytes in
            let arguments = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            return "\(try OptionParser(options: options).parse(arguments).count)"
        }),
]

/// Files for a tar archive: one of them has a name that takes a header of its own.
private let members: [(name: String, bytes: [UInt8])] = [
    ("cmn.txt", text("Hi.\t你好。\n")), (String(repeating: "deep/", count: 25) + "a.txt", text("a")),
    ("empty", []),
]

/// A gzip file whose content is stored.
private func gzipStored(_ bytes: [UInt8]) -> [UInt8] {
    func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflated(bytes) + number(Int(crc32(bytes[...])))
        + number(bytes.count)
}

/// A small translator with byte pairs.
private func translatorFile() -> [UInt8] {
    guard let folder = try? TemporaryFolder() else { return [] }
    var generator = RandomGenerator(seed: 1)
    let vocabulary = Vocabulary(tokens: ["ab", "ab▁"])
    let language = LanguagePair(
        source: (.words, vocabulary), target: (.mixed, vocabulary),
        subwords: BytePairEncoding(merges: [.init("a", "b"), .init("a", "b▁"), .init("ab", "ab▁")]))
    let shape = TranslatorShape(width: 2, heads: 1, layers: 1, innerWidth: 2)
    try? Translator(language, shape, using: &generator).save(to: folder.file("m"), epoch: 1)
    return (try? Data(contentsOf: URL(fileURLWithPath: folder.file("m")))).map { [UInt8]($0) } ?? []
}
