import Images
import TensorCore

/// The mean picture of each class, `[classes, pixels]` from 0 to 1; zeros for a class without pictures.
public func classMeans(of images: LabeledImages) -> NDArray {
    let classCount = images.classNames.count
    let rows = images.images().reshaped([images.count, images.pixelCount])
    let membership = images.labelArray.oneHot(classCount: classCount)  // [N, classes]
    let sizes = membership.sum(axes: [0]).reshaped([classCount, 1])
    return membership.transposed().matmul(rows) / NDArray.maximum(sizes, NDArray(1))
}
