#if !CHOSEN_OPERATORS
  /// The operators that this build holds, a bit for each raw value of `OperatorKind`: all of them.
  ///
  /// Firmware is for one model. `Tools/firmware` compiles with the condition `CHOSEN_OPERATORS` and a file that declares
  /// this constant with the bits of the model's own operators, and the compiler leaves out the others' checks and
  /// kernels.
  package let builtInOperators: UInt32 = .max
#endif

/// Whether this build holds an operator. A constant where the kind is one.
@inline(__always)
package func isBuiltIn(_ kind: OperatorKind) -> Bool { builtInOperators >> UInt32(kind.rawValue) & 1 != 0 }
