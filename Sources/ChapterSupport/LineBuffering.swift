// `stdout` is a mutable variable to the compiler; it is set before any thread of ours starts.
#if canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Darwin)
    @preconcurrency import Darwin
#endif

/// Makes a printed line visible when it is printed, also where standard output is a file or a pipe.
func lineBufferStandardOutput() { setvbuf(stdout, nil, _IOLBF, 0) }
