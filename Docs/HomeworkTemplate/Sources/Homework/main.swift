import Chapter01Homework
import Grading

HomeworkCommand([chapter01Homework]).run()
