import Chapter1Homework
import Chapter3Homework
import Grading

/// The homework of every chapter that has some.
let homeworks: [AnyHomework] = [
    chapter1Homework,
    chapter3Homework,
]

HomeworkCommand(homeworks).run()
