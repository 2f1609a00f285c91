#!/usr/bin/env bash
# Renders the docstrings of the library as a static site: Docs/api.sh [FOLDER], by default .build/api.
# Needs the docc of Swift's toolchain and nothing else. Any web server shows the folder; a file:// address does not.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-.build/api}
# Only what an earlier run wrote is replaced.
if [ -e "$out" ] && [ ! -e "$out/metadata.json" ]; then echo "Docs/api.sh: $out exists" >&2; exit 1; fi
modules=$(swift package describe --type json 2>/dev/null | tr -d ' \n' |
    sed -nE 's/.*"products":\[\{"name":"DeepLearning","targets":\[([^]]*)\].*/\1/p' | tr ',"' '  ')
[ -n "$modules" ] || { echo "Docs/api.sh: the manifest has no product DeepLearning" >&2; exit 1; }

bin=$(dirname "$(readlink -f "$(command -v swift)")")
if [ "$(uname)" = Darwin ]; then docc=$(xcrun --find docc 2>/dev/null || true); else docc=$bin/docc; fi
[ -x "$docc" ] || { echo "Docs/api.sh: this toolchain has no docc ($bin)" >&2; exit 1; }

for module in $modules; do swift build --target "$module"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/graphs"
target=$(swift -print-target-info | sed -nE 's/.*"unversionedTriple": "(.*)".*/\1/p')
sdk=()
if [ "$(uname)" = Darwin ]; then
    sdk=(-sdk "$(xcrun --show-sdk-path)")
    target=${target}15.0
fi
for module in $modules; do
    swift symbolgraph-extract -module-name "$module" -I "$(swift build --show-bin-path)/Modules" \
        -target "$target" ${sdk[@]+"${sdk[@]}"} -minimum-access-level public -skip-synthesized-members \
        -output-dir "$work/graphs"
done

# The tables of Docs/PyTorch.md are the article for those who know PyTorch; its links mean files of the repository.
cp -R Docs/Reference.docc "$work/"
{
    printf '# Coming from PyTorch\n\nThe same things side by side, and what differs.\n\n'
    sed -n '/^## Swift beside PyTorch/,$p' Docs/PyTorch.md | sed -E 's/\[([^]]*)\]\([^)]*\)/\1/g'
} > "$work/Reference.docc/ComingFromPyTorch.md"

rm -rf "$out"
"$docc" convert "$work/Reference.docc" --additional-symbol-graph-dir "$work/graphs" \
    --fallback-display-name DeepLearning --fallback-bundle-identifier DeepLearning \
    --disable-parameters-and-returns-validation --warnings-as-errors \
    --transform-for-static-hosting --hosting-base-path / --output-path "$out"
echo "$out: serve it with any web server, and open /documentation/deeplearning"
