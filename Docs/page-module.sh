#!/usr/bin/env bash
# Compiles Sources/PageNetworks to WebAssembly and keeps the module, as text, in a Swift file of Reporting.
#
#   Docs/page-module.sh            writes Sources/Reporting/Play/PageNetworksModule.swift
#   Docs/page-module.sh FILE       writes the module itself, as a .wasm file
#
# It needs a toolchain that brings the Embedded standard library for wasm32 and wasm-ld, as that of swift.org for Linux
# does: exit 69 where there is none. The bytes follow from the sources and the compiler's version, which the file names.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

compiler=$(command -v swiftc) || { echo "page-module.sh: no swiftc" >&2; exit 69; }
tools=$(dirname "$(readlink -f "$compiler")")
linker=$tools/wasm-ld
[ -x "$linker" ] || linker=$(command -v wasm-ld) || { echo "page-module.sh: no wasm-ld" >&2; exit 69; }
[ -d "$tools/../lib/swift/embedded/wasm32-unknown-none-wasm" ] \
    || { echo "page-module.sh: no Embedded standard library for wasm32" >&2; exit 69; }
version=$("$compiler" --version 2>/dev/null | sed -nE 's/.*\((swift-[^ )]*).*/\1/p' | head -n 1)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# The compiler writes a hash of its arguments into the module, so no path of this machine may be among them.
ln -s "$PWD/Sources" "$scratch/Sources"
sources=$(find Sources/PageNetworks -name '*.swift' | sort)
# Every index was checked when the plan was read, so the loops are compiled without checks.
(cd "$scratch" && "$compiler" -target wasm32-unknown-none-wasm -swift-version 6 -parse-as-library -module-name PageNetworks \
    -enable-experimental-feature Embedded -enable-experimental-feature Extern -wmo -Ounchecked \
    -Xcc -msimd128 -Xcc -mbulk-memory -Xfrontend -disable-stack-protector \
    -c $sources -o module.o)
# The two functions of the C library that arrays need are those of Memory.swift.
"$linker" --no-entry --gc-sections --strip-all -O2 --stack-first -z stack-size=65536 \
    --wrap=free --wrap=posix_memalign "$scratch/module.o" -o "$scratch/module.wasm"

if [ $# -gt 0 ]; then
    cp "$scratch/module.wasm" "$1"
else
    {
        echo "// swift-format-ignore-file"
        echo "// Made by Docs/page-module.sh from Sources/PageNetworks; not to be edited."
        echo
        echo "/// The compiler that made the module."
        echo "let pageNetworksCompiler = \"$version\""
        echo
        echo "/// The module PageNetworks as WebAssembly, in base64."
        echo "let pageNetworksModule = \"$(base64 < "$scratch/module.wasm" | tr -d '\n')\""
    } > Sources/Reporting/Play/PageNetworksModule.swift
fi
