/// The script of the page's skeleton: it gives the network a window of a clip and draws what it sees.
let poseScript = #"""
    Pages.name(figure, words);
    const find = figure.find, canvas = find("skeleton"), side = 420, length = Number(words.length);
    const numbers = text => text.split(" ").map(Number), bones = numbers(words.bones), counts = numbers(words.frames);
    const positions = network.get("positions"), velocities = network.get("velocities"), turns = network.get("turns");
    const joints = network.shape("positions")[1] / 3, units = network.shape("r1")[0], actions = words.actionNames.split("\n");
    let clip = 0;
    const read = start => {
      let frames = 0, windows = 0;
      for (let before = 0; before < clip; before++) { frames += counts[before] + length - 1; windows += counts[before]; }
      const window = new Float32Array(length * joints * 6);
      for (let frame = 0; frame < length; frame++) {
        const from = frames + start + frame;
        for (let joint = 0; joint < joints; joint++) {
          const row = 6 * (frame * joints + joint);
          window.set(positions.subarray(3 * (from * joints + joint), 3 * (from * joints + joint) + 3), row);
          window.set(velocities.subarray(3 * from, 3 * from + 3), row + 3);
        }
      }
      network.set("window", window);
      network.set("turn", turns.subarray(36 * (windows + start), 36 * (windows + start) + 36));
      network.run();
      return network.get("probabilities");
    };
    const draw = () => {
      const context = Pages.sharp(canvas, side), style = getComputedStyle(canvas), x = network.get("x"), r = network.get("r1");
      const color = style.getPropertyValue("--more").trim(), plane = length * joints, scale = side / 5;
      const spot = (frame, joint) => [side / 2 + scale * x[2 * plane + frame * joints + joint],
        side / 2 - scale * x[plane + frame * joints + joint]];
      context.clearRect(0, 0, side, side);
      context.strokeStyle = context.fillStyle = color;
      context.lineCap = "round";
      for (const [frame, alpha] of [[0, 0.15], [length - 1, 0.15], [length / 2, 1]]) {
        context.globalAlpha = alpha;
        context.lineWidth = 4;
        for (let at = 0; at < bones.length; at += 2) {
          context.beginPath();
          context.moveTo(...spot(frame, bones[at]));
          context.lineTo(...spot(frame, bones[at + 1]));
          context.stroke();
        }
      }
      const middle = length / 2, sizes = [...Array(joints).keys()].map(joint => {
        let sum = 0;
        for (let unit = 0; unit < units; unit++) sum += r[(unit * length + middle) * joints + joint];
        return sum;
      });
      const most = Math.max(...sizes, 1e-9);
      context.fillStyle = style.getPropertyValue("--less").trim();
      sizes.forEach((size, joint) => {
        context.beginPath();
        context.arc(...spot(middle, joint), 2 + 8 * size / most, 0, 7);
        context.fill();
      });
    };
    const show = () => {
      const start = Number(find("start").value), probabilities = read(start), logits = network.get("logits");
      const time = frame => (frame * Number(words.frameTime)).toFixed(2);
      find("startText").textContent = time(start) + "\u2013" + time(start + length);
      const best = probabilities.reduce((one, share, at) => share > probabilities[one] ? at : one, 0);
      Pages.bars(find("actions"), actions.map((name, at) => ({name: name, share: probabilities[at],
        text: (100 * probabilities[at]).toFixed(1) + " %", isBest: at === best})));
      find("formula").textContent = "softmax(" + [...logits].map(Pages.number).join(", ") + ") = ("
        + [...probabilities].map(share => share.toFixed(2)).join(", ") + ")";
      figure.probabilities = [...probabilities];
      draw();
    };
    const choose = index => {
      clip = index;
      find("start").max = counts[clip] - 1;
      find("start").value = 0;
      for (const button of figure.querySelectorAll("[data-clip]")) {
        button.setAttribute("aria-pressed", String(Number(button.dataset.clip) === clip));
      }
      show();
    };
    for (const button of figure.querySelectorAll("[data-clip]")) {
      button.textContent = actions[numbers(words.clipActions)[button.dataset.clip]];
      button.addEventListener("click", () => choose(Number(button.dataset.clip)));
    }
    find("start").addEventListener("input", show);
    choose(0);
    return draw;
    """#
