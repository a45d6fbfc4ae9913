#if canImport(CApusKernels)
  import CApusKernels

  /// Which instructions a session may use. Every level gives the same bytes.
  public enum KernelLevel: UInt8, Comparable, Sendable, CaseIterable {
    /// Swift that runs anywhere: the specification.
    case portable = 0
    /// x86 with 256-bit integer vectors.
    case avx2 = 1
    /// x86 with 256-bit vectors and dot products of bytes.
    case avxVNNI = 2
    /// x86 with 512-bit vectors and dot products of bytes.
    case avx512VNNI = 3
    /// x86 with matrix products of bytes beside these.
    case amx = 4
    /// ARM with dot products of bytes.
    case neonDot = 8
    /// ARM with matrix products of bytes beside these.
    case neonI8MM = 9

    /// The highest that this processor has, or a lower one that the environment variable `APUS_LEVEL` names:
    /// `portable`, `avx2`, `avxvnni`, `avx512vnni`, `amx`; `neondot`, `neoni8mm`.
    public static var best: KernelLevel {
      KernelLevel(rawValue: UInt8(truncatingIfNeeded: apus_level_chosen().rawValue)) ?? .portable
    }

    /// The highest that this processor has.
    public static var supported: KernelLevel {
      KernelLevel(rawValue: UInt8(truncatingIfNeeded: apus_level_supported().rawValue)) ?? .portable
    }

    /// Those that this processor has, the lowest first.
    public static var available: [KernelLevel] { allCases.filter { $0.isAvailable } }

    /// Whether it has fewer instructions.
    public static func < (left: KernelLevel, right: KernelLevel) -> Bool { left.rawValue < right.rawValue }

    /// What `APUS_LEVEL` calls it.
    public var name: String {
      switch self {
      case .portable: "portable"
      case .avx2: "avx2"
      case .avxVNNI: "avxvnni"
      case .avx512VNNI: "avx512vnni"
      case .amx: "amx"
      case .neonDot: "neondot"
      case .neonI8MM: "neoni8mm"
      }
    }

    /// Whether this processor has it.
    public var isAvailable: Bool { self == .portable || kernels != nil }

    /// This level, or where the processor lacks it the highest one below that it has.
    public var nearestAvailable: KernelLevel {
      var level = self
      while !level.isAvailable { level = KernelLevel(rawValue: level.rawValue - 1) ?? .portable }
      return level
    }

    /// Does nothing but multiply-accumulates, as fast as this level's instructions can, for measuring what a kernel's
    /// speed compares with.
    /// - Returns: how many they were; 0 for the portable level, which has no such instructions.
    public func multiplyAccumulateAtPeak(rounds: Int) -> Int {
      kernels.map { Int($0.pointee.peak(UInt64(rounds))) } ?? 0
    }

    /// What computes; nil for the portable level and for those that the processor lacks.
    var kernels: UnsafePointer<apus_kernels>? { apus_kernels_of(apus_level(rawValue: UInt32(rawValue))) }
  }

  extension apus_kernels {
    /// Consecutive elements that one instruction multiplies and adds up for each channel.
    var groupSize: Int { multiplies_bytes != 0 ? 4 : 2 }

    /// The same for a convolution.
    var convolutionGroupSize: Int { convolution_multiplies_eights != 0 ? 8 : groupSize }

    /// Bytes of a prepared input's or weight's element.
    var elementBytes: Int { multiplies_bytes != 0 ? 1 : 2 }

    /// What a prepared element has beyond `value − zeroPoint`: for the bias to take off again.
    func excess(zeroPoint: Int32) -> Int32 {
      if multiplies_bytes == 0 { return 0 }
      return multiplies_signed != 0 ? zeroPoint : zeroPoint &+ 128
    }

    /// Stores a weight, counted in elements from a place.
    func store(_ weight: Int8, at index: Int, of target: UnsafeMutableRawPointer) {
      if multiplies_bytes != 0 {
        target.storeBytes(of: weight, toByteOffset: index, as: Int8.self)
      } else {
        target.storeBytes(of: Int16(weight), toByteOffset: 2 * index, as: Int16.self)
      }
    }
  }
#endif
