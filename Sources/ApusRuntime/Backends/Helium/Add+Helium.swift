#if canImport(CArmHelium)
  import ApusModel
  import CArmHelium

  extension AddRecord {
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      let terms = terms
      let end = HeliumEnd(zero_point: terms.output.zeroPoint, low: terms.clampLow, high: terms.clampHigh)
      terms.operands.forEachRow(in: arena) { left, right, target, count in
        var (one, other) = (
          HeliumOperand(terms.first, left, terms.firstFactor),
          HeliumOperand(terms.second, right, terms.secondFactor)
        )
        helium_add(&one, &other, target, count, HeliumFactor(terms.outputFactor), end)
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
