#!/usr/bin/env bash
# Trains a network of each chapter for a few seconds, writes it as an ONNX file, and compares what onnxruntime computes with what Swift
# computed: Docs/onnx.sh [CHAPTER...], by default all. A line for each network; ends with 1 where one differs by more than 1e-5.
#
#   PYTHON=path/to/python Docs/onnx.sh      # a Python with onnx, onnxruntime and safetensors
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# Chapter, options of its quick run, and the model: with an example beside it, or with one of Tests/Fixtures/pytorch.
networks() {
    cat <<'END'
1
2
3
4 --network linear
4 --network rnn
4 --network lstm
4 --network gru
5 --network book
5 --network wide
5 --network strong
5 --network residual
5 --network dense
6 --part adder
7 fixture Chapter07-fast
8
9 --method skipgram
9 --method nplm
10 --network rnn
10 --network gru
10 --network lstm
11 --attention none
11 --attention dot
11 --attention additive
11 --attention position
12
13 --task gpt
13 fixture Chapter13-bert
14 --part nodes
14 --part poses
15 --game cartpole
15 --game cartpole --dueling
15 --game flappy --pixels
END
}

networks | while read -r chapter options; do
    [ $# -eq 0 ] || [[ " $* " == *" $chapter "* ]] || continue
    rm -rf "$work/run"
    if [[ $options == "fixture "* ]]; then
        folder=Tests/Fixtures/pytorch/${options#fixture }
    else
        folder=$work/run
        # shellcheck disable=SC2086
        swift run "Chapter$chapter" --quick $options --out "$folder" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    fi
    swift run "Chapter$chapter" --model "$folder/model.safetensors" --onnx "$work/Chapter$chapter.onnx" >"$work/log" 2>&1 ||
        { cat "$work/log"; exit 1; }
    printf '%s: ' "$chapter $options"
    "$python" Docs/PyTorch/check_onnx.py "$work/Chapter$chapter.onnx" "$folder/example.safetensors" || status=1
    [ $status = 0 ] || exit 1
done
