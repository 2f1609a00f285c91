benchmarkCommand.run(runBenchmarks)
