import Grading
import Messages
import TensorCore

/// The exercises of Chapter 9.
public let wordVectorHomework = Homework<any WordVectorHomework>(
    chapter: 9, title: Words(en: "Word vectors", zh: "词向量"),
    file: "Chapters/Chapter09-WordVectors/Homework/Starter.swift",
    exercises: [
        pairing, drawingNegatives, stepping, subsampling, answeringAnalogies, informing, trainingVectors,
        mendingLookup,
    ])

/// The homework of Chapter 9 for the grader.
public let chapter09Homework = AnyHomework(wordVectorHomework, starter: Starter(), solution: Solution())

/// The inputs of an exercise by their numbers: first cases that are worked out by hand, so that no case of the task is
/// left to chance, then drawn ones, four of each size.
func casesFirst<Input>(
    _ cases: [Input], number: Int, _ generator: inout RandomGenerator,
    then draw: (_ size: Int, _ generator: inout RandomGenerator) -> Input
) -> Input {
    number < cases.count ? cases[number] : draw(1 + (number - cases.count) / 4, &generator)
}
