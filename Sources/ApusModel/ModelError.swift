/// Why bytes are not a model that can be run.
public enum ModelError: Error, Equatable, Sendable {
  /// The bytes do not start at a multiple of 16.
  case misaligned
  /// There are fewer or more bytes than the header says, or fewer than a header.
  case length(expected: Int, found: Int)
  /// The first four bytes are not `APUS`.
  case notAModel
  /// The version is not one that this reader knows.
  case version(Int)
  /// The records of a file in the compact form need so many bytes of memory, and were given fewer.
  case recordMemory(needed: Int)
  /// The bytes are not the ones that were written.
  case checksum(stored: UInt32, computed: UInt32)
  /// What the field at this byte says is impossible.
  case invalid(Flaw, byte: Int)

  /// What can be wrong with a field.
  public enum Flaw: UInt8, Equatable, Sendable {
    /// Sections that overlap, are not aligned or leave the file.
    case section
    /// No operators, or more than 4,096.
    case operatorCount
    /// As many class names as there are outputs, or none, are possible.
    case classCount
    /// A preprocessing that does not exist, or does not fit its input.
    case preprocessing
    /// Names, or what pixels become, leave the file, are not in order or do not end where it ends.
    case metadata
    /// An operator that does not exist.
    case kind
    /// A number of inputs that the operator does not take.
    case inputCount
    /// An input that no earlier operator has made.
    case input
    /// Extents that are zero, too large, or do not follow from the inputs'.
    case shape
    /// A region that is not aligned or leaves the arena.
    case arenaRegion
    /// A scale that is not positive and finite.
    case scale
    /// Quantization parameters that must equal the input's and do not.
    case quantization
    /// A clamp whose low end is above its high end.
    case clamp
    /// A window that is empty or does not fit its input.
    case window
    /// Channels that do not divide into the groups.
    case groups
    /// Constants that are not aligned or leave their section.
    case constants
    /// A constant operand in a place or along axes that do not exist.
    case operand
    /// A multiplier or shift out of range.
    case multiplier
    /// An accumulator that could leave 32 bits.
    case accumulator
    /// An output that would overwrite an input while it is being read.
    case overlap
    /// A value that another operator has overwritten, or that a state would lose by it.
    case overwritten
    /// A byte that must be zero.
    case reserved
    /// No inputs, no outputs, or more than this build has.
    case valueCount
    /// Elements of a kind that the operator does not take.
    case element
    /// An output that does not exist, or of which something impossible is said.
    case output
    /// A state that becomes a value of another kind.
    case state
    /// The compact form's records leave the file or say what is impossible.
    case stream
    /// Rows behind the file that are damaged, are too many, or that no operator takes.
    case enrolled
  }
}

#if !hasFeature(Embedded)
  extension ModelError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
      switch self {
      case .misaligned: "the model does not start at a multiple of 16 bytes in memory"
      case .length(let expected, let found):
        "the model is cut off or has bytes to spare: \(found) bytes instead of \(expected)"
      case .notAModel: "this is not an .apus model: it does not start with APUS"
      case .version(let version):
        "the model has format version \(version), or a form of it, that this reader does not know"
      case .recordMemory(let needed):
        "the model is in the compact form, whose records need \(needed) bytes of memory"
      case .checksum(let stored, let computed):
        "the model is damaged: its checksum is \(String(computed, radix: 16)) instead of "
          + "\(String(stored, radix: 16))"
      case .invalid(let flaw, let byte): "the model is damaged at byte \(byte): \(flaw)"
      }
    }
  }

  extension ModelError.Flaw: CustomStringConvertible {
    /// What is wrong, in a few words.
    public var description: String {
      switch self {
      case .section: "a section overlaps another, is not aligned or leaves the file"
      case .operatorCount: "the number of operators is not in 1 … 4096"
      case .classCount: "the number of class names is neither 0 nor the number of outputs"
      case .preprocessing: "a preprocessing that does not exist or does not fit"
      case .metadata: "names, or what pixels become, are not in order or leave the file"
      case .kind: "an unknown operator"
      case .inputCount: "a number of inputs that the operator does not take"
      case .input: "an input that no earlier operator makes"
      case .shape: "impossible extents"
      case .arenaRegion: "a region that is not aligned or leaves the arena"
      case .scale: "a scale that is not positive and finite"
      case .quantization: "quantization parameters that must equal the input's"
      case .clamp: "a clamp that is empty"
      case .window: "a window that does not fit"
      case .groups: "channels that do not divide into the groups"
      case .constants: "constants that are not aligned or leave their section"
      case .operand: "a constant operand in an impossible place"
      case .multiplier: "a multiplier or shift out of range"
      case .accumulator: "an accumulator that could overflow"
      case .overlap: "an output that overwrites an input while it is read"
      case .overwritten: "a value that has been overwritten"
      case .reserved: "a byte that must be zero"
      case .valueCount: "no inputs, no outputs, or more than this build has"
      case .element: "elements that the operator does not take"
      case .output: "an output of which something impossible is said"
      case .state: "a state that becomes a value of another kind"
      case .stream: "records that leave the file"
      case .enrolled: "enrolled classes that are damaged, too many, or that no operator takes"
      }
    }
  }
#endif
