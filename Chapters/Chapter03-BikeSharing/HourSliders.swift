import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore

// The book's network in the page: an hour is moved about, and every hidden unit answers.

/// What the page computes: the book's network (section 3.4), then its output as a count of bikes.
let hourPlan = """
    x = input 56; sums = linear x 0; units = sigmoid sums; output = linear units 2;
    counts = linear output scale; bikes = relu counts
    """

/// The hour that the sliders begin with: noon of the first day of the test weeks, or the first hour where there is none.
func firstShownHour(_ data: BikeData) -> Int {
    data.test.first { data.hours[$0].hour == 12 } ?? data.test.lowerBound
}

/// The temperatures that the slider can choose, in °C.
let sliderTemperatures = -8...39

/// The book's network as a page plays it, with the hour that is changed and the standardized temperatures of the slider.
///
/// - Throws: `PlayedNetwork.Refusal`.
func playedHours(_ model: BikeModel, _ data: BikeData, mayRound: Bool = true) throws -> PlayedNetwork {
    let start = firstShownHour(data)
    let scaling = BikeScaling(data.hours, fittedOn: data.beforeTest)
    let warmed = sliderTemperatures.map { degrees in
        var hour = data.hours[start]
        // hour.csv has degrees over 41.
        hour.temperature = Float(degrees) / 41
        return hour
    }
    var weights = Dictionary(uniqueKeysWithValues: model.network.stateDictionary.map { ($0.name, $0.value) })
    weights["scale.weight"] = NDArray([model.scale.deviation], shape: [1, 1])
    weights["scale.bias"] = NDArray([model.scale.mean])
    let rows = data.test.prefix(8)
    let features = model.features.matrix
    return try PlayedNetwork(
        weights: weights, plan: hourPlan,
        arrays: [
            "hour": features[start], "temperatures": NDArray(scaling.standardized(.temperature, warmed)),
            "examples": features[rows],
        ],
        inputs: ["x": features[rows]], output: "output",
        answers: withoutGradient { model.network(Tensor(features[rows])).value }, mayRound: mayRound)
}

/// The part of the page with the sliders.
func hourSliders(_ file: PlayedNetwork, _ model: BikeModel, _ data: BikeData) -> Play {
    let shown = data.hours[firstShownHour(data)]
    let celsius = min(
        sliderTemperatures.upperBound,
        max(sliderTemperatures.lowerBound, Int((shown.temperature * 41).rounded())))
    func slider(_ name: String, _ range: ClosedRange<Int>, _ value: Int) -> String {
        """
        <p><label><span data-word="\(name)"></span>: <output data-name="\(name)Text"></output><br/>\
        <input type="range" data-name="\(name)" min="\(range.lowerBound)" max="\(range.upperBound)" step="1" \
        value="\(value)"/></label></p>
        """
    }
    func column(_ name: String) -> Int { model.features.names.firstIndex(of: name) ?? 0 }
    let places = """
        {hour: \(column("hour 0")), weekday: \(column("weekday 0")), temperature: \(column("temperature")), \
        coldest: \(sliderTemperatures.lowerBound)}
        """
    let controls = """
        <div><h3 data-word="change"></h3>
        \(slider("temperature", sliderTemperatures, celsius))
        \(slider("hour", 0...23, shown.hour))
        \(slider("weekday", 0...6, shown.weekday))
        <p class="sum" aria-live="polite"><strong data-name="bikes"></strong></p></div>
        <div class="two"><h3 data-word="day"></h3><div class="columns" data-name="day" role="img"></div>
        <div class="ticks"><span>0:00</span><span>6:00</span><span>12:00</span><span>18:00</span><span>24:00</span></div></div>
        <div class="across"><h3 data-word="units"></h3><div class="bars four" data-name="units"></div>
        <p class="sum" data-name="sum"></p></div>
        """
    let words = [
        "change": Words(en: "Change the hour", zh: "改变这一小时"),
        "temperature": Words(en: "temperature", zh: "气温"), "hour": Words(en: "hour", zh: "小时"),
        "weekday": Words(en: "weekday", zh: "星期"),
        "bikes": Words(en: "bikes", zh: "辆"), "day": Words(en: "The whole day", zh: "全天"),
        "units": Words(
            en: "Hidden units: activation, and what each adds to the output", zh: "隐藏单元：激活值，以及对输出的贡献"),
        "unit": Words(en: "unit", zh: "单元"),
        "bias": Words(en: "bias", zh: "偏置"), "output": Words(en: "output", zh: "输出"),
        "days": Words(
            en: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday", zh: "星期日 星期一 星期二 星期三 星期四 星期五 星期六"),
    ]
    return Play(
        file: file.file, controls: controls,
        script: "const places = \(places);\n" + hourSliderScript, words: words,
        otherwise: Words(
            en: "With scripting switched on, one can move the hour here.",
            zh: "浏览器启用脚本后，可以在这里改变时间和天气。"))
}

/// The script of the sliders: it sets one-hot columns and the temperature, and shows what comes.
let hourSliderScript = #"""
    const find = figure.find, base = network.get("hour"), temperatures = network.get("temperatures");
    for (const element of figure.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
    const count = network.shape("units")[0], weights = network.get("2.weight"), bias = network.get("2.bias")[0];
    const chosen = name => Number(find(name).value), days = words.days.split(" ");
    const units = [...Array(count).keys()].map(index => {
      const cells = ["span", "div", "span", "span"].map(kind => document.createElement(kind));
      cells[0].textContent = words.unit + " " + (index + 1);
      cells[1].className = "bar";
      cells[1].append(document.createElement("i"));
      find("units").append(...cells);
      return cells;
    });
    const columns = [...Array(24).keys()].map(hour => {
      const column = document.createElement("i");
      column.addEventListener("pointerdown", () => { find("hour").value = hour; show(); });
      find("day").append(column);
      return column;
    });

    // One-hot columns of the hour and the weekday, and the standardized temperature.
    const bikes = hour => {
      const x = Float32Array.from(base);
      for (let other = 0; other < 24; other++) x[places.hour + other] = other === hour ? 1 : 0;
      for (let day = 0; day < 7; day++) x[places.weekday + day] = day === chosen("weekday") ? 1 : 0;
      x[places.temperature] = temperatures[chosen("temperature") - places.coldest];
      network.set("x", x);
      network.run();
      return network.get("bikes")[0];
    };
    const show = () => {
      const day = columns.map((column, hour) => bikes(hour)), most = Math.max(1, ...day), hour = chosen("hour");
      columns.forEach((column, index) => {
        column.style.height = Math.max(1, 100 * day[index] / most).toFixed(1) + "%";
        column.className = index === hour ? "chosen" : "";
      });
      const now = bikes(hour), active = network.get("units"), output = network.get("output")[0];
      find("bikes").textContent = Math.round(now) + " " + words.bikes;
      find("temperatureText").textContent = Pages.number(chosen("temperature")).replace(/\.0+$/, "") + " \u00b0C";
      find("hourText").textContent = hour + ":00";
      find("weekdayText").textContent = days[chosen("weekday")];
      find("day").setAttribute("aria-label", day.map((bikes, hour) => hour + ":00 " + Math.round(bikes)).join(", "));
      units.forEach((cells, index) => {
        cells[1].firstChild.style.width = (100 * active[index]).toFixed(1) + "%";
        cells[2].textContent = Pages.number(active[index]);
        cells[3].textContent = "\u00d7 " + Pages.number(weights[index]) + " = " + Pages.number(active[index] * weights[index]);
      });
      const total = weights.reduce((sum, weight, index) => sum + weight * active[index], bias);
      figure.explained = {total: total, output: output, bikes: now};
      find("sum").textContent = "\u03a3 + " + words.bias + " " + Pages.number(bias) + " = " + Pages.number(output)
        + " (" + words.output + ") \u2192 " + Math.round(now) + " " + words.bikes;
    };
    for (const name of ["temperature", "hour", "weekday"]) find(name).addEventListener("input", show);
    show();
    return show;
    """#
