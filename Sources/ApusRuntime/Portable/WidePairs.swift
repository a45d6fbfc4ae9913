import ApusModel

extension WideSubtractRecord: Kernel {
  /// Both values on a common scale with 15 more bits, subtracted, and scaled to the output.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (left, right, target) = wideElements(terms.first, terms.second, terms.output, in: arena)
    for index in 0..<terms.output.count {
      let difference =
        terms.firstFactor.applied(to: Int32(left[index]) &<< WideAddRecord.leftShift)
        &- terms.secondFactor.applied(to: Int32(right[index]) &<< WideAddRecord.leftShift)
      target[index] = narrowed(terms.outputFactor.applied(to: difference))
    }
  }
}

extension WideMultiplyRecord: Kernel {
  /// The product of both elements, scaled to the output.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (left, right, target) = wideElements(first, second, output, in: arena)
    for index in 0..<output.count {
      target[index] = narrowed(factor.applied(to: Int32(left[index]) &* Int32(right[index])))
    }
  }
}

extension WideMaximumRecord: Kernel {
  /// The larger of both elements, as they are.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (left, right, target) = wideElements(terms.first, terms.second, terms.output, in: arena)
    for index in 0..<terms.output.count { target[index] = max(left[index], right[index]) }
  }
}

extension WideMinimumRecord: Kernel {
  /// The smaller of both elements, as they are.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (left, right, target) = wideElements(terms.first, terms.second, terms.output, in: arena)
    for index in 0..<terms.output.count { target[index] = min(left[index], right[index]) }
  }
}

/// Where the elements of two int16 values are, and of what is made of them.
@inline(__always)
private func wideElements(
  _ first: TensorRecord, _ second: TensorRecord, _ output: TensorRecord, in arena: UnsafeMutablePointer<Int8>
) -> (UnsafePointer<Int16>, UnsafePointer<Int16>, UnsafeMutablePointer<Int16>) {
  (
    UnsafeRawPointer(arena + first.offset).assumingMemoryBound(to: Int16.self),
    UnsafeRawPointer(arena + second.offset).assumingMemoryBound(to: Int16.self),
    UnsafeMutableRawPointer(arena + output.offset).assumingMemoryBound(to: Int16.self)
  )
}

/// A number held within int16.
@inline(__always)
private func narrowed(_ value: Int32) -> Int16 {
  Int16(truncatingIfNeeded: min(max(value, -32_768), 32_767))
}
