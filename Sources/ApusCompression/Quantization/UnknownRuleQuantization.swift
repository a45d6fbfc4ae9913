import ApusGraph
import Foundation

extension QuantizedOutput {
  /// An output of a float network, whose integers stand for real numbers in the given way.
  init(_ output: NetworkOutput, quantization: QuantizationParameters) {
    self.init(
      name: output.name, node: output.node, meaning: output.meaning, classNames: output.classNames,
      temperature: output.temperature,
      unknownRule: output.unknownRule.map { QuantizedUnknownRule($0, quantization: quantization) })
  }
}

extension QuantizedState {
  /// A state of a float network, whose integers stand for real numbers in the given way.
  init(_ state: NetworkState, quantization: QuantizationParameters, elementType: ElementType = .int8) {
    self.init(
      name: state.name, shape: state.shape, quantization: quantization, elementType: elementType,
      initial: state.initial.map { real in
        guard elementType != .int8 else { return Int32(quantization.quantized(Double(real))) }
        return Int32(max(-32_768, min(32_767, (real / quantization.scale).rounded(.toNearestOrAwayFromZero))))
      }, update: state.update)
  }
}

extension QuantizedUnknownRule {
  /// A rule in terms of an output's integers.
  ///
  /// A sum of exponentials is compared with `exp(threshold)`; both are divided by that and multiplied by 65,535, so that
  /// an entry which is beyond the threshold by itself is all that 16 bits hold, and entries below it have the finest
  /// steps.
  package init(_ rule: UnknownRule, quantization: QuantizationParameters) {
    switch rule {
    case .output(let index): self = .output(index)
    case .margin(let threshold):
      // Differences of int8 are at most 255; a difference of fewer steps than this is below the threshold.
      self = .margin(Int(max(-256, min(256, (Double(threshold) / Double(quantization.scale)).rounded(.up)))))
    case .energy(let threshold):
      let table = (-128...127).map { integer in
        let share = exp(quantization.real(Int8(integer)) - Double(threshold))
        return UInt16(min(65_535, (65_535 * share).rounded()))
      }
      self = .sum(table: table, threshold: 65_535)
    }
  }
}
