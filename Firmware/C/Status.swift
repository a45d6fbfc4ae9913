import ApusModel
import CApus

/// The status that stands for an error. Both are spelled out, so that neither can change without the other.
func status(of error: ModelError) -> apus_status {
  switch error {
  case .misaligned: APUS_MODEL_MISALIGNED
  case .length: APUS_MODEL_LENGTH
  case .notAModel: APUS_NOT_A_MODEL
  case .version: APUS_MODEL_VERSION
  case .recordMemory: APUS_MEMORY_TOO_SMALL
  case .checksum: APUS_MODEL_CHECKSUM
  case .invalid(let flaw, byte: _): status(of: flaw)
  }
}

private func status(of flaw: ModelError.Flaw) -> apus_status {
  switch flaw {
  case .section: APUS_BAD_SECTIONS
  case .operatorCount: APUS_BAD_OPERATOR_COUNT
  case .classCount: APUS_BAD_CLASS_COUNT
  case .preprocessing: APUS_BAD_PREPROCESSING
  case .metadata: APUS_BAD_METADATA
  case .kind: APUS_BAD_OPERATOR
  case .inputCount: APUS_BAD_INPUT_COUNT
  case .input: APUS_BAD_INPUT
  case .shape: APUS_BAD_SHAPE
  case .arenaRegion: APUS_BAD_ARENA_REGION
  case .scale: APUS_BAD_SCALE
  case .quantization: APUS_BAD_QUANTIZATION
  case .clamp: APUS_BAD_CLAMP
  case .window: APUS_BAD_WINDOW
  case .groups: APUS_BAD_GROUPS
  case .constants: APUS_BAD_CONSTANTS
  case .operand: APUS_BAD_OPERAND
  case .multiplier: APUS_BAD_MULTIPLIER
  case .accumulator: APUS_BAD_ACCUMULATOR
  case .overlap: APUS_BAD_OVERLAP
  case .overwritten: APUS_BAD_OVERWRITTEN
  case .reserved: APUS_BAD_RESERVED
  case .valueCount: APUS_BAD_VALUE_COUNT
  case .element: APUS_BAD_ELEMENT
  case .output: APUS_BAD_OUTPUT
  case .state: APUS_BAD_STATE
  case .stream: APUS_BAD_STREAM
  case .enrolled: APUS_BAD_ENROLLED
  }
}
