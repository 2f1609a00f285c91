import ChapterSupport
import Messages
import Reporting
import Text

let command = ChapterCommand(
    number: 12, title: Words(en: "The Transformer", zh: "Transformer"),
    summary: Words(en: "A Transformer translates sentences.", zh: "用 Transformer 翻译句子。"),
    dataSummary: Words(
        en: "folder with the published files of --pair; without it sentences are generated",
        zh: "--pair 的公开数据所在的文件夹；不给时使用程序生成的句子"),
    defaultEpochs: 8, quickEpochs: 8,
    options: [
        .choice(
            "pair", PublishedPairs.allCases.map(\.rawValue), default: "en-de",
            Words(en: "languages of --data", zh: "--data 的语言")),
        .integer(
            "width", default: 0, range: 0...2048,
            Words(en: "features of a token; 0 for what suits the data", zh: "每个词元的特征数；0 表示按数据选择")),
        .integer(
            "layers", default: 0, range: 0...12,
            Words(en: "layers of encoder and decoder; 0 likewise", zh: "编码器和解码器的层数；0 同上")),
        .integer(
            "subwords", default: 0, range: 0...100_000,
            Words(en: "byte-pair merges; 0 for whole words", zh: "字节对编码的合并次数；0 表示用整词")),
        .number(
            "minutes", default: 0, range: 0...100_000,
            Words(en: "minutes of training at most; 0 for no limit", zh: "最多训练多少分钟；0 表示不限")),
        .integer(
            "beam", default: 4, range: 1...64,
            Words(en: "width of the beam: hypotheses kept side by side", zh: "束宽：同时保留的候选译文数")),
        .integer(
            "beam-sentences", default: 100, quick: 20, range: 1...100_000,
            Words(en: "sentences to time the beam on", zh: "用多少个句子给束搜索计时")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en: "use this model.safetensors instead of training; also for --onnx",
                zh: "使用这个 model.safetensors，不再训练；也用于 --onnx")),
        .onnx,
        .text(
            "translate", placeholder: "TEXT",
            Words(en: "translate this with --model; - reads lines of input", zh: "用 --model 翻译这句话；- 表示逐行读取输入")
        ),
        .text(
            "reference", placeholder: "FILE",
            Words(
                en: "right translations, a line each, to score those of --translate - by BLEU",
                zh: "正确的译文，每行一句，用来给 --translate - 的译文计算 BLEU")),
        .flag(
            "as-in-book",
            Words(
                en: "also show the book's batches, which are never cleared",
                zh: "同时展示书中从不清空的批次")),
    ] + TranslatorSettings.options, trial: TranslatorSettings.trial)

command.run(answering: .init("translate", translate), .onnx(onnxGraph)) { run in
    let corpus = try Corpus(run)
    print(textHeading(Words(en: "Sentences", zh: "句子")) + "\n" + corpus.introduction.text + "\n")

    if run.flag("trial") {
        let trial = Trial(corpus: corpus, trained: try trainTranslator(corpus, run))
        trial.fill(&run.metrics)
        trial.fill(&run.report)
        return
    }
    let lesson = PartsLesson(seed: run.seed)
    let trained = try TrainedTranslator(fileOf: run) ?? trainTranslator(corpus, run)
    let evaluation = Evaluation(trained, corpus, run)
    let batches = run.flag("as-in-book") ? try compareBatches(corpus, run) : nil
    let results = Results(
        corpus: corpus, lesson: lesson, trained: trained, evaluation: evaluation, batches: batches)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
