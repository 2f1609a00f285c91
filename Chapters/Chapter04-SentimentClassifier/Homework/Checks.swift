import Grading
import Messages
import TensorCore

/// The exercises of Chapter 4.
public let sentimentHomework = Homework<any SentimentHomework>(
    chapter: 4, title: Words(en: "Good reviews and bad ones", zh: "好评和差评"),
    file: "Chapters/Chapter04-SentimentClassifier/Homework/Starter.swift",
    exercises: [
        countingWords, weighingWords, askingBayes, losing, splitting, averaging, classifying, mendingBags,
    ])

/// The homework of Chapter 4 for the grader.
public let chapter04Homework = AnyHomework(sentimentHomework, starter: Starter(), solution: Solution())

/// The inputs of an exercise by their numbers: first cases that are worked out by hand, so that no case of the task is
/// left to chance, then drawn ones, four of each size.
func casesFirst<Input>(
    _ cases: [Input], number: Int, _ generator: inout RandomGenerator,
    then draw: (_ size: Int, _ generator: inout RandomGenerator) -> Input
) -> Input {
    number < cases.count ? cases[number] : draw(1 + (number - cases.count) / 4, &generator)
}
