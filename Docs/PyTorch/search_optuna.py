"""Searches the hyperparameters of a chapter with Optuna, in the same space and by the same runs as `Search`, to compare both.

    python -m pip install optuna
    swift build --product Chapter3
    python Docs/PyTorch/search_optuna.py Chapter3 --minutes 10 --data path/to/bike-sharing

Optuna proposes by its tree-structured Parzen estimator (multivariate where `--multivariate` says so) and stops trials by its
successive halving. Each trial is one run of the chapter on one thread; as many run side by side as `--workers` says. The
best complete trial's figure on validation data is printed, and its values.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import threading
import time

import optuna


def proposed(trial, name, part):
    """A value of one hyperparameter of the space, as `ChapterN --search-space` describes it."""
    if "choices" in part:
        return trial.suggest_categorical(name, part["choices"])
    logarithmic = part.get("scale") == "logarithmic"
    if part.get("whole"):
        return trial.suggest_int(name, int(part["from"]), int(part["to"]), log=logarithmic)
    return trial.suggest_float(name, part["from"], part["to"], log=logarithmic)


class Searching:
    def __init__(self, program, space, arguments):
        self.program, self.space, self.arguments = program, space, arguments
        self.epochs = 0
        self.lock = threading.Lock()

    def __call__(self, trial):
        options = [f"--{name}={proposed(trial, name, part)}" for name, part in self.space["hyperparameters"].items()]
        with tempfile.TemporaryDirectory() as folder:
            command = [self.program, "--trial", "--threads=1", f"--epochs={self.space['epochs']}",
                       f"--seed={self.arguments.seed}", f"--out={folder}", *options]
            if self.arguments.data:
                command.append(f"--data={self.arguments.data}")
            run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seen = 0
            while True:
                ended = run.poll() is not None
                curve = self.curve(folder)
                for epoch in range(seen, len(curve)):
                    trial.report(curve[epoch], epoch + 1)
                    with self.lock:
                        self.epochs += 1
                    if not ended and trial.should_prune():
                        run.terminate()
                        run.wait()
                        raise optuna.TrialPruned()
                seen = len(curve)
                if ended:
                    break
                time.sleep(0.02)
            if run.returncode != 0:
                raise optuna.TrialPruned()
            metrics = json.loads((pathlib.Path(folder) / "metrics.json").read_text())
            trial.set_user_attr("test", metrics[self.space["test"]])
            return metrics[self.space["figure"]]

    @staticmethod
    def curve(folder):
        try:
            return [float("nan") if x is None else x
                    for x in json.loads((pathlib.Path(folder) / "validation.json").read_text())]
        except (FileNotFoundError, json.JSONDecodeError):
            return []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("chapter")
    parser.add_argument("--bin", default=".build/debug", help="where the chapter's program is")
    parser.add_argument("--data")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--epochs", type=int, default=0, help="begin no trial once so many epochs are trained; 0 for no limit")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--multivariate", action="store_true")
    arguments = parser.parse_args()

    program = str(pathlib.Path(arguments.bin) / arguments.chapter)
    space = json.loads(subprocess.run([program, "--search-space"], capture_output=True, check=True, text=True).stdout)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        direction="minimize" if space["better"] == "smaller" else "maximize",
        sampler=optuna.samplers.TPESampler(seed=arguments.seed, multivariate=arguments.multivariate),
        pruner=optuna.pruners.SuccessiveHalvingPruner(min_resource=max(1, space["epochs"] // 9), reduction_factor=3))
    study.enqueue_trial({name: part["default"] for name, part in space["hyperparameters"].items()})
    searching = Searching(program, space, arguments)

    def end(study, trial):
        if 0 < arguments.epochs <= searching.epochs:
            study.stop()

    study.optimize(searching, timeout=60 * arguments.minutes, n_jobs=arguments.workers, callbacks=[end])
    best = study.best_trial
    complete = sum(trial.state == optuna.trial.TrialState.COMPLETE for trial in study.trials)
    print(json.dumps({"trials": len(study.trials), "complete": complete, "epochs": searching.epochs,
                      space["figure"]: best.value, space["test"]: best.user_attrs["test"], "values": best.params}))


main()
