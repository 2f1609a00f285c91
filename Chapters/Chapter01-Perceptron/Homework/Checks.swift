import Grading
import Messages

/// The eleven exercises of chapter 1.
public let perceptronHomework = Homework<any PerceptronHomework>(
    chapter: 1, title: Words(en: "Perceptron", zh: "感知机"),
    file: "Chapters/Chapter01-Perceptron/Homework/Starter.swift",
    exercises: [
        outputExercise, learnExercise, marginExercise, activationsExercise, backpropagateExercise,
        hiddenExercise, differencesExercise, trainingExercise, boundExercise, classesExercise, faultExercise,
    ])

/// The homework of chapter 1 with its starter and its solution, as the command grades it.
public let chapter01Homework = AnyHomework(perceptronHomework, starter: Starter(), solution: Solution())
