import ApusFiles
import ApusGraph
import ApusInterchange
import FileTestSupport
import Foundation
import Testing

/// Weights by name, in files without a network.
@Suite struct WeightFileTests {
  /// `numpy.savez_compressed` of `conv1.weight`, float32 0 … 5 as [2, 3], and `n`, the int64 7.
  private static let arrays = """
    UEsDBC0AAAAIAAAAIQBP6QAq//////////8QABQAY29udjEud2VpZ2h0Lm5weQEAEACYAAAAAAAAAFUAAAAAAAAAm+wX6hsQychQ \
    xlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjoKxpo6CrUKZAMuBjBosAcSDkAExA1AvMAB \
    AFBLAwQtAAAACAAAACEAI7jwbP//////////BQAUAG4ubnB5AQAQAIgAAAAAAAAARgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRu \
    paBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqaOgq1ChQBLnYGCAAAUEsBAi0DLQAAAAgAAAAhAE/pACpVAAAA \
    mAAAABAAAAAAAAAAAAAAAIABAAAAAGNvbnYxLndlaWdodC5ucHlQSwECLQMtAAAACAAAACEAI7jwbEYAAACIAAAABQAAAAAAAAAA \
    AAAAgAGXAAAAbi5ucHlQSwUGAAAAAAIAAgBxAAAAFAEAAAAA
    """

  /// The same of an array of complex numbers.
  private static let complex = """
    UEsDBC0AAAAIAAAAIQBQP3Lg//////////8FABQAYy5ucHkBABAAkAAAAAAAAABNAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6l \
    oG6TbGimrqOgnpZfVFKUmBefX5SSCpJwS8wpTgWKF2ckFqQC+RqGOpo6CrUK5AMuBjD4YA+hGRwAUEsBAi0DLQAAAAgAAAAhAFA/ \
    cuBNAAAAkAAAAAUAAAAAAAAAAAAAAIABAAAAAGMubnB5UEsFBgAAAAABAAEAMwAAAIQAAAAAAA==
    """

  private func withFile(_ base64: String, cut: Int = 0, _ body: (String) throws -> Void) throws {
    let bytes = [UInt8](try #require(Data(base64Encoded: base64, options: .ignoreUnknownCharacters)))
    try withTemporaryFolder { folder in
      let path = "\(folder)/weights.npz"
      try Data(bytes.dropLast(cut)).write(to: URL(fileURLWithPath: path))
      try body(path)
    }
  }

  @Test func arraysOfAnArchiveAreCalledAsTheirFiles() throws {
    try withFile(Self.arrays) { file in
      let weights = try WeightFile.read(path: file)
      #expect(weights.count == 2)
      #expect(weights["conv1.weight"] == Tensor(shape: [2, 3], values: [0, 1, 2, 3, 4, 5]))
      #expect(weights["n"] == Tensor(shape: [], values: [7]))
    }
  }

  @Test func anArchiveThatIsCutOffIsNamed() throws {
    for cut in [1, 30, 100, 300] {
      try withFile(Self.arrays, cut: cut) { file in
        #expect(throws: InterchangeError.self) { try WeightFile.read(path: file) }
      }
    }
  }

  @Test func anArrayThatIsNotKnownIsNamed() throws {
    try withFile(Self.complex) { file in
      #expect(throws: InterchangeError.numPy(path: file, .elementType("<c16"))) {
        try WeightFile.read(path: file)
      }
    }
  }
}
