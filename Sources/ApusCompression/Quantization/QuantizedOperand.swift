import ApusGraph

extension QuantizedOperand {
  /// A constant in int8.
  /// - Parameter map: one that covers all of it unless given.
  init(quantizing values: [Float], by map: QuantizationParameters? = nil) {
    let range = (values.min() ?? 0)...(values.max() ?? 0)
    let map = map ?? QuantizationParameters(covering: Double(range.lowerBound)...Double(range.upperBound))
    self.init(values: values.map { map.quantized($0) }, quantization: map)
  }
}
