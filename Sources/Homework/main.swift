import Chapter1Homework
import Grading

/// The homework of every chapter that has some.
let homeworks: [AnyHomework] = [chapter1Homework]

HomeworkCommand(homeworks).run()
