import TensorCore
func writeSafetensors(_ d: [(name: String, value: NDArray)], to: String) throws {}
