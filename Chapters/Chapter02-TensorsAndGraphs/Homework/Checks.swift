import Grading
import Messages
import TensorCore

/// The exercises of Chapter 2.
public let tensorHomework = Homework<any TensorHomework>(
    chapter: 2, title: Words(en: "Tensors and gradients", zh: "张量和梯度"),
    file: "Chapters/Chapter02-TensorsAndGraphs/Homework/Starter.swift",
    exercises: [
        broadcastingShapes, findingStrides, differentiating, descending, undoingBroadcasts, walkingBack,
        addingGradients, fitting,
    ])

/// The homework of Chapter 2 for the command line.
public let chapter02Homework = AnyHomework(tensorHomework, starter: Starter(), solution: Solution())
