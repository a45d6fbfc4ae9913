import ApusGraph
import ApusModel

extension Add {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .add
    let (first, second) = (inputs[0].quantization.scale, inputs[1].quantization.scale)
    let twiceLargest = 2 * Double(max(first, second))
    let output = Double(1 << AddRecord.leftShift) * Double(result.output.quantization.scale)
    let ratios = (Double(first) / twiceLargest, Double(second) / twiceLargest, twiceLargest / output)
    guard let firstFactor = FixedPointMultiplier(ratios.0), firstFactor.shift <= 0,
      let secondFactor = FixedPointMultiplier(ratios.1), secondFactor.shift <= 0,
      let outputFactor = FixedPointMultiplier(ratios.2), outputFactor.shift <= 0
    else { throw .multiplier(node: result.name) }
    let payload = Layout.Record.payload
    result.put(firstFactor, at: payload, shift: payload + 12)
    result.put(secondFactor, at: payload + 4, shift: payload + 13)
    result.put(outputFactor, at: payload + 8, shift: payload + 14)
  }
}
