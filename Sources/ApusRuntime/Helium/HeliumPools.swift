#if canImport(CArmHelium)
  import ApusModel
  import CArmHelium

  extension PoolRecord {
    func runMaximumWithHelium(in arena: UnsafeMutablePointer<Int8>) {
      var call = heliumCall(in: arena)
      helium_pool_maximum(&call)
    }

    func runAverageWithHelium(in arena: UnsafeMutablePointer<Int8>) {
      var call = heliumCall(in: arena)
      helium_pool_average(&call)
    }

    private func heliumCall(in arena: UnsafeMutablePointer<Int8>) -> HeliumPool {
      HeliumPool(
        input: HeliumValue(input, in: arena), output: HeliumValue(output, in: arena),
        window: HeliumWindow(window),
        end: HeliumEnd(zero_point: 0, low: clampLow, high: clampHigh))
    }
  }

  extension GlobalAveragePoolRecord {
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>) {
      var value = HeliumValue(input, in: arena)
      helium_average(
        &value, arena + output.offset, HeliumFactor(factor),
        HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh))
    }
  }
#endif
