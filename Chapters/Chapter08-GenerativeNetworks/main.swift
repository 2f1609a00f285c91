import ChapterSupport
import DigitRecognition
import Messages
import Reporting

let command = ChapterCommand(
    number: 8, title: Words(en: "Generative networks", zh: "生成网络"),
    summary: Words(
        en: "A generator learns to draw digits: by mean squared error, against a recognizer, as a GAN.",
        zh: "生成器学着画数字：用均方误差，对抗识别器，作为 GAN。"),
    dataSummary: Words(
        en: """
            folder with the published files of MNIST, or with pictures of your own, PNG or JPEG, a folder for each class; by \
            default the chapter draws its own digits
            """,
        zh: "MNIST 公开数据所在的文件夹，或你自己的图片（PNG 或 JPEG，每个类别一个文件夹）；默认由程序画数字"),
    defaultEpochs: 24, quickEpochs: 2,
    options: [
        .text(
            "model", placeholder: "FILE",
            Words(
                en: """
                    the model.safetensors of Chapter 5, to evaluate with (by default a recognizer is trained first); or the \
                    conditional.safetensors of an earlier run, for --draw, or either of its models for --onnx
                    """,
                zh: """
                    第 5 章的 model.safetensors，用来评判（默认先训练一个识别器）；或以前运行得到的 conditional.safetensors，\
                    用于 --draw，两个模型都可用于 --onnx
                    """)),
        .onnx,
        .integer(
            "width", default: 32, quick: 8, range: 4...256,
            Words(
                en: "feature maps of the inner layers of generators and discriminators",
                zh: "生成器和判别器内部各层的特征图数目")),
        .text(
            "draw", placeholder: "DIGITS",
            Words(
                en: """
                    draw these digits, 2026 or 7,7,3, with --model, or classes of your own by name, \"rose, tulip\"; - reads lines \
                    of input
                    """,
                zh: "用 --model 画这些数字，如 2026 或 7,7,3；你自己的类别写名字，如 \"rose, tulip\"；- 表示逐行读取输入")),
        .text(
            "picture", placeholder: "FILE", default: "drawn.png",
            Words(en: "the PNG that --draw writes", zh: "--draw 写出的 PNG")),
    ])

command.run(answering: .init("draw", draw), .onnx(onnxGraph)) { run in
    let digits = try PictureData(run, ownSide: 28, drawn: (3000, 2000), quick: (1500, 300), atLeast: 2)
    print(textHeading(Words(en: "Digits", zh: "数字")) + "\n" + digits.introduction + "\n")

    let lesson = TransposedLesson(seed: run.seed)
    let recognizer = try loadOrTrainRecognizer(digits, run)
    let evaluator = Evaluator(recognizer.network, real: digits.test)
    let meanSquare = try trainMeanSquareGenerator(on: digits, evaluator, run)
    let fooling = try trainFoolingGenerator(
        against: recognizer.network, channels: digits.training.channels,
        classCount: digits.training.classNames.count, evaluator, run)
    let plain = try trainGAN(on: digits, isConditional: false, evaluator, run)
    let conditional = try trainGAN(on: digits, isConditional: true, evaluator, run)

    let results = Results(
        digits: digits, lesson: lesson, recognizer: recognizer, evaluator: evaluator,
        meanSquare: meanSquare, fooling: fooling, plain: plain, conditional: conditional)
    results.print()
    results.fill(&run.metrics)
    try results.fill(&run.report)
    try results.save(run)
}
