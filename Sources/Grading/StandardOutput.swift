// The C library's variable `stdout` is not marked as safe, so this file imports nothing else.
#if canImport(Darwin)
    @preconcurrency import Darwin
#else
    @preconcurrency import Glibc
#endif

/// Makes standard output keep nothing back: a crash must not lose what was printed before.
func printAtOnce() { setvbuf(stdout, nil, _IONBF, 0) }
