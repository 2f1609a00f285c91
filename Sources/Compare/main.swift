compareCommand.run(compare)
