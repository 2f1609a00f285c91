import ChapterSupport
import Messages
import Reporting

let command = ChapterCommand(
    number: 4, title: Words(en: "Reviews, good or bad", zh: "评论的好与坏"),
    summary: Words(
        en: "Does a review speak well or ill of something? From bags of words to a recurrent network.",
        zh: "一条评论是夸还是贬？从词袋模型到循环神经网络。"),
    dataSummary: Words(
        en: "folder with the published files of --dataset; without it reviews are generated",
        zh: "--dataset 的公开数据所在的文件夹；不给时由程序生成评论"),
    defaultEpochs: 12, quickEpochs: 3,
    options: [
        .choice(
            "dataset", Dataset.allCases.map(\.rawValue), default: "shop",
            Words(en: "which reviews of --data are read", zh: "读取 --data 中的哪种评论")),
        .text(
            "good", placeholder: "FILE",
            Words(
                en: "good reviews of your own, a line each; or a folder, a text file each",
                zh: "你自己的好评：每行一条的文件，或每条一个文本文件的文件夹")),
        .text("bad", placeholder: "FILE", Words(en: "the bad ones, likewise", zh: "差评，格式相同")),
        .text(
            "csv", placeholder: "FILE",
            Words(en: "reviews of your own in a table with a header", zh: "你自己的评论表格（CSV，带表头）")),
        .text(
            "text-column", placeholder: "NAME", default: "text",
            Words(en: "the column of --csv with the texts", zh: "--csv 中文本所在的列")),
        .text(
            "label-column", placeholder: "NAME", default: "label",
            Words(en: "the column with the labels, 1 or 0, good or bad", zh: "标签所在的列，1 或 0，good 或 bad")),
        .integer(
            "folds", default: 0, range: 0...20,
            Words(
                en: "parts of which each is the test set once; 0 for 3 of generated reviews, else 10",
                zh: "把数据分成几份，轮流作测试集；0 表示生成的评论 3 份，其他 10 份")),
        .choice(
            "network", NetworkChoice.allCases.map(\.rawValue), default: "all",
            Words(en: "which networks are trained", zh: "训练哪些网络")),
        .flag(
            "as-in-book",
            Words(
                en: "also with copies in training and test set and the rest of the book's notebook",
                zh: "再按书中的做法训练：训练集和测试集中有相同的评论，等等")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en: "the model.safetensors of a run, for --classify, --learn and --onnx",
                zh: "某次运行的 model.safetensors，供 --classify、--learn 和 --onnx 使用")),
        .text(
            "classify", placeholder: "TEXT",
            Words(
                en: "say what this review is, and what each token contributed; - reads lines",
                zh: "判断这条评论的好坏，并给出每个词的贡献；- 表示逐行读取")),
        .learn, .onnx,
    ])

command.run(
    answering: .init("learn", withData: learn), .init("classify", classify), .onnx(onnxGraph)
) { run in
    let data = try ReviewData(run)
    print(textHeading(Words(en: "Reviews", zh: "评论")) + "\n" + data.introduction.text + "\n")

    let lesson = SoftmaxLesson(seed: run.seed)
    let tokens = compareTokens(data, run)
    let baselines = trainBaselines(data, run)
    let linear = try trainLinear(data, run)
    let sparse = run.wants(.linear) ? SparseLesson(data, seed: run.seed) : nil
    let book = try trainBookNetworks(data, run)
    let recurrent = try trainRecurrent(data, run)
    let asInBook = run.flag("as-in-book") ? try trainAsInBook(data, run) : nil

    let results = Results(
        data: data, lesson: lesson, tokens: tokens, baselines: baselines, linear: linear, book: book,
        recurrent: recurrent, asInBook: asInBook, sparse: sparse)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
