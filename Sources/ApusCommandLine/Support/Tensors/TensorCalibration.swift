import ApusCompression
import ApusFiles
import ApusGraph

/// Arrays to calibrate a network with in place of images: most samples choose ranges, the last tenth only judges.
struct TensorCalibration {
  let calibration: CalibrationSamples
  let judging: CalibrationSamples

  /// What is read of a file for each input.
  /// - Parameters:
  ///   - files: a path for each input, in order or as `NAME=PATH`.
  ///   - graph: the network.
  ///   - layout: that of all arrays.
  ///   - most: how many samples choose ranges.
  /// - Throws: `TensorError` for arrays that are not the network's inputs or have fewer samples than two.
  init(_ files: [String], for graph: Graph, layout: TensorLayout, most: Int, limits: Limits) throws {
    let values = graph.inputs.map { TensorValue(name: $0.name, shape: $0.shape) }
    let arguments = TensorArguments(values: values, layout: layout, limits: limits, command: "compress")
    let inputs = try arguments.inputs(for: files)
    let count = inputs[0].count
    guard count >= 2 else { throw TensorError.single(path: inputs[0].path) }
    let judged = max(1, count / 10)
    func samples(_ range: Range<Int>) throws(TensorError) -> CalibrationSamples {
      var reals: [String: [Float]] = [:]
      for (value, input) in zip(values, inputs) {
        for sample in range where input.hasNaN(in: sample) {
          throw .notANumber(path: input.path, sample: sample)
        }
        reals[value.name] = input.reals(range)
      }
      return CalibrationSamples(reals, count: range.count)
    }
    calibration = try samples(0..<min(count - judged, most))
    judging = try samples(count - judged..<count)
  }
}
