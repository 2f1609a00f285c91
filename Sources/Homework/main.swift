import Chapter1Homework
import Chapter2Homework
import Chapter3Homework
import Chapter5Homework
import Grading

/// The homework of every chapter that has some.
let homeworks: [AnyHomework] = [
    chapter1Homework,
    chapter2Homework,
    chapter3Homework,
    chapter5Homework,
]

HomeworkCommand(homeworks).run()
