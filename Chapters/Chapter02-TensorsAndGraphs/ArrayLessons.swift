import Autograd
import Messages
import TensorCore

// The tour of section 2.2: each function is one lesson, each line of it is shown with its result.

/// All lessons in the order of the tour.
func arrayLessons() -> [Lesson] {
    [makingArrays(), computing(), multiplyingMatrices(), broadcasting(), lookingThroughViews(), recording()]
}

private func makingArrays() -> Lesson {
    var lesson = Lesson(
        .arrays, Words(en: "Numbers with a shape", zh: "有形状的数"),
        Words(
            en:
                "An `NDArray` is numbers in a grid of any number of axes. Its *shape* is the extent of each axis.",
            zh: "`NDArray` 是排成网格的数，可以有任意多个轴。每个轴的长度合起来就是它的*形状*（shape）。"))
    lesson.show("NDArray(3)") { NDArray(3) }
    lesson.show("NDArray([1, 2, 3])") { NDArray([1, 2, 3]) }
    let grid = lesson.show("let grid = NDArray(rows: [[1, 2, 3], [4, 5, 6]])") {
        NDArray(rows: [[1, 2, 3], [4, 5, 6]])
    }
    lesson.show("grid.shape") { grid.shape }
    lesson.show("grid[1]") { grid[1] }
    lesson.show("grid[scalar: 1, 2]") { grid[scalar: 1, 2] }
    lesson.show("grid.sliced(axis: 1, 1..<3)") { grid.sliced(axis: 1, 1..<3) }
    lesson.show("NDArray.zeros([2, 2])") { NDArray.zeros([2, 2]) }
    lesson.show("NDArray.range(8).reshaped([2, 2, 2])") { NDArray.range(8).reshaped([2, 2, 2]) }
    return lesson
}

private func computing() -> Lesson {
    var lesson = Lesson(
        .arithmetic, Words(en: "Element by element, and along an axis", zh: "逐元素运算与沿轴运算"),
        Words(
            en: "Operators and functions work on each element by itself. A sum or a mean takes an axis away.",
            zh: "运算符和函数作用在每一个元素上。求和、求平均则会去掉一个轴。"))
    let grid = lesson.show("let grid = NDArray(rows: [[1, 2, 3], [4, 5, 6]])") {
        NDArray(rows: [[1, 2, 3], [4, 5, 6]])
    }
    lesson.show("grid * 2 + 1") { grid * 2 + 1 }
    lesson.show("grid * grid") { grid * grid }
    lesson.show("grid.sigmoid()") { grid.sigmoid() }
    lesson.show("grid.sum()") { grid.sum() }
    lesson.show("grid.sum(axes: [0])") { grid.sum(axes: [0]) }
    lesson.show("grid.mean(axes: [1])") { grid.mean(axes: [1]) }
    return lesson
}

private func multiplyingMatrices() -> Lesson {
    var lesson = Lesson(
        .matrices, Words(en: "The matrix product", zh: "矩阵乘法"),
        Words(
            en: "`[m, k]` times `[k, n]` is `[m, n]`: each row of the first meets each column of the second.",
            zh: "`[m, k]` 乘以 `[k, n]` 得到 `[m, n]`：左边的每一行与右边的每一列相乘再求和。"))
    let grid = lesson.show("let grid = NDArray(rows: [[1, 2, 3], [4, 5, 6]])") {
        NDArray(rows: [[1, 2, 3], [4, 5, 6]])
    }
    let weights = lesson.show("let weights = NDArray(rows: [[1, 0], [0, 1], [1, 1]])") {
        NDArray(rows: [[1, 0], [0, 1], [1, 1]])
    }
    lesson.show("grid.matmul(weights)") { grid.matmul(weights) }
    lesson.show("grid.matmul(grid.transposed())") { grid.matmul(grid.transposed()) }
    return lesson
}

private func broadcasting() -> Lesson {
    var lesson = Lesson(
        .broadcasting, Words(en: "Broadcasting", zh: "广播"),
        Words(
            en: """
                Shapes are aligned at their *last* axis; an axis of extent 1 stretches to the other's extent. \
                Nothing is copied. Shapes that do not fit have no common shape.
                """,
            zh: """
                两个形状按*最后*一个轴对齐；长度为 1 的轴会伸展到对方的长度，但不复制任何数据。\
                对不上的形状没有公共形状，不能广播（broadcasting）。
                """))
    let column = lesson.show("let column = NDArray([10, 20, 30]).reshaped([3, 1])") {
        NDArray([10, 20, 30]).reshaped([3, 1])
    }
    let row = lesson.show("let row = NDArray([1, 2, 3, 4])") { NDArray([1, 2, 3, 4]) }
    lesson.show("column + row") { column + row }
    lesson.show("column.shape.broadcast(with: row.shape)") { column.shape.broadcast(with: row.shape) }
    lesson.show("Shape([2, 3]).broadcast(with: [2])") { Shape([2, 3]).broadcast(with: [2]) }
    lesson.show("Shape([2, 3]).broadcast(with: [2, 1])") { Shape([2, 3]).broadcast(with: [2, 1]) }
    return lesson
}

private func lookingThroughViews() -> Lesson {
    var lesson = Lesson(
        .views, Words(en: "Views: one storage, many shapes", zh: "视图：同一块存储，多种形状"),
        Words(
            en: """
                The *strides* say how many elements of the storage are between neighbours along each axis. A \
                transpose exchanges two of them and copies nothing; broadcasting sets one to 0. An array is a value \
                all the same: the first write to a shared storage copies it.
                """,
            zh: """
                *步长*（stride）表示沿每个轴前进一步，要在存储中跨过多少个元素。转置只是交换两个步长，不复制数据；\
                广播则把某个步长设为 0。但数组仍然是值：第一次写入共享的存储时，才会复制一份。
                """))
    let table = lesson.show("let table = NDArray.range(6).reshaped([2, 3])") {
        NDArray.range(6).reshaped([2, 3])
    }
    lesson.show("table.elementStrides") { table.elementStrides }
    let turned = lesson.show("let turned = table.transposed()") { table.transposed() }
    lesson.show("turned.elementStrides") { turned.elementStrides }
    lesson.show("turned.sharesStorage(with: table)") { turned.sharesStorage(with: table) }
    lesson.show("turned.isContiguous") { turned.isContiguous }
    lesson.show("table.broadcast(to: [4, 2, 3]).elementStrides") {
        table.broadcast(to: [4, 2, 3]).elementStrides
    }
    let mirrored = lesson.show("let mirrored = table.sliced(axis: 1, 0..<3, step: -1)") {
        table.sliced(axis: 1, 0..<3, step: -1)
    }
    lesson.show("mirrored.elementStrides") { mirrored.elementStrides }
    var copy = lesson.show("var copy = table") { table }
    lesson.show("copy.sharesStorage(with: table)") { copy.sharesStorage(with: table) }
    lesson.show("copy[scalar: 0, 0] = 100") { copy[scalar: 0, 0] = 100 }
    lesson.show("copy.sharesStorage(with: table)") { copy.sharesStorage(with: table) }
    lesson.show("table[scalar: 0, 0]") { table[scalar: 0, 0] }
    return lesson
}

private func recording() -> Lesson {
    var lesson = Lesson(
        .tensors, Words(en: "A tensor is an array that remembers", zh: "张量是有记忆的数组"),
        Words(
            en: """
                A `Tensor` is an `NDArray` with a place in the computation graph: it knows what it was computed \
                from, so `backward()` can go back and leave in `grad` how much the result changes with each element. \
                Gradients add up until they are cleared.
                """,
            zh: """
                `Tensor`（张量）是计算图中的一个 `NDArray`：它记得自己由什么算出来，所以 `backward()` 能沿原路返回，\
                把结果对每个元素的导数存进 `grad`。梯度会不断累加，直到清零为止。
                """))
    let x = lesson.show("let x = Tensor(NDArray([1, 2, 3]), requiresGradient: true)") {
        Tensor(NDArray([1, 2, 3]), requiresGradient: true)
    }
    let y = lesson.show("let y = (x * x).sum()") { (x * x).sum() }
    lesson.show("y.backward()") { y.backward() }
    lesson.show("x.grad") { x.grad }
    lesson.show("(x * x).sum().backward()") { (x * x).sum().backward() }
    lesson.show("x.grad") { x.grad }
    return lesson
}
