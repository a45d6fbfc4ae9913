import ApusGraph
import ApusModel
import ApusRunner
import ApusRuntime

/// An int8 model on arrays.
struct Int8TensorNetwork: TensorNetwork {
  let inputs: [TensorValue]
  let outputs: [TensorValue]
  private let loaded: LoadedModel
  private let asReals: Bool

  /// - Parameter asReals: whether outputs become the real numbers that their integers stand for.
  init(_ loaded: LoadedModel, asReals: Bool) throws(TensorError) {
    self.loaded = loaded
    self.asReals = asReals
    inputs = (0..<loaded.model.inputCount).map {
      TensorValue(name: loaded.inputName($0), shape: Self.shape(loaded.model.input($0)))
    }
    outputs = (0..<loaded.model.outputCount).map {
      TensorValue(name: loaded.outputName($0), shape: Self.shape(loaded.session.output($0).record))
    }
    for index in 0..<loaded.model.outputCount
    where asReals && loaded.session.output(index).record.element == .int32 {
      throw .indices(output: loaded.outputName(index))
    }
  }

  func run(_ inputs: [TensorInput], count: Int, into outputs: inout [TensorOutput]) throws(TensorError) {
    for sample in 0..<count {
      for (index, input) in inputs.enumerated() {
        let value = loaded.session.input(index)
        let record = value.record
        switch record.element {
        case .int8:
          try input.fill(value.integers, with: sample) { $0.isNaN ? nil : record.quantized($0) }
        case .int16:
          try input.fill(value.integers16, with: sample) { real in
            guard !real.isNaN else { return nil }
            return Int16(max(-32768, min(32767, (real / record.scale).rounded(.toNearestOrAwayFromZero))))
          }
        case .int32: try input.fill(value.integers32, with: sample) { Int32(exactly: $0) }
        }
      }
      loaded.run()
      for index in outputs.indices { append(loaded.session.output(index), to: &outputs[index]) }
    }
  }

  private func append(_ value: OutputValue, to output: inout TensorOutput) {
    let (scale, zeroPoint) = (value.record.scale, value.record.zeroPoint)
    switch value.record.element {
    case .int8 where asReals: output.append(value.integers.map { scale * Float(Int32($0) - zeroPoint) })
    case .int16 where asReals: output.append(value.integers16.map { scale * Float($0) })
    case .int8: output.append(value.integers)
    case .int16: output.append(value.integers16)
    case .int32: output.append(value.integers32)
    }
  }

  /// A value's extents as people see them.
  private static func shape(_ record: TensorRecord) -> Shape {
    Shape([record.height, record.width, record.channels].suffix(record.rank))
  }
}
