import Grading

/// The homework of every chapter that has some. A chapter of the book that the manifest does not list yet has no module.
var homeworks: [AnyHomework] = []

#if canImport(Chapter01Homework)
    import Chapter01Homework
    homeworks.append(chapter01Homework)
#endif
#if canImport(Chapter02Homework)
    import Chapter02Homework
    homeworks.append(chapter02Homework)
#endif
#if canImport(Chapter03Homework)
    import Chapter03Homework
    homeworks.append(chapter03Homework)
#endif
#if canImport(Chapter04Homework)
    import Chapter04Homework
    homeworks.append(chapter04Homework)
#endif
#if canImport(Chapter05Homework)
    import Chapter05Homework
    homeworks.append(chapter05Homework)
#endif
#if canImport(Chapter06Homework)
    import Chapter06Homework
    homeworks.append(chapter06Homework)
#endif
#if canImport(Chapter07Homework)
    import Chapter07Homework
    homeworks.append(chapter07Homework)
#endif
#if canImport(Chapter08Homework)
    import Chapter08Homework
    homeworks.append(chapter08Homework)
#endif
#if canImport(Chapter09Homework)
    import Chapter09Homework
    homeworks.append(chapter09Homework)
#endif
#if canImport(Chapter10Homework)
    import Chapter10Homework
    homeworks.append(chapter10Homework)
#endif
#if canImport(Chapter11Homework)
    import Chapter11Homework
    homeworks.append(chapter11Homework)
#endif
#if canImport(Chapter12Homework)
    import Chapter12Homework
    homeworks.append(chapter12Homework)
#endif
#if canImport(Chapter13Homework)
    import Chapter13Homework
    homeworks.append(chapter13Homework)
#endif
#if canImport(Chapter14Homework)
    import Chapter14Homework
    homeworks.append(chapter14Homework)
#endif
#if canImport(Chapter15Homework)
    import Chapter15Homework
    homeworks.append(chapter15Homework)
#endif

HomeworkCommand(homeworks).run()
