import ChapterSupport
import Messages
import Reporting

let command = ChapterCommand(
    number: 10, title: Words(en: "The composer", zh: "作曲机"),
    summary: Words(
        en: "Recurrent networks learn to count and to compose tunes.", zh: "循环网络学习计数，学习作曲。"),
    dataSummary: Words(
        en: "folder with MIDI files (.mid); without it tunes are generated",
        zh: "存放 MIDI 文件（.mid）的文件夹；不给时由程序生成曲调"),
    defaultEpochs: 24, quickEpochs: 3,
    options: [
        .choice(
            "part", ["all", "counting", "composer"], default: "all", Words(en: "what to run", zh: "运行哪个部分")),
        .choice(
            "network", RecurrentKind.allCases.map(\.rawValue) + ["all"], default: "all",
            Words(en: "what composes", zh: "用哪种网络作曲")),
        .integer(
            "hidden", default: 128, quick: 16, range: 1...2048,
            Words(en: "hidden units of the composer's layers", zh: "作曲网络每层的隐藏单元数")),
        .integer(
            "counting-steps", default: 15_000, quick: 150, range: 1...1_000_000,
            Words(en: "updates of each counter", zh: "每个计数网络更新多少步")),
        .number(
            "temperature", default: 0.9, range: 0.01...10,
            Words(
                en: "divides the logits: below 1 safer, above bolder", zh: "温度，logits 除以它：低于 1 更稳妥，高于 1 更大胆")
        ),
        .number(
            "top-p", default: 0.95, range: 0.01...1,
            Words(
                en: "sample from the likeliest events of this probability",
                zh: "只从概率之和为此值的最可能的事件中采样")),
        .number(
            "minutes", default: 0, range: 0...100_000,
            Words(en: "minutes for each composer at most; 0 for no limit", zh: "每个作曲网络最多训练多少分钟；0 表示不限")),
        .flag(
            "as-in-book",
            Words(
                en: "also show the book's data leakage: shuffled windows that overlap",
                zh: "同时展示书中的数据泄露：打乱的、互相重叠的窗口")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en:
                    "compose with the model.safetensors of an earlier run, without a training; also for --onnx",
                zh: "用以前运行得到的 model.safetensors 作曲，不训练；也用于 --onnx")),
        .onnx,
        .text(
            "continue", placeholder: "TUNE.mid",
            Words(
                en: "go on from this tune with --model; - reads paths line by line",
                zh: "用 --model 接着这段曲调写下去；- 表示逐行读入路径")),
        .integer(
            "measures", default: 16, range: 1...1000,
            Words(en: "how many measures of four quarters --model composes", zh: "--model 写多少个四拍的小节")),
        .text(
            "song", placeholder: "FILE.mid", default: "composed.mid",
            Words(en: "what --model writes, and a .wav beside it", zh: "--model 写出的文件，旁边还有一个 .wav")),
    ])

command.run(answering: .onnx(onnxGraph), .init("continue", goOn), .init("model", goOn)) { run in
    func isWanted(_ part: String) -> Bool { ["all", part].contains(run.choice("part")) }
    let lesson = CellsLesson(seed: run.seed)
    let music = isWanted("composer") ? try TuneData(run) : nil
    let counters = isWanted("counting") ? try trainCounters(run) : nil
    if let music { print(textHeading(Words(en: "Tunes", zh: "曲调")) + "\n" + music.introduction + "\n") }
    let composers = try music.map { try trainComposers(on: $0, run) }
    let song = composers?.best.map { compose(with: $0.model, run) }
    let leakage = run.flag("as-in-book") ? try music.map { try measureLeakage(in: $0, run) } : nil

    let results = Results(
        lesson: lesson, counters: counters, music: music, composers: composers, song: song, leakage: leakage)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
