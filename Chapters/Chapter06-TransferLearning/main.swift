import ChapterSupport
import DigitRecognition
import ImageNetworks
import Messages
import Pictures
import Reporting

let command = ChapterCommand(
    number: 6, title: Words(en: "Transfer learning", zh: "迁移学习"),
    summary: Words(
        en: "A network pretrained on reading digits learns to add them.", zh: "一个预训练来读数字的网络，学着把它们相加。"),
    dataSummary: Words(
        en: """
            folder with the published files of MNIST, by default the chapter draws its own digits; for photographs a folder of \
            classes, or one with train/ and val/
            """,
        zh: "MNIST 公开数据所在的文件夹，默认由程序画数字；照片则是每个类别一个文件夹，或有 train/ 和 val/ 的文件夹"),
    defaultEpochs: 20, quickEpochs: 2,
    options: [
        .text(
            "model", placeholder: "FILE",
            Words(
                en: """
                    the pretrained model.safetensors of Chapter 5, by default a recognizer is trained first; or the \
                    model.safetensors of an earlier run, for --add and --onnx
                    """,
                zh: """
                    第 5 章的预训练模型 model.safetensors，默认先训练一个识别器；或以前运行得到的 model.safetensors，用于 --add 和 --onnx
                    """)),
        .onnx,
        .list(
            "add", placeholder: "PICTURE PICTURE", valuesPerUse: 2,
            Words(
                en: "add the digits of two PNG or JPEG files with --model; - reads two paths from each line",
                zh: "用 --model 把两个 PNG 或 JPEG 文件中的数字相加；- 表示从每行读两个路径")),
        .integer(
            "repetitions", default: 3, quick: 1, range: 1...20,
            Words(
                en: "repetitions with other digits and other initial weights", zh: "用别的数字和别的初始权重重复几次")),
        .choice(
            "part", ["all", "adder", "heads", "towns", "unlabelled", "photographs"], default: "all",
            Words(
                en: """
                    the book's adder, the comparison of heads, towns and night lights, or all three; few labels after \
                    pretraining without any; photographs need --data
                    """,
                zh: "书中的加法器、几种输出头的比较、城镇和夜间灯光，或三者全部；无标签预训练之后用少量标签；照片需要 --data")),
        .integer(
            "unlabelled", default: 6000, quick: 600, range: 100...1_000_000,
            Words(en: "digits for the pretraining without labels", zh: "无标签预训练用的数字个数")),
        .number(
            "temperature", default: 0.5, range: 0.01...100,
            Words(en: "the temperature of the contrastive loss", zh: "对比损失的温度")),
        .choice(
            "network", ImageNetworkKind.allCases.map(\.rawValue),
            default: ImageNetworkKind.mobileNetV2.rawValue,
            Words(en: "the network for photographs", zh: "用于照片的网络")),
        .choice(
            "transfer", ["all"] + Transfer.allCases.map(\.word), default: "all",
            Words(
                en: "what becomes of its weights; all three take some minutes, frozen ones seconds",
                zh: "它的权重怎样处理；三种都做要几分钟，冻结的只要几秒")),
        .number(
            "learning-rate", default: 0.0001, range: 1e-7...1,
            Words(en: "the rate at which a network for photographs is fine-tuned", zh: "微调照片网络的学习率")),
        .text(
            "weights", placeholder: "FILE",
            Words(
                en:
                    "its published weights, .pth or safetensors; by default what Download has fetched; none: from scratch only",
                zh: "它公开的权重，.pth 或 safetensors；默认用 Download 下载的；none：只从零训练")),
        .text(
            "photograph", placeholder: "FILE",
            Words(
                en: "what the published network takes the photograph in this file for; nothing is trained",
                zh: "公开的网络把这个文件中的照片认成什么；不做训练")),
    ])

/// What ImageNet's classes a photograph of one's own is, five lines.
let recognition = ChapterCommand.Answering("photograph") { options, console in
    let kind = ImageNetworkKind(rawValue: options.text("network")) ?? .mobileNetV2
    guard let path = try kind.weights(given: options.path("weights"), dataFolder: options.path("data")) else {
        throw UsageError(en: "--photograph needs weights, not none", zh: "--photograph 需要权重文件，不能是 none")
    }
    let picture = try Picture(contentsOf: options.text("photograph"))
    for (name, probability) in mostLikely(picture, try kind.load(path), try ClassNames(beside: path)) {
        console.output("\(formatPercent(Double(probability))) \(name)")
    }
}

command.run(answering: recognition, .init("add", addPictures), .onnx(onnxGraph)) { run in
    if run.choice("part") == "photographs" { return try photographs(run) }
    if run.choice("part") == "unlabelled" { return try fewLabels(run) }
    let digits = try PictureData(run, drawn: (3000, 2000), quick: (1200, 300))
    print(textHeading(Words(en: "Digits", zh: "数字")) + "\n" + digits.introduction + "\n")
    func isChosen(_ part: String) -> Bool { ["all", part].contains(run.choice("part")) }

    let recognizer = try loadOrTrainRecognizer(digits, run)
    let sweep = isChosen("adder") ? try sweepFractions(recognizer, digits, run) : nil
    let heads = isChosen("heads") ? try compareHeads(recognizer, digits, run) : nil
    let towns = isChosen("towns") ? try transferBetweenTowns(run) : nil

    let results = Results(digits: digits, recognizer: recognizer, sweep: sweep, heads: heads, towns: towns)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}

/// The book's ants and bees, or other photographs.
func photographs(_ run: ChapterRun) throws {
    guard let path = run.dataFolder else {
        throw UsageError(
            en: "--part photographs needs --data DIR, a folder of classes",
            zh: "--part photographs 需要 --data 文件夹")
    }
    let kind = ImageNetworkKind(rawValue: run.choice("network")) ?? .mobileNetV2
    let weights = try kind.weights(given: run.text("weights"), dataFolder: path)
    let results = try transferToPhotographs(kind, weights: weights, path, run)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}

/// Few labels after pretraining without any.
func fewLabels(_ run: ChapterRun) throws {
    let results = try compareFewLabels(run)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
