import ChapterSupport
import DigitRecognition
import Reporting

let command = ChapterCommand(
    number: 8, title: "Generative networks",
    summary: "A network draws digits: blurred, deceiving, and at last real.",
    dataSummary: "folder with the published files of MNIST; without it the chapter draws its own digits",
    defaultEpochs: 24, quickEpochs: 2,
    options: [
        .text(
            "model", placeholder: "FILE",
            "the model.safetensors of Chapter 5, to judge by; without it a recognizer is trained first"),
        .integer(
            "width", default: 32, quick: 8, range: 4...256, "maps of the painters' and judges' inner layers"),
    ])

command.run { run in
    let digits = try DigitSets(run, drawn: (3000, 2000), quick: (1500, 300))
    print(textHeading("Digits") + "\n" + digits.introduction + "\n")

    let lesson = TransposedLesson(seed: run.seed)
    let recognizer = try Recognizer(
        digits, model: run.text("model"), epochs: run.isQuick ? 8 : 12, seed: run.seed,
        checkpoint: run.checkpoint("recognizer"), shouldStop: { run.shouldStop })
    let critic = Critic(recognizer.network, real: digits.test)
    let blurred = try BlurredPainter(digits, critic, run)
    let deceiver = try DeceivingPainter(recognizer.network, critic, run)
    let plain = try AdversarialPair(digits, critic, isConditional: false, run)
    let conditional = try AdversarialPair(digits, critic, isConditional: true, run)

    let results = Results(
        digits: digits, lesson: lesson, recognizer: recognizer, critic: critic, blurred: blurred,
        deceiver: deceiver, plain: plain, conditional: conditional)
    results.print()
    results.fill(&run.metrics)
    results.fill(&run.report)
    try results.save(run)
}
