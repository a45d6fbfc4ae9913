import ApusData
import ApusGraph
import FileTestSupport
import Foundation
import Testing

@Suite struct IDXTests {
  private let pixels = (0..<2 * 3 * 4).map { UInt8($0 * 7) }

  /// Two images of three rows and four columns, with labels.
  private func load(
    images: [UInt8]? = nil, labels: [UInt8]? = nil, labelsName: String = "my-labels", suffix: String = "",
    classNames: [String]? = nil
  ) throws -> ImageDataset {
    try withTemporaryFolder { folder in
      try write(images ?? idx([2, 3, 4], pixels), to: "\(folder)/my-images\(suffix)")
      try write(labels ?? idx([2], [5, 0]), to: "\(folder)/\(labelsName)\(suffix)")
      return try ImageDataset.idx(
        images: "\(folder)/my-images\(suffix)", labels: "\(folder)/\(labelsName)\(suffix)",
        classNames: classNames)
    }
  }

  @Test func readsPlainFiles() throws {
    let dataset = try load()
    #expect(dataset.pixels == pixels)
    #expect(dataset.labels == [5, 0])
    #expect(dataset.count == 2 && dataset.shape == Shape(height: 3, width: 4, channels: 1))
    #expect(dataset.classNames == (0...9).map(String.init))
  }

  @Test func readsGzipFilesAlike() throws {
    let dataset = try load(
      images: gzip(idx([2, 3, 4], pixels)), labels: gzip(idx([2], [5, 0])), suffix: ".gz")
    #expect(dataset.pixels == pixels)
    #expect(dataset.labels == [5, 0])
  }

  @Test func readsColorImages() throws {
    let dataset = try load(images: idx([2, 2, 2, 3], pixels))
    #expect(dataset.channels == 3)
    #expect(dataset.pixels == pixels)
  }

  @Test func refusesImagesCutOffAnywhere() {
    let file = idx([2, 3, 4], pixels)
    for length in 0..<file.count {
      let message = message { try load(images: Array(file.prefix(length))) }
      #expect(message?.contains("my-images") == true, "\(length) bytes")
    }
    #expect(message { try load(images: file + [0]) }?.contains("25 follow") == true)
  }

  @Test func refusesLabelsCutOffAnywhere() {
    let file = idx([2], [5, 0])
    for length in 0..<file.count {
      let message = message { try load(labels: Array(file.prefix(length))) }
      #expect(message?.contains("my-labels") == true, "\(length) bytes")
    }
  }

  @Test func refusesExtentsWhoseProductOverflows() {
    for extents in [[0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [0x8000_0000, 0x8000_0000, 4]] {
      #expect(message { try load(images: idx(extents, pixels)) }?.contains("out of range") == true)
    }
  }

  @Test func refusesOtherMagicNumbersAndElementTypes() {
    for (at, value) in [(0, 1), (1, 1), (2, 9), (2, 13), (3, 0), (3, 5)] as [(Int, UInt8)] {
      var file = idx([2, 3, 4], pixels)
      file[at] = value
      #expect(message { try load(images: file) }?.contains("not a sound IDX file") == true)
    }
  }

  @Test func refusesImagesWithoutPixelsAndOddChannels() {
    for extents in [[2, 0, 4], [2, 3, 0], [0, 3, 4], [2, 3, 2, 2], [24]] {
      let elements = Array(pixels.prefix(extents.reduce(1, *)))
      #expect(message { try load(images: idx(extents, elements)) }?.contains("my-images") == true)
    }
  }

  @Test func refusesAnotherNumberOfLabels() {
    #expect(throws: DataError.self) { try load(labels: idx([3], [1, 2, 3])) }
    #expect(message { try load(labels: idx([1], [1])) }?.contains("1 labels for 2 images") == true)
    #expect(message { try load(labels: idx([2, 1], [1, 1])) }?.contains("2 dimensions") == true)
  }

  @Test func namesClassesUpToTheLargestLabel() throws {
    #expect(try load(labels: idx([2], [11, 46])).classNames.count == 47)
  }

  @Test func refusesLabelsThatHaveNoClass() {
    #expect(message { try load(classNames: ["a", "b"]) }?.contains("the label 5") == true)
    for name in ["train-labels-idx1-ubyte", "t10k-labels.idx1-ubyte"] {
      let message = message { try load(labels: idx([2], [3, 10]), labelsName: name) }
      #expect(message?.contains(name) == true)
      #expect(message?.contains("the label 10, but there are 10 classes") == true)
    }
  }

  @Test func namesFilesThatAreMissing() {
    let message = message { try ImageDataset.idx(images: "/nowhere/images", labels: "/nowhere/labels") }
    #expect(message?.contains("/nowhere/images") == true)
  }
}
