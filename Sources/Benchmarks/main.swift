let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == CaseProcess.marker { CaseProcess.answer(arguments) }
benchmarkCommand.run(runBenchmarks)
