import ChapterSupport
import Messages
import Reporting
import Text

let command = ChapterCommand(
    number: 11, title: Words(en: "Encoder–decoder with attention", zh: "编码器–解码器与注意力"),
    summary: Words(
        en:
            "A recurrent network reads a sentence, another writes its translation, with attention and without.",
        zh: "一个循环网络读句子，另一个写出译文；比较有注意力和没有注意力的结果。"),
    dataSummary: Words(
        en: "folder with the published files of --pair; without it sentences are generated",
        zh: "--pair 的公开数据所在的文件夹；不给时使用程序生成的句子"),
    defaultEpochs: 3, quickEpochs: 3,
    options: [
        .choice(
            "attention", AttentionKind.choices, default: "compare",
            Words(
                en: "attention of the decoder; compare trains additive and none, all trains four networks",
                zh: "解码器的注意力；compare 训练 additive 和 none 两个网络，all 训练四个")),
        .choice(
            "pair", PairSource.directions, default: "en-de",
            Words(en: "languages of --data, from first to second", zh: "--data 的语言，从前者译成后者")),
        .text(
            "source", placeholder: "FILE",
            Words(en: "own sentences, one a line; with --target", zh: "自己的句子，每行一句；与 --target 一起用")),
        .text(
            "target", placeholder: "FILE",
            Words(en: "their translations, one a line", zh: "对应的译文，每行一句")),
        .text(
            "pairs", placeholder: "FILE",
            Words(en: "own sentences and translations, a tab between them", zh: "自己的句对，以制表符分隔")),
        .integer(
            "width", default: 0, range: 0...2048,
            Words(en: "units of each network; 0 for what suits the data", zh: "各网络的单元数；0 表示按数据选择")),
        .integer(
            "longest", default: 0, range: 0...200,
            Words(en: "words of the longest sentence; 0 likewise", zh: "最长句子的词数；0 同上")),
        .number(
            "dropout", default: 0.2, range: 0...0.9,
            Words(en: "dropout probability in training", zh: "训练时的 dropout 概率")),
        .number(
            "learning-rate", default: 0.002, range: 1e-6...1,
            Words(en: "learning rate at the start", zh: "初始学习率")),
        .number(
            "scheduled", default: 0, range: 0...1,
            Words(
                en: "share of own words that the decoder reads at the end of training; 0 is teacher forcing",
                zh: "训练结束时解码器读自己所写词的比例；0 即教师强制")),
        .number(
            "minutes", default: 0, range: 0...100_000,
            Words(
                en: "minutes of training for each network at most; 0 for no limit", zh: "每个网络最多训练多少分钟；0 表示不限")
        ),
        .integer(
            "beam", default: 4, range: 1...64,
            Words(en: "width of the beam: hypotheses kept side by side", zh: "束宽：同时保留的候选译文数")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en: "model.safetensors of an earlier run, for --translate and --onnx",
                zh: "以前运行得到的 model.safetensors，供 --translate 和 --onnx 使用")),
        .onnx,
        .text(
            "translate", placeholder: "TEXT",
            Words(en: "translate this with --model; - reads lines of input", zh: "用 --model 翻译这句话；- 表示逐行读取输入")
        ),
        .flag(
            "as-in-book",
            Words(
                en: "also train the book's network, and score it as the book does", zh: "同时训练书中的网络，并按书中的方法评分")
        ),
    ])

command.run(answering: .init("translate", translate), .onnx(onnxGraph)) { run in
    let corpus = try Corpus(run)
    print(textHeading(Words(en: "Sentences", zh: "句子")) + "\n" + corpus.introduction.text + "\n")

    let lesson = GatedUnitLesson(seed: run.seed)
    let baselines = Baselines(corpus)
    let trained = try trainTranslators(corpus, run)
    let evaluations = trained.map { Evaluation($0.network, corpus) }
    let asInBook = run.flag("as-in-book") ? try trainAsInBook(corpus, run) : nil
    let results = Results(
        corpus: corpus, lesson: lesson, baselines: baselines, trained: trained, evaluations: evaluations,
        test: TestScores(trained[0].network, corpus, run), asInBook: asInBook)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
