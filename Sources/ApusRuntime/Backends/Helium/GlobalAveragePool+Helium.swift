#if canImport(CArmHelium)
  import ApusModel
  import CArmHelium

  extension GlobalAveragePoolRecord {
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var value = HeliumValue(input, in: arena)
      helium_average(
        &value, arena + output.offset, HeliumFactor(factor),
        HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh))
    }
  }
#endif
