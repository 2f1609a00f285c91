import Autograd
import Messages
import TensorCore

/// L-BFGS: Newton's method with a curvature that is guessed from the last few steps, and a line search.
///
/// Of each step s = xₖ₊₁ − xₖ and the change of the gradient y = gₖ₊₁ − gₖ it remembers the last `historySize` pairs. They
/// stand for an inverse Hessian H, of which only the product with a vector is ever computed (the two-loop recursion):
///
///     q ← g;  newest to oldest: aᵢ = sᵢ·q / sᵢ·yᵢ,  q ← q − aᵢ yᵢ
///     r ← (s·y / y·y of the newest) q;  oldest to newest: r ← r + (aᵢ − yᵢ·r / sᵢ·yᵢ) sᵢ
///     d = −r = −H g
///
/// and then x ← x + t d, with a step t that meets the strong Wolfe conditions. Where the loss is smooth and always the
/// same function (no mini-batches) it needs far fewer steps than gradient descent. PyTorch: `optim.LBFGS` with
/// `line_search_fn="strong_wolfe"`; without the search t is the learning rate.
///
/// A step evaluates the loss several times, so it is given a closure that computes the loss and its gradients:
///
/// ```swift
/// let point = Parameter(NDArray([-1.2, 1]))
/// let optimizer = LBFGS([point])
/// for _ in 0..<3 {
///     optimizer.step {
///         optimizer.zeroGradients()
///         let (x, y) = (point.selected(0), point.selected(1))
///         let loss = 100 * (y - x.square()).square() + (1 - x).square()
///         loss.backward()
///         return loss
///     }
/// }
/// print(point.value)  // near [1, 1], the lowest place of Rosenbrock's valley
/// ```
///
/// Nocedal: "Updating quasi-Newton matrices with limited storage" (1980); Liu, Nocedal (1989).
public final class LBFGS: Optimizer {
    /// The parameters; the learning rate is the first step that the line search tries.
    public let parameterGroups: [ParameterGroup]
    /// The memory: the last gradient and step, and the pairs s and y, numbered from the oldest.
    public let states: [ParameterState]
    /// How many directions are followed in a call of `step` at most.
    public let iterations: Int
    /// How often the closure is called in a call of `step`, about: once it was, no further direction is followed. By default
    /// 5/4 of the iterations, as in PyTorch, but at least 25, so that one direction alone can be searched.
    public let evaluations: Int
    /// `step` returns where no element of the gradient is larger.
    public let gradientTolerance: Double
    /// `step` returns where no parameter, or the loss, changes by more.
    public let changeTolerance: Double
    /// How many pairs of steps and gradient changes are remembered.
    public let historySize: Int
    /// Whether the step along a direction is searched for.
    public let searches: Bool

    /// An optimizer of parameters. Traps when a setting is out of its range.
    public init(
        _ parameters: [Tensor], learningRate: Double = 1, iterations: Int = 20, evaluations: Int? = nil,
        gradientTolerance: Double = 1e-7, changeTolerance: Double = 1e-9, historySize: Int = 100,
        searches: Bool = true
    ) {
        guard iterations >= 1, historySize >= 1, evaluations ?? 1 >= 1 else {
            explainFailure(
                "LBFGS",
                "\(iterations) iterations, \(evaluations ?? 1) evaluations, a history of \(historySize)",
                hint: "each must be at least 1")
        }
        requireSetting(gradientTolerance, "gradient tolerance")
        requireSetting(changeTolerance, "change tolerance")
        parameterGroups = [
            ParameterGroup(parameters: parameters, learningRate: learningRate, weightDecay: 0)
        ]
        (self.iterations, self.evaluations) = (iterations, evaluations ?? max(25, iterations * 5 / 4))
        (self.gradientTolerance, self.changeTolerance) = (gradientTolerance, changeTolerance)
        (self.historySize, self.searches) = (historySize, searches)
        let pairs = (0..<historySize).flatMap { ["s.\($0)", "y.\($0)"] }
        states = ParameterState.forEachParameter(of: parameterGroups, arrays: ["gradient", "step"] + pairs)
    }

    /// Not for this optimizer: traps. It needs the loss again and again, so call `step` with a closure.
    public func update(
        _ parameter: Tensor, gradient: NDArray, state: ParameterState, group: ParameterGroup
    ) {
        explainFailure(
            "LBFGS", "a step without a closure",
            hint: "optimizer.step { optimizer.zeroGradients(); …; loss.backward(); return loss }")
    }

    /// Follows up to `iterations` directions.
    ///
    /// - Parameter closure: forgets the gradients, computes the loss, calls `backward()` and returns the loss.
    /// - Returns: the loss before the step.
    /// - Throws: what the closure throws; the parameters are then those at which it threw.
    @discardableResult
    public func step(_ closure: () throws -> Tensor) rethrows -> Double {
        let before = Double(try closure().scalar)
        var (loss, gradient) = (before, gradients)
        var evaluated = 1
        guard gradient.largest > gradientTolerance else { return before }
        for iteration in 1...iterations {
            let isFirst = states.allSatisfy { $0.step == 0 }
            if isFirst {
                forgetHistory()
            } else {
                remember(step: vector("step"), change: gradient - vector("gradient"))
            }
            for state in states { state.step += 1 }
            let direction = direction(gradient)
            let slope = gradient.dot(direction)
            set("gradient", gradient)
            var length = learningRate
            if isFirst { length *= min(1, 1 / gradient.sumOfMagnitudes) }
            // Not downhill, or flat.
            guard slope <= -changeTolerance else {
                set("step", 0 * direction)
                break
            }
            let lossBefore = loss
            if searches {
                let start = StrongWolfe.Point(step: 0, loss: loss, slope: slope, gradient: gradient)
                let place = parameters.map(\.value)
                let found = try StrongWolfe(
                    most: evaluations - evaluated, shortest: changeTolerance
                ).search(
                    from: start, step: length, largest: direction.largest
                ) { t in
                    go(from: place, t, direction)
                    let loss = Double(try closure().scalar)
                    let gradient = gradients
                    return .init(
                        step: t, loss: loss, slope: gradient.dot(direction), gradient: gradient)
                }
                (length, loss, gradient) = (found.point.step, found.point.loss, found.point.gradient)
                go(from: place, length, direction)
                evaluated += found.evaluations
            } else {
                go(from: parameters.map(\.value), length, direction)
                if iteration < iterations {
                    loss = Double(try closure().scalar)
                    gradient = gradients
                    evaluated += 1
                }
            }
            set("step", length * direction)
            if evaluated >= evaluations || gradient.largest <= gradientTolerance
                || length * direction.largest <= changeTolerance
                || abs(loss - lossBefore) < changeTolerance
            {
                break
            }
        }
        return before
    }
}

extension LBFGS {
    /// −H g by the two-loop recursion.
    private func direction(_ gradient: ParameterVector) -> ParameterVector {
        let pairs = (0..<historySize).map { (s: vector("s.\($0)"), y: vector("y.\($0)")) }
            .map { (s: $0.s, y: $0.y, product: $0.s.dot($0.y)) }.filter { $0.product > 0 }
        var q = -1 * gradient
        var shares: [Double] = []
        for pair in pairs.reversed() {
            let share = pair.s.dot(q) / pair.product
            q.add(pair.y, scaledBy: -share)
            shares.append(share)
        }
        if let newest = pairs.last { q = newest.product / newest.y.dot(newest.y) * q }
        for (pair, share) in zip(pairs, shares.reversed()) {
            q.add(pair.s, scaledBy: share - pair.y.dot(q) / pair.product)
        }
        return q
    }

    /// Remembers the last step and the change of the gradient, if the loss curves upward along it, and forgets the oldest.
    private func remember(step: ParameterVector, change: ParameterVector) {
        guard step.dot(change) > 1e-10 else { return }
        for state in states {
            for number in 1..<historySize {
                state["s.\(number - 1)"].value = state["s.\(number)"].value
                state["y.\(number - 1)"].value = state["y.\(number)"].value
            }
        }
        set("s.\(historySize - 1)", step)
        set("y.\(historySize - 1)", change)
    }

    /// An empty memory: zeros that take no room.
    private func forgetHistory() {
        for (state, parameter) in zip(states, parameters) {
            for name in state.names { state[name].value = NDArray(0).broadcast(to: parameter.shape) }
        }
    }

    /// The gradients of all parameters; of one that has none, or is frozen, zeros.
    private var gradients: ParameterVector {
        ParameterVector(
            arrays: parameters.map { parameter in
                let rows = parameter.gradientOfRows.flatMap { $0.isEmpty ? nil : $0.dense(parameter.shape) }
                let gradient = parameter.requiresGradient ? parameter.grad : nil
                switch (gradient, parameter.requiresGradient ? rows : nil) {
                case (let gradient?, let rows?): return gradient + rows
                case (let gradient, let rows): return gradient ?? rows ?? .zeros(parameter.shape)
                }
            })
    }

    /// Puts the parameters at a distance along the direction.
    private func go(from place: [NDArray], _ length: Double, _ direction: ParameterVector) {
        for (index, parameter) in parameters.enumerated() where parameter.requiresGradient {
            var moved = place[index]
            moved.add(direction.arrays[index], scaledBy: Float(length))
            parameter.value = moved
        }
    }

    private func vector(_ name: String) -> ParameterVector {
        ParameterVector(arrays: states.map { $0[name].value })
    }

    private func set(_ name: String, _ vector: ParameterVector) {
        for (state, array) in zip(states, vector.arrays) { state[name].value = array }
    }
}
