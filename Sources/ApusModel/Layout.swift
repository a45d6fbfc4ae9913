/// Where things are in an `.apus` file: byte offsets within the header and within the records. `FORMAT.md`
/// is the same in prose. The reader and the exporter's writer both use these names, so that they cannot
/// disagree.
package enum Layout {
  /// `APUS` in ASCII, read as a little-endian word.
  package static let magic: UInt32 = 0x5355_5041
  /// The first version, of which files are read and no longer written: one input, one output.
  package static let version1: UInt16 = 1
  /// The version that is written.
  package static let version2: UInt16 = 2
  /// Version 2's form of records that are executed where they are.
  package static let fullForm: UInt8 = 0
  /// Version 2's form of records that are unfolded when the model is read.
  package static let compactForm: UInt8 = 1
  /// The file itself and every value in the arena start at multiples of this.
  package static let alignment = 16
  /// Constants of an operator start at multiples of this, but in the compact form.
  package static let constantsAlignment = 4
  /// Bytes behind an operator's constants that kernels may read without using them. Version 1 has them in another way.
  package static let spareBytes = 4
  /// Memory for unfolded records starts at a multiple of this.
  package static let recordAlignment = 8
  /// Bytes of the header that all forms have; those of the compact form's.
  package static let commonHeaderBytes = 16
  /// Bytes of the full form's header.
  package static let headerBytes = 40
  /// Bytes of one operator record; its output's tensor record lies within.
  package static let recordBytes = 64
  /// Bounds the time that checking a hostile file can take.
  package static let maximumOperatorCount = 4096
  /// The same for the compact form, whose memory plan is made when it is read: inputs, states and operators together.
  package static let maximumCompactValueCount = 250

  /// Offsets in the header.
  package enum Header {
    package static let magic = 0
    package static let version = 4
    package static let form = 6
    package static let formReserved = 7
    package static let fileBytes = 8
    package static let checksum = 12
    package static let arenaBytes = 16
    package static let operatorCount = 20
    package static let reserved = 22
    package static let constantsOffset = 24
    package static let constantsBytes = 28
    package static let metadataOffset = 32
    package static let inputCount = 36
    package static let stateCount = 37
    package static let outputCount = 38
    package static let lastReserved = 39
  }

  /// What is elsewhere in version 1. Its input is a source record behind the header, as in the full form.
  package enum Version1 {
    package static let style = 6
    package static let flags = 7
    package static let classCount = 22
    package static let pixelTableFlag: UInt8 = 1
    package static let operatorNamesFlag: UInt8 = 2
  }

  /// Offsets from the first of the compact form's counts, which are behind the header.
  package enum Compact {
    package static let inputCount = 16
    package static let stateCount = 17
    package static let outputCount = 18
    package static let operatorCount = 19
    /// Where the stream of sources, operators, outputs and updates begins.
    package static let stream = 20
  }

  /// What stands in front of the records that the compact form is unfolded into: what the full form's header says. A
  /// source then has a record like an operator's, its tensor record in the output's place and its starting values in that
  /// of the constants.
  package enum Unfolded {
    package static let arenaBytes = 0
    package static let metadataOffset = 4
    package static let bytes = 8
  }

  /// Offsets in the record of a source, which is an input or a state. Inputs come first.
  package enum Source {
    package static let tensor = 0
    /// Where a state's starting values are among the constants; `noValues` where all of them are zero points. 0 of an
    /// input.
    package static let startingValues = 20
    package static let noValues: UInt32 = .max
    package static let bytes = 24
  }

  /// Offsets in the record of an output.
  package enum Output {
    package static let value = 0
    package static let meaning = 2
    package static let rule = 3
    package static let number = 4
    package static let temperature = 8
    package static let table = 12
    package static let bytes = 16
    /// Entries of the table of a rule that adds up outputs, 16 bits each.
    package static let tableEntries = 256
  }

  /// Offsets in a row that stands behind the file: a class that was enrolled.
  package enum EnrolledRow {
    package static let checksum = 0
    package static let bias = 4
    /// The bytes of the name, then these.
    package static let name = 8
    package static let nameBytes = 32
    package static let weights = 40
  }

  /// Bytes of the number of the value that a state becomes after a run.
  package static let updateBytes = 2

  /// Offsets in a tensor record.
  package enum Tensor {
    package static let offset = 0
    package static let height = 4
    package static let width = 6
    package static let channels = 8
    package static let scale = 12
    package static let zeroPoint = 16
    package static let rank = 17
    package static let element = 18
    package static let reserved = 19
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
    package static let payload = 32
    package static let groups = 48
    /// Of a concatenation, behind all the inputs that there may be.
    package static let concatenationAxis = 60
    /// How weights, a table or a constant operand are stored (`ConstantEncoding`).
    package static let encoding = 61
    /// How biases (the low half) and multipliers (the high half) are stored.
    package static let channelEncodings = 62
    /// Bits by which stored biases are shifted to the left.
    package static let biasShift = 63
    package static let maximumInputCount = 16
  }

  /// Tags of the entries of the metadata. Entries are in the order of tags, then of what they belong to.
  package enum Entry {
    package static let modelName: UInt8 = 1
    package static let inputName: UInt8 = 2
    package static let stateName: UInt8 = 3
    package static let outputName: UInt8 = 4
    package static let pixels: UInt8 = 5
    package static let classNames: UInt8 = 6
    package static let operatorNames: UInt8 = 7
    package static let maximumNameBytes = 255
  }

  /// Offsets in the entry that says what pixels become.
  package enum Pixels {
    package static let encoding = 0
    package static let style = 1
    package static let fit = 2
    package static let channelOrder = 3
    package static let scope = 4
    package static let numbers = 5
    /// Bits of the scope: whether offsets and divisors are told, whether they are for each channel, and whether what is
    /// computed with is.
    package static let isTold: UInt8 = 1
    package static let isToldOfChannels: UInt8 = 2
    package static let isOfChannels: UInt8 = 4
    /// Results in a table for one channel, or for all of them.
    package static let tableEntries = 256
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

  /// The offset of what a record says behind its factor: the axes of a reduction, which operands of a product of matrices
  /// are transposed.
  package static let behindFactor = 37

  /// Bits of what a product of matrices says behind its factor.
  package enum MatrixProduct {
    package static let transposesFirst: UInt8 = 1
    package static let transposesSecond: UInt8 = 2
  }

  /// The factor of a logarithmic softmax that leads back from Q5.26 to differences of inputs.
  package static var reverseFactor: Factor {
    @inline(__always) get { Factor(multiplier: 40, shift: 44) }
  }

  /// Offsets in the payload of a convolution over elements or with weights of 16 bits, behind its window and groups, and what
  /// is there. How weights are stored is where all records say it.
  package enum Wide {
    package static let flags = 50
    package static let clampLow = 52
    package static let clampHigh = 54
    package static let hasWideSums: UInt8 = 1
    package static let wideWeights: UInt8 = 1
  }

  /// The offset of the number of a table's rows in the payload of an embedding.
  package enum Embedding {
    package static let rows = 32
  }

  /// The offset of the axis in the payload of a gathering, from the start of the record, and the bytes of an index.
  package enum Gather {
    package static let axis = 32
    package static let indexBytes = 2
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

  /// Factors and offsets in the payload of operators of several steps, behind three inputs, and the bits of their flags.
  package enum Recurrent {
    package static var forget: Factor {
      @inline(__always) get { Factor(multiplier: 36, shift: 48) }
    }
    package static var input: Factor {
      @inline(__always) get { Factor(multiplier: 40, shift: 49) }
    }
    package static var output: Factor {
      @inline(__always) get { Factor(multiplier: 44, shift: 50) }
    }
    package static var feature: Factor {
      @inline(__always) get { Factor(multiplier: 40, shift: 48) }
    }
    package static var time: Factor {
      @inline(__always) get { Factor(multiplier: 44, shift: 49) }
    }
    package static let cellShift = 51
    package static let cellClip = 52
    package static let flags = 54
    package static let isReversed: UInt8 = 1
    package static let resetsState: UInt8 = 2
    package static let rectifies: UInt8 = 2
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
