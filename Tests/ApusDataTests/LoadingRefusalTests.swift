import ApusData
import ApusImage
import FileTestSupport
import Foundation
import Testing

@Suite struct LoadingRefusalTests {
  private let png = try! Image(width: 2, height: 2, channels: 1, pixels: [1, 2, 3, 4]).png()
  private let jpeg = try! Image(width: 16, height: 16, channels: 3, filledWith: 90).jpeg()

  /// What loading a folder with these files says.
  private func refusal(
    _ files: [(name: String, contents: [UInt8])], folders: [String] = [], at place: String = "",
    part: DatasetPart = .train
  ) throws -> String {
    try withTemporaryFolder { folder in
      for name in folders {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      }
      for file in files { try write(file.contents, to: "\(folder)/\(file.name)") }
      let text = message { try ImageDataset.load("\(folder)\(place)", part: part) }
      return (text ?? "loaded").replacingOccurrences(of: folder, with: "DATA")
    }
  }

  @Test func emptyFolders() throws {
    #expect(try refusal([]).hasPrefix("DATA: holds neither IDX files nor class folders"))
    #expect(try refusal([("1.png", png)]).hasPrefix("DATA: holds neither"))
    #expect(
      try refusal([], folders: ["cat", "dog"]) == "DATA: has no JPEG, PNG or WebP images in class folders")
    #expect(try refusal([], folders: ["train"]).hasPrefix("DATA/train: has no JPEG, PNG or WebP images"))
  }

  @Test func emptyClasses() throws {
    #expect(try refusal([("cat/1.png", png)], folders: ["dog"]) == "DATA: the class dog has no images")
    #expect(
      try refusal([("cat/1.png", png), ("dog/1.txt", [1])])
        == "DATA: the class dog has no images; it has 1 .txt file")
  }

  @Test func missingParts() throws {
    #expect(
      try refusal([("train/cat/1.png", png)], part: .test)
        == "DATA: is divided and has train, but nothing for the test part")
    #expect(
      try refusal([("val/cat/1.png", png)]) == "DATA: is divided and has val, but nothing for the train part")
    #expect(
      try refusal([("train.tar", tar([("cat/1.png", png)]))], part: .test)
        == "DATA: is divided and has train, but nothing for the test part")
    #expect(
      try refusal([("a.tar", tar([("train/cat/1.png", png)]))], at: "/a.tar", part: .test)
        == "DATA/a.tar: is divided and has train, but nothing for the test part")
    let images = ("train-images-idx3-ubyte", idx([1, 1, 1], [1]))
    #expect(try refusal([images], part: .test).hasPrefix("DATA/t10k-images-idx3-ubyte does not exist"))
    #expect(try refusal([images]).hasPrefix("DATA/train-labels-idx1-ubyte does not exist"))
  }

  @Test func labelsThatDoNotMatchTheImages() throws {
    let files = [
      ("train-images-idx3-ubyte", idx([2, 1, 1], [1, 2])), ("train-labels-idx1-ubyte", idx([1], [1])),
    ]
    #expect(try refusal(files) == "DATA/train-labels-idx1-ubyte: has 1 labels for 2 images")
  }

  @Test func damagedImagesAreNamed() throws {
    for (name, contents, text) in [
      ("cat/2.jpg", [], "the file is empty"), ("cat/2.jpg", Array(jpeg.dropLast(30)), "damaged image"),
      ("cat/2.png", Array(png.prefix(40)), "damaged image"),
      ("cat/2.jpg", Array("GIF89a".utf8), "is a GIF picture, which is not read"),
    ] as [(String, [UInt8], String)] {
      let files = [("cat/1.jpg", jpeg), (name, contents), ("cat/3.jpg", jpeg)]
      let inFolder = try refusal(files)
      #expect(inFolder.hasPrefix("DATA/\(name)") && inFolder.contains(text), "\(inFolder)")
      let inArchive = try refusal([("a.tar", tar(files))], at: "/a.tar")
      #expect(inArchive.hasPrefix("DATA/a.tar/\(name)") && inArchive.contains(text), "\(inArchive)")
    }
  }

  @Test(arguments: ["tar", "zip"]) func allDamagedImagesAreNamed(kind: String) throws {
    let files = (100..<700).map { ("a/\($0).png", $0 % 100 == 57 ? Array(png.dropLast(20)) : png) }
    let archive = kind == "zip" ? zip(files) : tar(files)
    let text = try refusal([("a.\(kind)", archive)], at: "/a.\(kind)")
    let lines = text.split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[0] == "6 of 600 images cannot be read; --skip-damaged goes on without them:")
    for (line, number) in zip(lines.dropFirst(), stride(from: 157, to: 700, by: 100)) {
      #expect(line.hasPrefix("  DATA/a.\(kind)/a/\(number).png: damaged image"))
    }
  }

  @Test func manyDamagedImagesAreCounted() throws {
    let text = try refusal((0..<30).map { ("a/\($0).png", [1, 2, 3]) })
    let lines = text.split(separator: "\n")
    #expect(lines.count == 22 && lines.last == "  … and 10 more")
  }

  @Test func namesReachTerminalsWithoutControlCharacters() throws {
    let text = try refusal([("a/\u{1B}[2J.png", [1, 2, 3])])
    #expect(!text.contains("\u{1B}") && text.contains("\\u{1B}[2J.png"))
    let empty = try refusal([("a/1.png", png)], folders: ["b\u{7}"])
    #expect(empty == "DATA: the class b\\u{7} has no images")
  }

  @Test func archivesCutOffAnywhere() throws {
    let archive = tar([("cat/1.jpg", jpeg), ("dog/1.jpg", jpeg)])
    for length in stride(from: 0, to: archive.count - 512, by: 199) {
      let cut = try refusal([("a.tar", Array(archive.prefix(length)))], at: "/a.tar")
      #expect(cut.hasPrefix("DATA/a.tar: damaged archive"), "\(length): \(cut)")
    }
    let packed = gzip(archive)
    #expect(
      try refusal([("a.tgz", Array(packed.dropLast(9)))], at: "/a.tgz")
        .hasPrefix("DATA/a.tgz: damaged archive"))
    #expect(
      try refusal([("a.tar", tar([("1.jpg", jpeg), ("cat/1.txt", [1])]))], at: "/a.tar")
        == "DATA/a.tar: has no JPEG, PNG or WebP images in class folders; it has 1 .txt file, 1 image beside the class folders"
    )
  }

  @Test func pathsThatAreNotThereOrNoData() throws {
    #expect(try refusal([], at: "/nothing") == "DATA/nothing does not exist")
    #expect(try refusal([], at: "/no.tar") == "DATA/no.tar does not exist")
    #expect(try refusal([("a.bin", [1])], at: "/a.bin").hasPrefix("DATA/a.bin: holds neither"))
    let text = try refusal([("a.txt", Array("cats".utf8))], at: "/a.txt")
    #expect(text.hasPrefix("DATA/a.txt is a text file, where a data set is needed"))
    #expect(try refusal([("cat", [1]), ("b/1.png", png)], at: "/cat/1").contains("does not exist"))
  }
}
