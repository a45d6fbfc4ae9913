#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension AddRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      guard terms.operands.isPlain else { return .portable }
      let sum = apus_addition(terms, arena: arena)
      let parts = workspace.partCount(work: 32 * sum.count, limit: sum.count / 4096)
      return .kernel(workspace.kernels.add, workspace.keep(parts: parts) { sum.part($0, of: parts) })
    }
  }

  extension apus_addition {
    /// An element-wise sum, made ready for the vector kernels.
    init(_ terms: ScaledTerms, arena: UnsafeMutablePointer<Int8>) {
      // The model's checks prove that no factor shifts to the left.
      self.init(
        first: arena + terms.first.offset, second: arena + terms.second.offset,
        output: arena + terms.output.offset,
        count: terms.output.count, first_zero_point: terms.first.zeroPoint,
        second_zero_point: terms.second.zeroPoint, output_zero_point: terms.output.zeroPoint,
        first_multiplier: terms.firstFactor.multiplier, second_multiplier: terms.secondFactor.multiplier,
        output_multiplier: terms.outputFactor.multiplier, first_shift: 0 &- terms.firstFactor.shift,
        second_shift: 0 &- terms.secondFactor.shift, output_shift: 0 &- terms.outputFactor.shift,
        headroom: ScaledTerms.leftShift, clamp_low: Int8(truncatingIfNeeded: terms.clampLow),
        clamp_high: Int8(truncatingIfNeeded: terms.clampHigh), first_factor: 0, second_factor: 0, offset: 0,
        fraction_bits: 0, doubtful_bits: 0)
      approximate()
    }

    /// A part of it, for one thread.
    func part(_ part: Int, of parts: Int) -> apus_addition {
      let vectors = range(ofPart: part, of: parts, count: (count + 63) / 64)
      var sum = self
      sum.first += vectors.lowerBound * 64
      sum.second += vectors.lowerBound * 64
      sum.output += vectors.lowerBound * 64
      sum.count = min(vectors.upperBound * 64, count) - vectors.lowerBound * 64
      return sum
    }

    /// Finds a sum in fixed point, and how near to a rounding boundary it may be wrong.
    ///
    /// With `s₁`, `s₂` and `s₃` the real factors and `h = 2^headroom`, a result is the rounded value of
    /// `v = ((x − zx) · h · s₁ + (y − zy) · h · s₂) · s₃ + z`, but for what the specification rounds on the way: each
    /// scaled input by at most 1 and the output's product by half a unit before its shift to the right, which makes
    /// at most `2 s₃ + 2^(−shift − 1)`. The two factors and the offset here are rounded by a half each, and inputs are
    /// at most 255 apart from their zero points.
    private mutating func approximate() {
      let scale = Self.real(1 << headroom, 0) * Self.real(output_multiplier, output_shift + 31)
      let first = Self.real(first_multiplier, first_shift + 31) * scale
      let second = Self.real(second_multiplier, second_shift + 31) * scale
      let deviation = 2 * Self.real(output_multiplier, output_shift + 31) + Self.real(1, output_shift + 1)
      for bits in (12...22).reversed() {
        let unit = Self.real(1 << Int32(bits), 0)
        let (a, b) = ((first * unit).rounded(), (second * unit).rounded())
        let margin = 255 + 2 + (deviation * unit).rounded(.up)
        guard a < 8_388_608, b < 8_388_608, margin < unit / 32 else { continue }
        var doubt: Int32 = 1
        while Self.real(1 << doubt, 0) < 2 * margin { doubt += 1 }
        let exact =
          Double(output_zero_point) * unit + unit / 2 + Self.real(1 << (doubt - 1), 0)
          - a * Double(first_zero_point + 128) - b * Double(second_zero_point + 128)
        guard 255 * (a + b) + exact.magnitude < 2_147_000_000 else { continue }
        (first_factor, second_factor, offset) = (Int32(a), Int32(b), Int32(exact.rounded()))
        (fraction_bits, doubtful_bits) = (Int32(bits), doubt)
        return
      }
    }

    /// `value / 2^shift`
    private static func real(_ value: Int32, _ shift: Int32) -> Double {
      Double(value) * Double(sign: .plus, exponent: -Int(shift), significand: 1)
    }
  }
#endif
