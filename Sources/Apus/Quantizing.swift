extension Graph {
  /// The network in int8, as `apus compress` makes it, with its temperature, and what a class that means none
  /// may take, fitted on the images that judge.
  ///
  /// - Parameters:
  ///   - images: labeled images of the network's classes; 1,024 of those that pruning would train on choose the
  ///     ranges, evenly of all classes.
  ///   - quantizer: how.
  ///   - count: how many images choose the ranges, in place of 1,024.
  ///   - seed: chooses the images.
  /// - Throws: `data` or `compression`.
  public func quantized(
    calibratedOn images: some ImageProvider, by quantizer: Quantizer = Quantizer(),
    count: Int = CompressionImages.usualCalibrationCount, seed: UInt64 = 0
  ) throws(ApusError) -> QuantizedGraph {
    let chosen: CompressionImages
    do throws(DataError) {
      chosen = try CompressionImages(images, for: self, calibrationCount: count, trains: false, seed: seed)
    } catch {
      throw .data(error)
    }
    let quantized: QuantizedGraph
    do throws(CompressionError) {
      quantized = try quantizer.quantize(
        fittingNoneClass(on: chosen.validation), calibration: chosen.calibration)
    } catch {
      throw .compression(error)
    }
    return try quantized.fittingTemperature(on: chosen.validation)
  }
}
