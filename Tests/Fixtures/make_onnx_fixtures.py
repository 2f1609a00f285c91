"""Makes onnx/pictures.onnx with ONNX's own package, which writes it independently of this repository.

    python -m pip install onnx onnxruntime
    python Tests/Fixtures/make_onnx_fixtures.py

ONNXTests builds the same network from the layers, and must write the same bytes. The weights are sixteenths, counted up.
"""

from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper

count = 0


def weight(name, *shape):
    """The next numbers, as an array of this name."""
    global count
    size = int(numpy.prod(shape))
    values = ((numpy.arange(count, count + size) % 13 - 6) / 16).astype(numpy.float32)
    count += size
    return onnx.numpy_helper.from_array(values.reshape(shape), name)


def tensor(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


def node(operation, inputs, output, **attributes):
    """A node whose attributes stay in their order."""
    made = helper.make_node(operation, inputs, [output], name=output)
    made.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
    return made


weights = [
    weight("0.weight", 2, 1, 3, 3),
    weight("0.bias", 2),
    weight("1.weight", 2),
    weight("1.bias", 2),
    onnx.numpy_helper.from_array(numpy.zeros(2, numpy.float32), "1.running_mean"),
    onnx.numpy_helper.from_array(numpy.ones(2, numpy.float32), "1.running_var"),
    weight("5.weight", 3, 8),
    weight("5.bias", 3),
]
nodes = [
    node("Conv", ["inputs", "0.weight", "0.bias"], "conv_0", kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1],
         dilations=[1, 1], group=1),
    node("BatchNormalization", ["conv_0"] + [f"1.{name}" for name in ("weight", "bias", "running_mean", "running_var")],
         "batchnormalization_1", epsilon=1e-5),
    node("LeakyRelu", ["batchnormalization_1"], "leakyrelu_2", alpha=0.25),
    node("MaxPool", ["leakyrelu_2"], "maxpool_3", kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0], ceil_mode=0),
    node("Flatten", ["maxpool_3"], "flatten_4", axis=1),
    node("Gemm", ["flatten_4", "5.weight", "5.bias"], "gemm_5", transB=1),
    node("Softmax", ["gemm_5"], "softmax_6", axis=-1),
    node("Identity", ["softmax_6"], "outputs"),
]
graph = helper.make_graph(
    nodes, "pictures", [tensor("inputs", "batch", 1, 4, 4)], [tensor("outputs", "batch", 3)], weights)
model = helper.make_model(
    graph, producer_name="DeepLearning", ir_version=8, opset_imports=[helper.make_opsetid("", 17)])
for key, value in [("classes", "a; b; c"), ("chapter", "0")]:
    entry = model.metadata_props.add()
    entry.key, entry.value = key, value
model.metadata_props.sort(key=lambda entry: entry.key)
onnx.checker.check_model(model, full_check=True)
path = Path(__file__).parent / "onnx" / "pictures.onnx"
path.write_bytes(model.SerializeToString(deterministic=True))

session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
pixels = ((numpy.arange(32) % 5) / 4).astype(numpy.float32).reshape(2, 1, 4, 4)
print(session.run(None, {"inputs": pixels})[0].tolist())
