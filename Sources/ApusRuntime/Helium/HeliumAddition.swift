#if canImport(CArmHelium)
  import ApusModel
  import CArmHelium

  extension AddRecord {
    func runSumWithHelium(in arena: UnsafeMutablePointer<Int8>) {
      let end = HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh)
      operands.forEachRow(in: arena) { left, right, target, count in
        var (one, other) = (
          HeliumOperand(first, left, firstFactor), HeliumOperand(second, right, secondFactor)
        )
        helium_add(&one, &other, target, count, HeliumFactor(outputFactor), end)
      }
    }
  }

  extension HeliumOperand {
    fileprivate init(_ operand: Operand, _ row: OperandRow, _ factor: FixedPointMultiplier) {
      self.init(
        elements: row.elements, step: row.step, zero_point: operand.zeroPoint, factor: HeliumFactor(factor))
    }
  }
#endif
