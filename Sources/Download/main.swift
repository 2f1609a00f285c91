downloadCommand.run(download)
