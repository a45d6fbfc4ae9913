import ApusData
import ApusGraph
import ApusImage
import FileTestSupport
import Foundation
import Testing

@Suite struct LoadingTests {
  /// A small picture of one shade.
  private func image(_ shade: UInt8, width: Int = 4, height: Int = 3, channels: Int = 1) -> Image {
    Image(width: width, height: height, channels: channels, filledWith: shade)
  }

  private func png(_ shade: UInt8) throws -> [UInt8] { try image(shade).png() }

  /// Two classes with three images, under names that sort otherwise than they were made.
  private func members(prefix: String = "") throws -> [(name: String, contents: [UInt8])] {
    [
      ("\(prefix)dog/1.PNG", try png(30)), ("\(prefix)cat/b.png", try png(20)),
      ("\(prefix)cat/a.JPG", try image(10).jpeg(quality: 100)), ("\(prefix)cat/notes.txt", [1]),
      ("\(prefix)cat/.a.png", [1]), ("\(prefix).hidden/1.png", [1]),
    ]
  }

  private func write(_ files: [(name: String, contents: [UInt8])], in folder: String) throws {
    for file in files { try ApusDataTests.write(file.contents, to: "\(folder)/\(file.name)") }
  }

  /// The first pixel of each image.
  private func shades(_ dataset: ImageDataset) -> [UInt8] {
    stride(from: 0, to: dataset.pixels.count, by: dataset.imageBytes).map { dataset.pixels[$0] }
  }

  private func expectCatsAndDog(_ dataset: ImageDataset, in place: String) {
    #expect(dataset.classNames == ["cat", "dog"])
    #expect(dataset.labels == [0, 0, 1])
    #expect(shades(dataset) == [10, 20, 30])
    #expect(dataset.shape == Shape(height: 3, width: 4, channels: 1))
    #expect(dataset.paths == ["cat/a.JPG", "cat/b.png", "dog/1.PNG"].map { "\(place)/\($0)" })
  }

  @Test(arguments: DatasetPart.allCases) func readsClassFolders(part: DatasetPart) throws {
    try withTemporaryFolder { folder in
      try write(members(), in: folder)
      try write([("readme.txt", [1])], in: folder)
      expectCatsAndDog(try .load(folder, part: part), in: folder)
      expectCatsAndDog(try .load("\(folder)//", part: part), in: folder)
    }
  }

  @Test func readsDividedFolders() throws {
    for name in ["test", "val", "valid", "validation"] {
      try withTemporaryFolder { folder in
        try write(members(prefix: "\(name)/"), in: folder)
        try write([("train/fox/1.png", png(5))], in: folder)
        expectCatsAndDog(try .load(folder, part: .test), in: "\(folder)/\(name)")
        let train = try ImageDataset.load(folder, part: .train)
        #expect(train.classNames == ["fox"] && shades(train) == [5])
      }
    }
  }

  @Test func prefersTestOverValidation() throws {
    try withTemporaryFolder { folder in
      try write([("val/fox/1.png", png(5)), ("test/fox/1.png", png(6))], in: folder)
      #expect(try shades(.load(folder, part: .test)) == [6])
    }
  }

  @Test(arguments: ["", "./", "set/", "very/deep/"]) func readsArchives(prefix: String) throws {
    try withTemporaryFolder { folder in
      let archive = tar(try members(prefix: prefix))
      let packed = zip(try members(prefix: prefix))
      for (name, bytes) in [
        ("a.tar", archive), ("a.tar.gz", gzip(archive)), ("A.TGZ", gzip(archive)), ("a.zip", packed),
      ] {
        try write([(name, bytes)], in: folder)
        let dataset = try ImageDataset.load("\(folder)/\(name)", part: .train)
        expectCatsAndDog(dataset, in: "\(folder)/\(name)/\(prefix)".trimmingSuffix("/"))
      }
    }
  }

  @Test func readsDividedArchives() throws {
    try withTemporaryFolder { folder in
      let archive = tar(try members(prefix: "set/train/") + [("set/test/fox/1.png", png(5))])
      try write([("a.tar", archive)], in: folder)
      expectCatsAndDog(try .load("\(folder)/a.tar", part: .train), in: "\(folder)/a.tar/set/train")
      #expect(try shades(.load("\(folder)/a.tar", part: .test)) == [5])
    }
  }

  @Test func readsAFolderOfArchives() throws {
    try withTemporaryFolder { folder in
      try write([("train.tar", tar(members(prefix: "train/")))], in: folder)
      try write([("test.tar.gz", gzip(tar([("fox/1.png", png(5))])))], in: folder)
      expectCatsAndDog(try .load(folder, part: .train), in: "\(folder)/train.tar/train")
      #expect(try shades(.load(folder, part: .test)) == [5])
    }
  }

  @Test func labelsFollowANetworksOrderOfClasses() throws {
    let digits = ImageDataset.syntheticDigits(count: 20, seed: 1)
    let names = (0...9).reversed().map(String.init)
    let relabeled = try digits.relabeled(by: names, path: "digits")
    #expect(relabeled.classNames == names)
    #expect(relabeled.labels == digits.labels.map { 9 - $0 })
    #expect(throws: DataError.strayClass(path: "digits", name: "9")) {
      try digits.relabeled(by: Array(names.dropFirst()), path: "digits")
    }
    #expect(throws: DataError.missingClass(path: "digits", name: "ten")) {
      try digits.relabeled(by: names + ["ten"], path: "digits")
    }
  }

  @Test func readsIDXFilesOfEitherPart() throws {
    try withTemporaryFolder { folder in
      try write(
        [
          ("train-images-idx3-ubyte", idx([2, 1, 1], [1, 2])), ("train-labels-idx1-ubyte", idx([2], [9, 0])),
          ("t10k-images-idx3-ubyte.gz", gzip(idx([1, 1, 1], [3]))),
          ("t10k-labels-idx1-ubyte.gz", gzip(idx([1], [4]))),
        ], in: folder)
      #expect(try ImageDataset.load(folder, part: .train).pixels == [1, 2])
      let test = try ImageDataset.load(folder, part: .test)
      #expect(test.pixels == [3] && test.labels == [4] && test.classNames == (0...9).map(String.init))
      let reversed = (0...9).reversed().map(String.init)
      #expect(try ImageDataset.load(folder, part: .train, classNames: reversed).labels == [0, 9])
      let error = message { try ImageDataset.load(folder, part: .train, classNames: ["0", "cat"]) }
      #expect(error == "\(folder): the class cat is missing")
    }
  }

  @Test func sortsNumbersBySizeAndOtherNamesByTheirBytes() throws {
    for names in [["9", "10", "100"], ["10", "9", "a"], ["Z", "a", "é"]] {
      try withTemporaryFolder { folder in
        try write(names.map { ("\($0)/1.png", try png(1)) }, in: folder)
        #expect(try ImageDataset.load(folder, part: .train).classNames == names)
      }
    }
  }

  @Test func labelsByTheClassesOfANetwork() throws {
    try withTemporaryFolder { folder in
      try write(members(), in: folder)
      let dataset = try ImageDataset.load(folder, part: .train, classNames: ["dog", "cat"])
      #expect(dataset.classNames == ["dog", "cat"] && dataset.labels == [1, 1, 0])
      #expect(shades(dataset) == [10, 20, 30])
      for (names, text) in [
        (["cat", "dog", "fox"], "the class fox is missing"),
        (["dog"], "has images of cat, a class that the network does not know"),
      ] {
        let error = message { try ImageDataset.load(folder, part: .train, classNames: names) }
        #expect(error == "\(folder): \(text)")
      }
    }
  }

  @Test func bringsImagesToTheFormat() throws {
    try withTemporaryFolder { folder in
      var wide = Image(width: 30, height: 10, channels: 3)
      for at in 0..<300 where at % 30 / 10 == 1 { wide.pixels[3 * at] = 255 }
      try write([("a/1.png", wide.png()), ("a/2.png", image(7).png())], in: folder)
      let format = ImageFormat(shape: [5, 5, 3], style: .photograph)
      let dataset = try ImageDataset.load(folder, part: .train, format: format)
      #expect(dataset.pixels == (0..<75).map { $0 % 3 == 0 ? 255 : 0 } + Array(repeating: 7, count: 75))
      // Fitted as a network's preprocessing says.
      for (fit, expected) in [(Preprocessing.Fit.stretch, Image.Fit.stretch), (.pad, .pad)] {
        let format = ImageFormat(shape: [5, 5, 3], style: .photograph, fit: fit)
        let first = try ImageDataset.load(folder, part: .train, format: format).image(0)
        #expect(first == wide.fitted(width: 5, height: 5, channels: 3, fit: expected))
        #expect(first != dataset.image(0))
      }
      // Without a format, the first image's.
      let own = try ImageDataset.load(folder, part: .train)
      #expect(own.shape == Shape(height: 10, width: 30, channels: 3))
      #expect(own.image(0) == wide && own.image(1) == image(7, width: 30, height: 10, channels: 3))
      let digits = ImageFormat(shape: [28, 28, 1], style: .digit)
      let stroke = try ImageDataset.load(folder, part: .train, format: digits).image(0)
      #expect(stroke == wide.digit(width: 28, height: 28, channels: 1))
      let error = message {
        try ImageDataset.load(folder, part: .train, format: ImageFormat(shape: [5, 5, 4], style: .digit))
      }
      #expect(error?.contains("the network takes 5×5×4 numbers, which are no picture") == true)
    }
  }

  @Test func decodesOnlyWhatTheLimitLeaves() throws {
    try withTemporaryFolder { folder in
      for shade in UInt8(0)..<8 {
        try write([("a/\(shade).png", png(shade)), ("b/\(shade).png", png(100 + shade))], in: folder)
      }
      func load(_ limit: Int, seed: UInt64) throws -> [UInt8] {
        try shades(.load(folder, part: .train, options: LoadingOptions(limitPerClass: limit, seed: seed)))
      }
      let chosen = try load(3, seed: 1)
      #expect(chosen.count == 6 && chosen == chosen.sorted() && chosen.filter { $0 < 100 }.count == 3)
      #expect(try load(3, seed: 1) == chosen)
      let seeds = try (0..<10).map { try load(3, seed: $0) }
      #expect(Set(seeds).count > 5)
      #expect(try load(100, seed: 1).count == 16)
      // What was not chosen may be damaged.
      for shade in UInt8(0)..<8 where !chosen.contains(shade) {
        try write([("a/\(shade).png", [1, 2])], in: folder)
      }
      #expect(try load(3, seed: 1) == chosen)
      #expect(throws: DataError.noImages(path: folder)) { try load(0, seed: 1) }
    }
  }

  @Test func decodesOnlyWhatIsChosen() throws {
    try withTemporaryFolder { folder in
      for shade in UInt8(0)..<4 {
        try write([("a/\(shade).png", png(shade)), ("b/\(shade).png", png(100 + shade))], in: folder)
      }
      try write([("b/1.png", [1, 2])], in: folder)
      let dataset = try ImageDataset.load(
        folder, part: .train,
        choosing: { labels in
          #expect(labels == ImageLabels([0, 0, 0, 0, 1, 1, 1, 1], classes: 2))
          return [7, 0, 4]
        })
      #expect(shades(dataset) == [103, 0, 100])
      #expect(dataset.labels == [1, 0, 1])
      #expect(throws: DataError.noImages(path: folder)) {
        try ImageDataset.load(folder, part: .train, choosing: { _ in [] })
      }
    }
  }

  @Test func reportsItsProgress() throws {
    try withTemporaryFolder { folder in
      try write(members(), in: folder)
      var calls: [[Int]] = []
      _ = try ImageDataset.load(folder, part: .train) { event in
        if case .progress(let done, let total) = event { calls.append([done, total]) }
      }
      #expect(calls.last == [3, 3] && calls.allSatisfy { $0[0] <= $0[1] })
    }
  }

  private static let cifar = sharedFile("data/cifar10-jpeg")

  @Test(.enabled(if: cifar != nil, "needs CIFAR-10 in ../shared/data/cifar10-jpeg"))
  func readsAShareOfCIFAR() throws {
    let test = try ImageDataset.load(
      #require(Self.cifar), part: .test, options: LoadingOptions(limitPerClass: 20))
    #expect(test.shape == Shape(height: 32, width: 32, channels: 3))
    #expect(test.classCounts == Array(repeating: 20, count: 10))
    #expect(test.classNames.first == "airplane" && test.classNames.last == "truck")
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
