/// Where things are in an `.apus` file: byte offsets within the header and within the records. `FORMAT.md`
/// is the same in prose. The reader and the exporter's writer both use these names, so that they cannot
/// disagree.
package enum Layout {
  /// `APUS` in ASCII, read as a little-endian word.
  package static let magic: UInt32 = 0x5355_5041
  /// The only version there is.
  package static let version: UInt16 = 1
  /// Sections, the file itself and every value in the arena start at multiples of this.
  package static let alignment = 16
  /// Bytes of the header.
  package static let headerBytes = 64
  /// Bytes of one operator record; its output's tensor record lies within.
  package static let recordBytes = 64
  /// Bounds the time that checking a hostile file can take.
  package static let maximumOperatorCount = 4096

  /// Offsets in the header.
  package enum Header {
    package static let magic = 0
    package static let version = 4
    package static let style = 6
    package static let flags = 7
    package static let fileBytes = 8
    package static let checksum = 12
    package static let arenaBytes = 16
    package static let operatorCount = 20
    package static let classCount = 22
    package static let constantsOffset = 24
    package static let constantsBytes = 28
    package static let metadataOffset = 32
    package static let reserved = 36
    package static let input = 40
  }

  /// Bits of the header's flags.
  package enum Flag {
    package static let pixelTable: UInt8 = 1
    package static let operatorNames: UInt8 = 2
  }

  /// Offsets in a tensor record.
  package enum Tensor {
    package static let offset = 0
    package static let height = 4
    package static let width = 6
    package static let channels = 8
    package static let scale = 12
    package static let zeroPoint = 16
    package static let rank = 17
    package static let bytes = 20
  }

  /// Offsets in an operator record. What lies from byte 32 on, its payload, depends on the kind.
  package enum Record {
    package static let kind = 0
    package static let inputCount = 1
    package static let clampLow = 2
    package static let clampHigh = 3
    package static let output = 4
    package static let constants = 24
    package static let inputs = 28
    package static let groups = 48
    /// Of a concatenation, behind all the inputs that there may be.
    package static let concatenationAxis = 60
    package static let maximumInputCount = 16
  }

  /// Where a multiplier and its shift are, from the start of the record.
  package struct Factor {
    package let multiplier: Int
    package let shift: Int
  }

  /// The factor of an operator that has one: a rescaling, a product, a softmax, a global average pool.
  package static var factor: Factor {
    @inline(__always) get { Factor(multiplier: 32, shift: 36) }
  }

  /// Factors in the payload of a leaky rectifier.
  package enum LeakyReLU {
    package static var positive: Factor {
      @inline(__always) get { Factor(multiplier: 32, shift: 40) }
    }
    package static var negative: Factor {
      @inline(__always) get { Factor(multiplier: 36, shift: 41) }
    }
  }

  /// Factors in the payload of a sum or difference.
  package enum Terms {
    package static var first: Factor {
      @inline(__always) get { Factor(multiplier: 32, shift: 44) }
    }
    package static var second: Factor {
      @inline(__always) get { Factor(multiplier: 36, shift: 45) }
    }
    package static var output: Factor {
      @inline(__always) get { Factor(multiplier: 40, shift: 46) }
    }
  }

  /// Offsets in the payload of everything with a window, from the start of the record.
  package enum Window {
    package static let kernelHeight = 32
    package static let kernelWidth = 34
    package static let strideHeight = 36
    package static let strideWidth = 38
    package static let dilationHeight = 40
    package static let dilationWidth = 42
    package static let top = 44
    package static let left = 46
  }

  /// Offsets in the payload of a pad, from the start of the record.
  package enum Pad {
    package static let top = 32
    package static let left = 34
    package static let channelsBefore = 36
  }

  /// Offsets in the payload of an operator of two operands, from the start of the record, and what is there.
  package enum Pair {
    package static let constant = 47
    package static let zeroPoint = 48
    package static let axes = 49
    package static let firstIsConstant: UInt8 = 1
    package static let secondIsConstant: UInt8 = 2
  }

  /// Bits of the mask of axes along which a constant has the output's extent.
  package enum Axis {
    package static let rows: UInt8 = 1
    package static let columns: UInt8 = 2
    package static let channels: UInt8 = 4
    package static let all: UInt8 = 7
  }

  /// Offsets in the payload of a slice, from the start of the record.
  package enum Slice {
    package static let firstRow = 32
    package static let firstColumn = 34
    package static let firstChannel = 36
    package static let rowStride = 40
    package static let columnStride = 42
    package static let channelStride = 44
  }

  /// Offsets in the payload of a transposition, from the start of the record.
  package enum Transpose {
    package static let rowAxis = 32
    package static let columnAxis = 33
    package static let channelAxis = 34
  }

  /// The payload of a resizing: the offset of its flags from the start of the record, and their bits.
  package enum Resize {
    package static let flags = 32
    package static let alignsCorners: UInt8 = 1
    package static let usesHalfPixelCenters: UInt8 = 2
  }
}
