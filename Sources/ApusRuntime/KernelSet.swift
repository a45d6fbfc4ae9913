import ApusModel

#if !hasFeature(Embedded)
  /// The kernels that a build for a microcontroller has. Which of them it has is decided when it is compiled; what memory
  /// they need can be asked for on every machine.
  public enum KernelSet: String, CaseIterable, Sendable {
    /// The portable operators alone.
    case portable
    /// Those for the DSP instructions of Armv7E-M: Cortex-M4 and M7.
    case armDSP = "dsp"
    /// Those for Helium, the vectors of Armv8.1-M: Cortex-M55 and M85.
    case helium
  }

  extension Session {
    /// Bytes of the arena that a session needs on a microcontroller: `model.arenaBytes`, or more where kernels need
    /// scratch memory while the arena is full.
    public static func arenaBytes(for model: Model, kernels: KernelSet) -> Int {
      switch kernels {
      case .portable: model.arenaBytes(with: Portable.self)
      case .armDSP: model.arenaBytes(with: ArmDSP.self)
      case .helium: model.arenaBytes(with: Helium.self)
      }
    }

    /// Bytes of scratch memory that an operator needs on a microcontroller, while it runs.
    public static func scratchBytes(
      for record: OperatorRecord, in model: Model, kernels: KernelSet
    ) -> Int {
      switch kernels {
      case .portable: model.scratchBytes(for: record, with: Portable.self)
      case .armDSP: model.scratchBytes(for: record, with: ArmDSP.self)
      case .helium: model.scratchBytes(for: record, with: Helium.self)
      }
    }

    /// Bytes that a session itself takes where it lies in the caller's memory, in front of its arena, on a processor
    /// of 32 bits: what the C interface adds to the arena.
    public static var bytesOn32Bits: Int {
      // The model and the arena's address: all of them words.
      let words = MemoryLayout<(Model, UnsafeRawPointer)>.size / MemoryLayout<Int>.size
      return Model.aligned(4 * words)
    }

    /// Executes an operator as a build for Armv7E-M does, its instructions in plain Swift: for tests on a workstation.
    /// - Precondition: the arena has `arenaBytes(for: model, kernels: .armDSP)` bytes.
    package func runOperatorWithArmDSP(_ index: Int) { execute(model[operator: index], with: ArmDSP.self) }
  }
#endif
