import ApusGraph

extension QuantizedOperand {
  /// A constant in int8, by a map that covers all of it.
  init(quantizing values: [Float]) {
    let range = (values.min() ?? 0)...(values.max() ?? 0)
    let map = QuantizationParameters(covering: Double(range.lowerBound)...Double(range.upperBound))
    self.init(values: values.map { map.quantized($0) }, quantization: map)
  }
}
