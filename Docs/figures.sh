#!/usr/bin/env bash
# Runs the commands behind the figures of the pages again and compares: Docs/figures.sh [OPTIONS] [PAGE...]
#
#   --data DIR     folder of the published data; path/to/NAME of a page is DIR/NAME (default ../shared/data)
#   --tolerance P  how far a figure may be away, in per cent of it (default 0.5)
#   --long         also the commands that take more than three minutes
#   --list         only say which commands there are
#   --keep DIR     leave the runs in DIR, and take those that are there as they are
#
# Below its figures a page has a comment that says which command printed which of them under which key of metrics.json:
#
#   <!-- figures
#   swift run Chapter3 | own_test_error 74.9, book_test_error 114
#   swift run Chapter5 --data path/to/mnist --network strong | 3 min | strong_test_accuracy 99.61 %
#   -->
#
# Tests/PagesTests holds each figure against the page above it. Here it must be what the command computes now: rounded to the same
# digits, or nearer than the tolerance. On another processor sums are added in another order, and trainings end a little elsewhere;
# give a larger tolerance there. Seconds are not compared.
# Ends with 1 where a figure is stale or a command fails, with 64 for an option that is not known.
set -euo pipefail
cd "$(dirname "$0")/.."

data=../shared/data long=0 list=0 keep= tolerance=0.5
pages=()
while [ $# -gt 0 ]; do
    case $1 in
        --data | --keep | --tolerance)
            [ $# -gt 1 ] || { echo "Docs/figures.sh: $1 needs a value" >&2; exit 64; }
            case $1 in --data) data=$2 ;; --keep) keep=$2 ;; *) tolerance=$2 ;; esac
            shift ;;
        --long) long=1 ;;
        --list) list=1 ;;
        -*) echo "Docs/figures.sh: unknown option $1" >&2; exit 64 ;;
        *) pages+=("$1") ;;
    esac
    shift
done
[ ${#pages[@]} -gt 0 ] || pages=(README.md Chapters/*/README.md Docs/*.md)

# A line for each command: page, line, minutes, command, figures; between them a tab.
commands() {
    awk -v OFS='\t' '
        /^<!-- figures$/ { inside = 1; next }
        /^-->$/ { inside = 0 }
        inside {
            parts = split($0, part, / *\| */)
            minutes = parts == 3 ? part[2] + 0 : 0
            print FILENAME, FNR, minutes, part[1], part[parts]
        }
        FNR == 1 { inside = 0 }' "${pages[@]}"
}

for page in "${pages[@]}"; do
    [ -f "$page" ] || { echo "Docs/figures.sh: $page: no such file" >&2; exit 66; }
done
if [ $list = 1 ]; then
    commands | while IFS=$'\t' read -r page line minutes command figures; do
        echo "$page:$line: $command$([ "$minutes" -gt 3 ] && echo " ($minutes minutes)" || true)"
    done
    exit
fi

if [ -z "$keep" ]; then
    keep=$(mktemp -d)
    trap 'rm -rf "$keep"' EXIT
fi
mkdir -p "$keep"
# Built when the first command must be run.
bin=

# The folder of a command's run: its words.
folder() { printf '%s' "$1" | tr -cs 'A-Za-z0-9.\n' '-' | cut -c 1-200; }

# Compares the figures of a command with the metrics of its run; a line for each that is stale.
compare() { # page:line, figures, metrics.json
    awk -v place="$1" -v figures="$2" -v tolerance="$tolerance" '
        { while (match($0, /"[A-Za-z0-9_]+" *: *("[^"]*"|[^,}]+)/)) {
            entry = substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH)
            colon = index(entry, "\":")
            value[substr(entry, 2, colon - 2)] = substr(entry, colon + 2)
        } }
        END {
            count = split(figures, each, /, +/)
            for (i = 1; i <= count; i++) {
                words = split(each[i], word, / +/)
                figure = word[2]; unit = 1
                bare = figure; gsub(/,/, "", bare); sub(/^−/, "-", bare)
                digits = bare
                # The value of one unit of the last digit.
                if (match(digits, /e/)) { exponent = substr(digits, RSTART + 1) + 0; digits = substr(digits, 1, RSTART - 1) }
                else exponent = 0
                if (match(digits, /\./)) for (k = RSTART; k < length(digits); k++) unit /= 10
                unit *= 10 ^ exponent
                scale = word[3] == "%" ? 100 : 1
                if (!(word[1] in value)) { print place ": " word[1] ": not among the metrics"; stale++; continue }
                now = value[word[1]] * scale
                away = now - bare; if (away < 0) away = -away
                limit = tolerance / 100 * (bare < 0 ? -bare : bare)
                if (limit < unit / 2) limit = unit / 2
                if (away > limit * 1.000001) {
                    printf "%s: %s: the page says %s, the run %.6g\n", place, word[1], figure, now; stale++
                }
            }
            exit stale > 0
        }' "$3"
}

stale=0 compared=0 skipped=0
while IFS=$'\t' read -r page line minutes command figures; do
    words=${command//path\/to\//$data/}
    missing=
    for word in $words; do
        case $word in "$data"/*) [ -e "$word" ] || missing=$word ;; esac
    done
    if [ -n "$missing" ]; then
        echo "skipped: $page:$line: no $missing"; skipped=$((skipped + 1)); continue
    elif [ "$minutes" -gt 3 ] && [ $long = 0 ]; then
        echo "skipped: $page:$line: $command takes $minutes minutes (--long)"; skipped=$((skipped + 1)); continue
    fi
    out=$keep/$(folder "$command")
    if [ ! -f "$out/metrics.json" ]; then
        if [ -z "$bin" ]; then
            swift build >&2 </dev/null
            bin=$(swift build --show-bin-path)
        fi
        echo "running: $command"
        # shellcheck disable=SC2086
        if ! "$bin/"${words#swift run } --out "$out" >"$keep/log" 2>&1 </dev/null; then
            tail -n 3 "$keep/log"; echo "$page:$line: $command failed"; stale=$((stale + 1)); continue
        fi
    fi
    compare "$page:$line" "$figures" "$out/metrics.json" || stale=$((stale + 1))
    compared=$((compared + 1))
done < <(commands)
echo "commands compared: $compared, skipped: $skipped, stale or failed: $stale"
[ $stale = 0 ]
