#if canImport(CApusKernels)
  import CApusKernels

  /// Which instructions a session may use. Every level gives the same bytes.
  public enum KernelLevel: UInt8, Comparable, Sendable, CaseIterable {
    /// Swift that runs anywhere: the specification.
    case portable = 0
    /// x86 with 256-bit integer vectors.
    case avx2 = 1
    /// x86 with 512-bit vectors and dot products of bytes.
    case avx512VNNI = 2

    /// The highest that this processor has, or a lower one that the environment variable `APUS_LEVEL` names:
    /// `portable`, `avx2`, `avx512vnni`.
    public static var best: KernelLevel {
      KernelLevel(rawValue: UInt8(truncatingIfNeeded: apus_level_chosen().rawValue)) ?? .portable
    }

    /// The highest that this processor has.
    public static var supported: KernelLevel {
      KernelLevel(rawValue: UInt8(truncatingIfNeeded: apus_level_supported().rawValue)) ?? .portable
    }

    /// Whether it has fewer instructions.
    public static func < (left: KernelLevel, right: KernelLevel) -> Bool { left.rawValue < right.rawValue }

    /// Output channels that a convolution computes side by side.
    var lanes: Int { self == .avx512VNNI ? Int(APUS_LANES_AVX512VNNI) : Int(APUS_LANES_AVX2) }

    /// Consecutive elements that one instruction multiplies and adds up for each channel.
    var groupSize: Int { self == .avx512VNNI ? 4 : 2 }

    /// Bytes of a prepared input's or weight's element.
    var elementBytes: Int { self == .avx512VNNI ? 1 : 2 }
  }
#endif
