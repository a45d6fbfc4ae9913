#if !CHOSEN_OPERATORS
  /// The operators that this build holds, a bit for each raw value of `OperatorKind`: all of them.
  ///
  /// Firmware is for one model. `Tools/firmware` compiles with the condition `CHOSEN_OPERATORS` and a file that declares
  /// this constant and `builtInFeatures` with the bits of the model's own, and the compiler leaves out the checks and
  /// kernels of everything else.
  package let builtInOperators: UInt64 = .max

  /// The features that this build holds, a bit for each raw value of `ModelFeature`: all of them.
  package let builtInFeatures: UInt32 = .max
#endif

/// Whether this build holds an operator. A constant where the kind is one.
@inline(__always)
package func isBuiltIn(_ kind: OperatorKind) -> Bool {
  // In two words: processors of 32 bits have no shift of 64.
  let (low, high) = (
    UInt32(truncatingIfNeeded: builtInOperators), UInt32(truncatingIfNeeded: builtInOperators &>> 32)
  )
  return (kind.rawValue < 32 ? low : high) &>> UInt32(kind.rawValue & 31) & 1 != 0
}

/// Whether this build holds a feature. A constant where the feature is one.
@inline(__always)
package func isBuiltIn(_ feature: ModelFeature) -> Bool {
  builtInFeatures &>> UInt32(feature.rawValue) & 1 != 0
}

/// What a model may have beside its operators that takes code of its own.
package enum ModelFeature: UInt8, CaseIterable, Sendable {
  /// Files of version 1.
  case version1 = 0
  /// Records that are executed where they are.
  case fullForm = 1
  /// Records that are unfolded when the model is read.
  case compactForm = 2
  /// Several inputs or outputs, or state.
  case manyValues = 3
  /// Values of 16 or 32 bits.
  case wideElements = 4
  /// Operators of more than one input.
  case severalInputs = 5
  /// Biases in 32 bits.
  case wordBiases = 6
  /// Biases in 16 bits.
  case shortBiases = 7
  /// Multipliers in 32 bits.
  case wordMultipliers = 8
  /// Multipliers in eight bits.
  case byteMultipliers = 9
  /// Rows of classes that were enrolled behind the file.
  case enrolledClasses = 10
}
