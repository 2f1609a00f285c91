import ChapterSupport
import Messages
import Reporting

let command = ChapterCommand(
    number: 9, title: Words(en: "Word vectors", zh: "词向量"),
    summary: Words(
        en: "Words become vectors: by predicting the next word, by predicting neighbours, and by counting.",
        zh: "把词变成向量：预测下一个词，预测相邻的词，或者只是计数。"),
    dataSummary: Words(
        en: "folder with the published files of --dataset; without it sentences are generated",
        zh: "--dataset 的公开数据所在的文件夹；不给时使用程序生成的句子"),
    defaultEpochs: 10, quickEpochs: 2,
    options: [
        .choice(
            "method", Method.allCases.map(\.rawValue) + ["all"], default: "all",
            Words(en: "how vectors are learned", zh: "用哪种方法学习词向量")),
        .choice(
            "dataset", WordData.Dataset.allCases.map(\.rawValue), default: "english",
            Words(
                en: "what --data holds: Tatoeba and Multi30k, Tiny Shakespeare, or Song lyrics by character",
                zh: "--data 中的数据：Tatoeba 与 Multi30k、Tiny Shakespeare，或按字切分的宋词")),
        .text(
            "text", placeholder: "FILE",
            Words(en: "learn from this text in UTF-8", zh: "用这个 UTF-8 文本来学习")),
        .integer(
            "width", default: 0, range: 0...1000,
            Words(en: "numbers of a vector; 0 for what suits the data", zh: "词向量的维数；0 表示按数据选择")),
        .integer(
            "window", default: 0, range: 0...50,
            Words(en: "the largest distance of two neighbours; 0 likewise", zh: "窗口大小；0 同上")),
        .integer(
            "min-count", default: 0, range: 0...1_000_000,
            Words(en: "how often a word must occur to get a vector; 0 likewise", zh: "词至少出现的次数；0 同上")),
        .number(
            "subsampling", default: -1, range: -1...1,
            Words(
                en: "threshold above which frequent words are left out at times; −1 likewise, 0 for never",
                zh: "高频词下采样的阈值；−1 同上，0 表示不采样")),
        .integer(
            "negatives", default: 5, range: 1...100,
            Words(en: "words of noise for each prediction", zh: "每次预测的负样本个数")),
        .integer(
            "context", default: 3, range: 1...20,
            Words(en: "how many words the NPLM sees before the next", zh: "NPLM 看到的前几个词")),
        .integer(
            "nplm-epochs", default: 0, quick: 1, range: 0...1000,
            Words(en: "passes over the text for the NPLM; 0 likewise", zh: "NPLM 的训练轮数；0 同上")),
        .text(
            "vectors", placeholder: "FILE",
            Words(
                en: "train nothing: read these vectors (word2vec, GloVe or npy) and answer",
                zh: "不训练：读取这个词向量文件（word2vec、GloVe 或 npy）来回答问题")),
        .text(
            "words", placeholder: "FILE",
            Words(
                en: "the words of an npy file of --vectors, one a line", zh: "--vectors 的 npy 文件对应的词表，每行一个词")),
        .list(
            "neighbours", placeholder: "WORD",
            Words(en: "with --vectors: the words nearest to this one", zh: "配合 --vectors：与这个词最近的词")),
        .list(
            "analogy", placeholder: "\"A B C\"",
            Words(en: "with --vectors: A is to B as C is to what?", zh: "配合 --vectors：A 之于 B，如同 C 之于什么？")),
        .flag(
            "as-in-book",
            Words(
                en: "also train and look up as the book does, beside a table of counts",
                zh: "再像书中那样训练和查表一次，并与计数的表比较")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en: "the model.safetensors of a run, for --onnx",
                zh: "某次运行的 model.safetensors，供 --onnx 使用")),
        .onnx,
    ])

command.run(answering: .onnx(onnxGraph), .init("vectors", answerFromVectors)) { run in
    try refuseQuestionsWithoutVectors(run)
    let data = try WordData(run)
    let questions = try Questions(data)
    let corpus = try data.corpus(run)
    print(textHeading(Words(en: "Sentences", zh: "句子")) + "\n" + data.introduction.text + "\n")

    let lesson = HandLesson(seed: run.seed)
    let language = try learnLanguageModel(data, run)
    let learned = try learnVectors(corpus, data, questions, language, run)
    let asInBook = run.flag("as-in-book") ? try AsInBook(data, questions, run) : nil

    let results = Results(
        data: data, questions: questions, lesson: lesson, language: language, learned: learned,
        asInBook: asInBook)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
