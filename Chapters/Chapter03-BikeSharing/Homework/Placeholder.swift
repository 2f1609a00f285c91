// homework
