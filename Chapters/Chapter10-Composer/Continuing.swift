import Autograd
import ChapterSupport
import Decoding
import Files
import Foundation
import Messages
import Music
import Reporting
import TensorCore
import Text

/// Goes on from the tune of `--continue` with the composer of `--model`, or composes one without a tune, and writes it as MIDI and
/// as sound; for a dash, from each tune whose path comes line by line. Nothing of a run is written.
///
/// - Throws: `UsageError` without a model, `FileError` for a model or a tune that is missing or broken, or a song that cannot be
///   written.
func goOn(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.path("model") else {
        throw UsageError(
            en: "--continue needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--continue 需要 --model FILE，即本章某次运行得到的 model.safetensors")
    }
    let composer = try SavedComposer(contentsOf: path)
    let song = SongFiles(arguments.path("song") ?? arguments.text("song"))
    var random = RandomGenerator(seed: UInt64(arguments.integer("seed")))
    func answer(_ file: String?, into song: SongFiles) throws {
        let tune = try file.map { file in
            let tune = try Tune(contentsOfMIDI: file)
            guard !tune.notes.isEmpty else {
                throw FileError.malformed(path: file, reason: noNotes.text)
            }
            return tune
        }
        let result = continued(
            tune, by: composer.model, measures: arguments.integer("measures"),
            temperature: arguments.number("temperature"), topP: arguments.number("top-p"), using: &random)
        try song.write(result.tune)
        let files = "\(song.midi), \(song.sound)"
        guard let file, let perplexity = result.perplexity.map({ formatNumber($0, significantDigits: 3) })
        else {
            return console.output(
                Words(en: "\(files): \(result.newNotes) notes", zh: "\(files)：\(result.newNotes) 个音符").text)
        }
        console.output(
            Words(
                en: """
                    \(files): \(result.newNotes) notes after \(file) (the network's perplexity on it: \(perplexity))
                    """,
                zh: "\(files)：在 \(file) 之后写了 \(result.newNotes) 个音符（网络对它的困惑度：\(perplexity)）"
            ).text)
    }
    try Parallel.withThreads(arguments.integer("threads")) {
        let file = arguments.optionalText("continue")
        guard file == "-" else { return try answer(arguments.path("continue"), into: song) }
        var number = 0
        try forEachInputLine(until: { false }) { line in
            number += 1
            try answer(line, into: song.numbered(number))
        }
    }
}

/// What is wrong with a tune that has none.
let noNotes = Words(en: "it has no notes", zh: "其中没有音符")

/// A song in two files: MIDI, and beside it the sound of its first five minutes.
private struct SongFiles {
    private let stem: String

    /// The files of a path that ends in ".mid", or has another end.
    init(_ path: String) {
        let isMIDI = path.lowercased().hasSuffix(".mid")
        stem = isMIDI ? String(path.dropLast(4)) : path
    }

    var midi: String { "\(stem).mid" }
    var sound: String { "\(stem).wav" }

    /// The files of the song of this number.
    func numbered(_ number: Int) -> SongFiles { SongFiles("\(stem)-\(number).mid") }

    func write(_ tune: Tune) throws {
        try tune.writeMIDI(to: midi, programs: songPrograms)
        try writeFileAtomically(Data(wav(tune.sound(longest: 300))), to: sound)
    }
}

/// A tune that goes on.
struct Continuation {
    /// The tune given, if there was one, and what was composed after it.
    let tune: Tune
    let newNotes: Int
    /// How surprised the network was by the tune given.
    let perplexity: Double?
}

/// Lets a network read a tune and write on for so many measures of four quarters, or until it predicts the end. Without a tune it
/// begins one.
func continued(
    _ tune: Tune?, by model: RecurrentLanguageModel, measures: Int, temperature: Double, topP: Double,
    using generator: inout RandomGenerator
) -> Continuation {
    model.evaluate()
    // Without its end: the network is to go on. Of a long tune, what it hears last.
    let all = tune.map { Array(BeatEncoding.events(of: $0).dropLast()) } ?? [BeatEncoding.end]
    let begun = all.reduce(0) { sum, event in
        if case .shift(let step) = BeatEncoding.event(event) { sum + step } else { sum }
    }
    let heard = Array(all.suffix(2000))
    // The last note is heard to its end before anything is too late.
    let last = max(begun, tune.map { Int(($0.length * Double(BeatEncoding.steps)).rounded(.up)) } ?? 0)
    let limit = last + 4 * measures * BeatEncoding.steps
    var (logits, state) = withoutGradient { model(IntArray(heard, shape: [1, heard.count])) }
    let perplexity = tune.map { _ in
        Text.perplexity(negativeLogLikelihood: surprise(logits.value[0], heard))
    }
    var (events, now) = ([Int](), begun)
    var scores = logits.value[0][heard.count - 1].scalars
    while true {
        // Notes that are asked for come: the end does not come before half of the measures.
        if now < (last + limit) / 2 { scores[BeatEncoding.end] = -.infinity }
        let next = sampled(from: scores, temperature: temperature, topP: topP, using: &generator)
        if next == BeatEncoding.end { break }
        if case .shift(let step) = BeatEncoding.event(next) { now += step }
        if now >= limit || events.count >= 400 * measures { break }
        events.append(next)
        (logits, state) = withoutGradient { model(IntArray([next], shape: [1, 1]), state: state) }
        scores = logits.value.scalars
    }
    let start = Double(begun) / Double(BeatEncoding.steps)
    let new = BeatEncoding.tune(events).notes.map { note in
        var note = note
        note.start += start
        return note
    }
    return Continuation(
        tune: Tune((tune?.notes ?? []) + new, tempos: tune?.tempos ?? []), newNotes: new.count,
        perplexity: perplexity)
}

/// The mean of −ln P of the events after the first, by the logits `[T, symbols]` of what follows each.
private func surprise(_ logits: NDArray, _ events: [Int]) -> Double {
    let logProbabilities = logits.logSoftmax(axis: 1)
    let total = events.dropFirst().enumerated().reduce(0.0) {
        $0 - Double(logProbabilities[scalar: $1.offset, $1.element])
    }
    return total / Double(max(1, events.count - 1))
}
