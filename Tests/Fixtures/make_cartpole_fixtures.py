"""Makes cartpole.json: games of Gymnasium's CartPole-v1, for Tests/Chapter15Tests.

Needs gymnasium. Run from Tests/Fixtures: python make_cartpole_fixtures.py
"""
import json
import random

import gymnasium

games = []
for seed, policy in enumerate(["random", "random", "left", "right", "rule"]):
    env = gymnasium.make("CartPole-v1")
    env.reset(seed=seed)
    chance = random.Random(seed)
    start = [float(x) for x in env.unwrapped.state]
    state, actions, states, ends = start, [], [], []
    while True:
        action = {"random": chance.randrange(2), "left": 0, "right": 1, "rule": int(state[2] + state[3] > 0)}[policy]
        _, _, terminated, truncated, _ = env.step(action)
        state = [float(x) for x in env.unwrapped.state]
        actions.append(action)
        states.append(state)
        ends.append("fallen" if terminated else "out of time" if truncated else "")
        if terminated or truncated:
            break
    games.append({"policy": policy, "start": start, "actions": actions, "states": states, "end": ends[-1]})
with open("cartpole.json", "w") as file:
    json.dump({"gymnasium": gymnasium.__version__, "games": games}, file)
    file.write("\n")
