import ApusData
import ApusImage
import FileTestSupport
import Foundation
import Testing

@Suite struct ExportingTests {
  private func dataset(_ names: [String], perClass: Int = 5) -> ImageDataset {
    let count = names.count * perClass
    return ImageDataset(
      height: 8, width: 8, channels: 1,
      pixels: (0..<count).flatMap { Array(repeating: UInt8($0), count: 64) },
      labels: (0..<count).map { Int32($0 % names.count) }, classNames: names)
  }

  private func files(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
  }

  @Test func writesWhatLoadingReads() throws {
    try withTemporaryFolder { folder in
      var calls: [[Int]] = []
      let dataset = dataset(["9", "10"])
      try dataset.exportJPEGs(count: 6, to: "\(folder)/new/place", quality: 100, seed: 3) {
        calls.append([$0, $1])
      }
      #expect(calls.last == [6, 6])
      let loaded = try ImageDataset.load("\(folder)/new/place", part: .train)
      let sample = dataset.sample(6, seed: 3)
      #expect(loaded.classNames == ["9", "10"] && loaded.classCounts == [3, 3])
      // Uniform pictures survive JPEG at quality 100; loading sorts them by class.
      func pixels(_ dataset: ImageDataset) -> [[Int]] {
        (0..<6).map { [Int(dataset.labels[$0]), Int(dataset.image($0).pixels[0])] }.sorted { $0[1] < $1[1] }
      }
      #expect(pixels(loaded) == pixels(sample))
      #expect(try files(in: "\(folder)/new/place").allSatisfy { !$0.hasSuffix("partial") })
    }
  }

  @Test func classNamesStayInTheFolder() throws {
    try withTemporaryFolder { folder in
      let names = ["../out", "..", ".", "", "a/b", "a_b", "/etc", "nul\0", "./\u{301}x", ".\u{301}"]
      try dataset(names, perClass: 1).exportJPEGs(count: 10, to: "\(folder)/inside")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["inside"])
      let loaded = try ImageDataset.load("\(folder)/inside", part: .train)
      #expect(loaded.classNames.count == names.count && loaded.count == names.count)
    }
  }

  @Test func namesPlacesThatCannotBeWritten() throws {
    try withTemporaryFolder { folder in
      try write([1], to: "\(folder)/file")
      let error = message { try dataset(["a"]).exportJPEGs(count: 1, to: "\(folder)/file") }
      #expect(error == "cannot make the folder \(folder)/file/a: Not a directory")
      // A folder where a file belongs.
      try FileManager.default.createDirectory(
        atPath: "\(folder)/out/a/00000.jpg", withIntermediateDirectories: true)
      let other = message { try dataset(["a"]).exportJPEGs(count: 1, to: "\(folder)/out") }
      #expect(other == "\(folder)/out/a/00000.jpg is a folder, not a file")
      #expect(
        message { try dataset(["a"]).exportJPEGs(count: 1, to: "/proc/none") }?.contains(" /proc/none")
          == true)
    }
  }

  @Test func writesNoneForACountBelowOne() throws {
    try withTemporaryFolder { folder in
      for count in [0, -1] { try dataset(["a"]).exportJPEGs(count: count, to: folder) }
      #expect(try files(in: folder) == [])
    }
  }
}
