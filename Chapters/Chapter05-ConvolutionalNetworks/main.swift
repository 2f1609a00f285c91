import ChapterSupport
import DigitRecognition
import Messages
import Reporting
import TensorCore

let command = ChapterCommand(
    number: 5, title: Words(en: "Convolutional networks", zh: "卷积网络"),
    summary: Words(en: "Which digit is it? Five networks learn to tell.", zh: "这是哪个数字？五个网络学着认。"),
    dataSummary: Words(
        en: """
            folder with the published files of --dataset, or with pictures of your own, PNG or JPEG, a folder for each \
            class; by default the chapter draws its own digits
            """,
        zh: "存放 --dataset 的公开文件的文件夹，或自己的 PNG、JPEG 图片，每个类别一个文件夹；默认由本章自己画数字"),
    defaultEpochs: 20, quickEpochs: 2,
    options: [
        .choice(
            "network", NetworkKind.allCases.map(\.rawValue) + ["all"], default: "all",
            Words(en: "which network to train", zh: "训练哪个网络")),
        .choice(
            "dataset", PublishedPictures.allCases.map(\.rawValue), default: "mnist",
            Words(en: "what --data contains", zh: "--data 中是什么")),
        .integer(
            "side", default: 32, range: 16...128,
            Words(
                en: "the side to which pictures of your own are brought, in pixels",
                zh: "把自己的图片缩放到的边长（像素）")),
        .choice(
            "train-on", ["data", "generated"], default: "data",
            Words(
                en: "with generated: train on drawn digits only, test on those of --data",
                zh: "generated：只用画出的数字训练，用 --data 的数字测试")),
        .choice(
            "rung", KernelRung.allCases.map(\.rawValue), default: KernelRung.highest.rawValue,
            Words(
                en: "which rung of the ladder of kernels does the arithmetic", zh: "由核函数阶梯的哪一级来做运算")),
        .flag(
            "as-in-book",
            Words(
                en: "also train with the softmax over the batch and test on half, as the book does",
                zh: "同时照书的做法，在批次方向上做 softmax 来训练，并用一半来测试")),
        .choice(
            "mistake", ["none"] + Mistake.allCases.map(\.rawValue) + ["all"], default: "none",
            Words(
                en: "train with a mistake that everyone makes, beside the same without it",
                zh: "带着一个人人都会犯的错误训练，并与没有错误时比较")),
        .choice(
            "part", ["networks", "smaller"], default: "networks",
            Words(
                en: "the networks, or how to make the strong one smaller",
                zh: "各个网络，或者怎样让 strong 网络变小")),
        .text(
            "teacher", placeholder: "FILE",
            Words(
                en:
                    "with --part smaller: a strong network that a run saved, instead of one trained for each seed",
                zh: "与 --part smaller 合用：某次运行保存的 strong 网络，而不是每个种子训练一个")),
        .number(
            "temperature", default: 8, range: 0.1...100,
            Words(
                en: "with --part smaller: how soft the teacher's targets are",
                zh: "与 --part smaller 合用：教师的软标签有多软")),
        .number(
            "teacher-weight", default: 0.9, range: 0...1,
            Words(
                en: "with --part smaller: the share of the teacher in a student's loss",
                zh: "与 --part smaller 合用：学生的损失中教师所占的份额")),
        .flag(
            "held-out",
            Words(
                en: "with --part smaller: test on a sixth of the training set, held out, to choose settings",
                zh: "与 --part smaller 合用：留出训练集的六分之一来测试，用于选择设置")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en:
                    "the model.safetensors or best.safetensors of an earlier run, for --read, --learn and --onnx",
                zh: "以前运行得到的 model.safetensors 或 best.safetensors，供 --read、--learn 和 --onnx 使用")),
        .list(
            "read", placeholder: "PICTURE",
            Words(
                en:
                    "read a digit from a PNG or JPEG with --model, or from all of a folder; - reads paths line by line",
                zh: "用 --model 从 PNG 或 JPEG 读出数字，或读一个文件夹中的全部图片；- 表示逐行读入路径")),
        .learn, .onnx,
    ] + StrongSettings.options, trial: StrongSettings.trial)

command.run(
    answering: .init("learn", withData: learn), .onnx(onnxGraph), .init("read", readPictures),
    .init("model", readPictures)
) { run in
    guard run.choice("part") == "smaller" || run.text("teacher") == nil else {
        throw UsageError(en: "--teacher needs --part smaller", zh: "--teacher 需要 --part smaller")
    }
    try KernelRung.with(KernelRung(rawValue: run.choice("rung")) ?? .highest) {
        let data = try PictureData(run)
        print(textHeading(Words(en: "Training", zh: "训练")) + "\n" + data.introduction + "\n")
        if run.choice("mistake") != "none" {
            let results = try makeMistakes(data, run)
            results.print()
            results.fill(&run.metrics)
            results.fill(&run.report)
            return
        }
        if run.flag("trial") {
            let trial = try trainTrial(data, run)
            trial.fill(&run.metrics)
            trial.fill(&run.report)
            return
        }
        if run.choice("part") == "smaller" {
            let results = try makeSmaller(data, run)
            results.print()
            results.fill(&run.metrics)
            results.fill(&run.report)
            return
        }

        let lesson = HandLesson(seed: run.seed)
        let kinds = NetworkKind(rawValue: run.choice("network")).map { [$0] } ?? NetworkKind.allCases
        let networks = try kinds.compactMap { try train($0, on: data, run) }
        let asInBook =
            run.flag("as-in-book") ? try train(.book, on: data, loss: .softmaxOverBatch, run) : nil
        let experiments = Experiments(networks, data, run)
        let regularization = run.shouldStop ? nil : try compareRegularization(data, run)

        let results = Results(
            data: data, lesson: lesson, networks: networks, asInBook: asInBook, experiments: experiments,
            regularization: regularization)
        results.print()
        results.fill(&run.metrics)
        try results.fill(&run.report)
        try results.save(run)
    }
}
