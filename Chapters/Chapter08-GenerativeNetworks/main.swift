import ChapterSupport
import DigitRecognition
import Reporting

let command = ChapterCommand(
    number: 8, title: "Generative networks",
    summary: "A generator learns to draw digits: by mean squared error, against a recognizer, as a GAN.",
    dataSummary: """
        folder with the published files of MNIST, or with pictures of your own, PNG or JPEG, a folder for each class; by default \
        the chapter draws its own digits
        """,
    defaultEpochs: 24, quickEpochs: 2,
    options: [
        .text(
            "model", placeholder: "FILE",
            """
            the model.safetensors of Chapter 5, to evaluate with (by default a recognizer is trained first); or the \
            conditional.safetensors of an earlier run, for --draw
            """),
        .integer(
            "width", default: 32, quick: 8, range: 4...256,
            "feature maps of the inner layers of generators and discriminators"),
        .text(
            "draw", placeholder: "DIGITS",
            """
            draw these digits, 2026 or 7,7,3, with --model, or classes of your own by name, \"rose, tulip\"; - reads lines of input
            """),
        .text(
            "picture", placeholder: "FILE", default: "drawn.png", "the PNG that --draw writes"),
    ])

command.run(answering: .init("draw", draw)) { run in
    let digits = try PictureData(run, ownSide: 28, drawn: (3000, 2000), quick: (1500, 300), atLeast: 2)
    print(textHeading("Digits") + "\n" + digits.introduction + "\n")

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
