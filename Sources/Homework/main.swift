import Grading

/// The homework of every chapter that the manifest lists and does not leave out.
var homeworks: [AnyHomework] = []

#if HOMEWORK_OF_CHAPTER_1
    import Chapter01Homework
    homeworks.append(chapter01Homework)
#endif
#if HOMEWORK_OF_CHAPTER_2
    import Chapter02Homework
    homeworks.append(chapter02Homework)
#endif
#if HOMEWORK_OF_CHAPTER_3
    import Chapter03Homework
    homeworks.append(chapter03Homework)
#endif
#if HOMEWORK_OF_CHAPTER_4
    import Chapter04Homework
    homeworks.append(chapter04Homework)
#endif
#if HOMEWORK_OF_CHAPTER_5
    import Chapter05Homework
    homeworks.append(chapter05Homework)
#endif
#if HOMEWORK_OF_CHAPTER_6
    import Chapter06Homework
    homeworks.append(chapter06Homework)
#endif
#if HOMEWORK_OF_CHAPTER_7
    import Chapter07Homework
    homeworks.append(chapter07Homework)
#endif
#if HOMEWORK_OF_CHAPTER_8
    import Chapter08Homework
    homeworks.append(chapter08Homework)
#endif
#if HOMEWORK_OF_CHAPTER_9
    import Chapter09Homework
    homeworks.append(chapter09Homework)
#endif
#if HOMEWORK_OF_CHAPTER_10
    import Chapter10Homework
    homeworks.append(chapter10Homework)
#endif
#if HOMEWORK_OF_CHAPTER_11
    import Chapter11Homework
    homeworks.append(chapter11Homework)
#endif
#if HOMEWORK_OF_CHAPTER_12
    import Chapter12Homework
    homeworks.append(chapter12Homework)
#endif
#if HOMEWORK_OF_CHAPTER_13
    import Chapter13Homework
    homeworks.append(chapter13Homework)
#endif
#if HOMEWORK_OF_CHAPTER_14
    import Chapter14Homework
    homeworks.append(chapter14Homework)
#endif
#if HOMEWORK_OF_CHAPTER_15
    import Chapter15Homework
    homeworks.append(chapter15Homework)
#endif

HomeworkCommand(homeworks).run()
