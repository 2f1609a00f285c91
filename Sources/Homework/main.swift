import Chapter10Homework
import Chapter12Homework
import Chapter14Homework
import Chapter15Homework
import Chapter1Homework
import Chapter2Homework
import Chapter3Homework
import Chapter5Homework
import Chapter6Homework
import Chapter8Homework
import Grading

/// The homework of every chapter that has some.
let homeworks: [AnyHomework] = [
    chapter1Homework,
    chapter2Homework,
    chapter3Homework,
    chapter5Homework,
    chapter6Homework,
    chapter8Homework,
    chapter10Homework,
    chapter12Homework,
    chapter14Homework,
    chapter15Homework,
]

HomeworkCommand(homeworks).run()
