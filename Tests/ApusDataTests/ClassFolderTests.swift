import ApusData
import ApusFiles
import ApusImage
import FileTestSupport
import Foundation
import Testing

/// What is made of class folders as people have them.
@Suite struct ClassFolderTests {
  private static let png = try! Image(width: 2, height: 2, channels: 1, filledWith: 7).png()

  /// How files reach the kit.
  enum Holder: CaseIterable { case folder, tar, zip }

  /// Loads files from a folder or an archive.
  /// - Returns: the images, and what was told meanwhile.
  private func load(
    _ names: [String], as holder: Holder, damaged: [String] = [], folders: [String] = [],
    part: DatasetPart = .train, classNames: [String]? = nil, options: LoadingOptions = LoadingOptions()
  ) throws -> (dataset: ImageDataset, survey: ImageSurvey, skipped: [ImageError]) {
    try withTemporaryFolder { root in
      var place = "\(root)/data"
      let files = names.map { (name: $0, contents: damaged.contains($0) ? [1, 2] : Self.png) }
      switch holder {
      case .folder:
        for file in files { try write(file.contents, to: "\(place)/\(file.name)") }
        for folder in folders {
          try FileManager.default.createDirectory(
            atPath: "\(place)/\(folder)", withIntermediateDirectories: true)
        }
      case .tar:
        place += ".tar"
        let headers = folders.flatMap { tarHeader("\($0)/", size: 0, type: "5") }
        try write(headers + tar(files), to: place)
      case .zip:
        place += ".zip"
        try write(zip(files + folders.map { ("\($0)/", []) }), to: place)
      }
      var surveys: [ImageSurvey] = []
      var skipped: [ImageError] = []
      let dataset = try ImageDataset.load(
        place, part: part, classNames: classNames, options: options
      ) { event in
        switch event {
        case .found(let survey): surveys.append(survey)
        case .skipped(let errors): skipped += errors
        case .progress: break
        }
      }
      #expect(surveys.count == 1)
      return (dataset, surveys[0], skipped)
    }
  }

  @Test(arguments: Holder.allCases) func whatIsNotTakenIsCounted(holder: Holder) throws {
    let names = [
      "cat/1.png", "cat/2.heic", "cat/3.HEIC", "cat/notes.txt", "dog/1.png", "dog/raw", "top.png",
      "dog/Thumbs.db", "__MACOSX/cat/1.png", "__MACOSX/cat/._1.png", "@eaDir/1.png", "cat/.DS_Store",
    ]
    let survey = try load(names, as: holder).survey
    #expect(survey.classNames == ["cat", "dog"] && survey.counts == [1, 1])
    #expect(
      survey.omitted == [
        .ending("heic"): 2, .ending("txt"): 1, .ending(""): 1, .leftBehind("Thumbs.db"): 1,
        .leftBehind("__MACOSX"): 1, .leftBehind("@eaDir"): 1, .outsideClasses: 1,
      ])
    #expect(
      Omission.list(survey.omitted) == """
        1 file without an ending, 2 .heic pictures (not read: convert to JPEG, PNG or WebP), 1 .txt file, \
        @eaDir, Thumbs.db, __MACOSX, 1 image beside the class folders
        """)
  }

  @Test(arguments: Holder.allCases) func foldersInClassesBelongToThem(holder: Holder) throws {
    let found = try load(["cat/1.png", "cat/old/2.png", "dog/a/b/3.png"], as: holder).dataset
    #expect(found.classNames == ["cat", "dog"] && found.labels == [0, 0, 1])
  }

  @Test(arguments: Holder.allCases) func foldersAroundClassesAreNone(holder: Holder) throws {
    let found = try load(["set/photos/cat/1.png", "set/photos/dog/2.png"], as: holder).dataset
    #expect(found.classNames == ["cat", "dog"])
    let divided = ["set/train/cat/1.png", "set/train/dog/1.png", "set/test/cat/2.png"]
    #expect(try load(divided, as: holder, part: .train).dataset.classNames == ["cat", "dog"])
    #expect(try load(divided, as: holder, part: .test).dataset.count == 1)
  }

  @Test(arguments: Holder.allCases) func onlyJudgingDoesWithoutSomeClasses(holder: Holder) throws {
    let (names, empty) = (["cat/1.png", "dog/1.heic"], ["fox"])
    let judged = try load(
      names, as: holder, folders: empty, classNames: ["fox", "dog", "cat", "owl"],
      options: LoadingOptions(purpose: .judging))
    #expect(judged.dataset.classNames == ["fox", "dog", "cat", "owl"] && judged.dataset.labels == [2])
    #expect(judged.survey.emptyClasses == ["fox", "dog", "owl"])
    let own = try load(names, as: holder, folders: empty, options: LoadingOptions(purpose: .judging))
    #expect(own.dataset.classNames == ["cat", "dog", "fox"] && own.dataset.labels == [0])
    for purpose in [LoadingOptions.Purpose.any, .training] {
      let options = LoadingOptions(purpose: purpose)
      let message = message { try load(names, as: holder, folders: empty, options: options) }
      #expect(message?.contains("the class dog has no images; it has 1 .heic picture") == true)
      // An empty folder that the network does not know is no one's class.
      let known = try load(
        ["cat/1.png", "dog/1.png"], as: holder, folders: empty, classNames: ["dog", "cat"], options: options)
      #expect(known.dataset.labels == [1, 0])
    }
    #expect(
      message {
        try load(names, as: holder, classNames: ["dog"], options: LoadingOptions(purpose: .judging))
      }?.contains("has images of cat, a class that the network does not know") == true)
  }

  @Test(arguments: Holder.allCases) func trainingNeedsTwoClassesWhoseNamesFilesCanHold(
    holder: Holder
  ) throws {
    let options = LoadingOptions(purpose: .training)
    let alone = message { try load(["cat/1.png", "cat/2.png"], as: holder, options: options) }
    #expect(alone?.contains("has images of one class only, cat;") == true)
    #expect(try load(["cat/1.png"], as: holder).dataset.count == 1)
  }

  @Test func trainingRefusesNamesThatFilesCannotHold() throws {
    let survey = ImageSurvey(
      path: "data", classNames: [String(repeating: "é", count: 128), "b"], counts: [1, 1])
    #expect(throws: DataError.className(path: "data", name: survey.classNames[0])) {
      try survey.checkForTraining()
    }
    let shorter = ImageSurvey(
      path: "data", classNames: [String(repeating: "é", count: 127), "b"], counts: [1, 1])
    try shorter.checkForTraining()
  }

  @Test(arguments: Holder.allCases) func damagedImagesAreLeftOut(holder: Holder) throws {
    let names = ["cat/1.png", "cat/2.png", "cat/3.png", "dog/1.png", "dog/2.png"]
    let damaged = ["cat/1.png", "dog/2.png"]
    #expect(throws: DataError.self) { try load(names, as: holder, damaged: damaged) }
    let (dataset, _, skipped) = try load(
      names, as: holder, damaged: damaged, options: LoadingOptions(skipsDamaged: true))
    #expect(dataset.labels == [0, 0, 1] && dataset.pixels == Array(repeating: 7, count: 12))
    #expect(skipped.count == 2)
    // The limit counts sound ones.
    let limited = try load(
      names, as: holder, damaged: damaged, options: LoadingOptions(limitPerClass: 2, skipsDamaged: true))
    #expect(limited.dataset.labels == [0, 0, 1])
    // A class of which nothing is left is an empty one.
    let message = message {
      try load(
        names, as: holder, damaged: ["dog/1.png", "dog/2.png"], options: LoadingOptions(skipsDamaged: true))
    }
    #expect(message?.contains("the class dog has no images") == true)
  }

  @Test func linksInFoldersAreFollowedButNotForEver() throws {
    try withTemporaryFolder { folder in
      try write(Self.png, to: "\(folder)/data/cat/1.png")
      try write(Self.png, to: "\(folder)/elsewhere/2.png")
      let files = FileManager.default
      try files.createSymbolicLink(atPath: "\(folder)/data/dog", withDestinationPath: "../elsewhere")
      try files.createSymbolicLink(atPath: "\(folder)/data/cat/all", withDestinationPath: "..")
      let found = try ImageDataset.load("\(folder)/data", part: .train)
      #expect(found.classNames == ["cat", "dog"] && found.labels == [0, 1])
    }
  }

  @Test(.timeLimit(.minutes(1))) func pipesAreNotWaitedFor() throws {
    try withTemporaryFolder { folder in
      try write(Self.png, to: "\(folder)/data/cat/1.png")
      #expect(mkfifo("\(folder)/data/cat/2.png", 0o600) == 0)
      #expect(mkfifo("\(folder)/a.tar", 0o600) == 0)
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/data/cat/3.png", withDestinationPath: "/nowhere/3.png")
      var found: ImageSurvey?
      _ = try ImageDataset.load("\(folder)/data", part: .train) { event in
        if case .found(let survey) = event { found = survey }
      }
      #expect(found?.counts == [1] && found?.omitted == [.noFile: 2])
      #expect(
        message { try ImageDataset.load("\(folder)/a.tar", part: .train) }
          == "\(folder)/a.tar: damaged archive: it is not a regular file")
    }
  }

  @Test func linksInArchivesAreNoImages() throws {
    let link = tarHeader("cat/2.png", size: 0, type: "2")
    let survey = try withTemporaryFolder { folder in
      try write(link + tar([("cat/1.png", Self.png)]), to: "\(folder)/a.tar")
      var found: ImageSurvey?
      _ = try ImageDataset.load("\(folder)/a.tar", part: .train) { event in
        if case .found(let survey) = event { found = survey }
      }
      return found
    }
    #expect(survey?.counts == [1] && survey?.omitted == [.noFile: 1])
  }

  @Test(arguments: [Holder.tar, .zip]) func namesThatLeadOutOfAnArchiveAreNotTaken(holder: Holder) throws {
    let found = try load(["cat/1.png", "../evil/1.png", "cat/../../2.png", "/dog/1.png"], as: holder)
    #expect(found.dataset.classNames == ["cat", "dog"])
    #expect(found.survey.omitted == [.noFile: 2])
  }

  @Test(arguments: [Holder.tar, .zip]) func theLastOfSeveralMembersOfANameCounts(holder: Holder) throws {
    let found = try load(["cat/1.png", "cat/1.png", "dog/1.png"], as: holder)
    #expect(found.dataset.labels == [0, 1] && found.survey.omitted == [.replaced: 1])
  }

  @Test func unevenClassesAreSaid() {
    let survey = ImageSurvey(path: "data", classNames: ["a", "b", "c"], counts: [40, 0, 8])
    #expect(survey.imbalance?.largest == "a" && survey.imbalance?.smallest == "c")
    #expect(survey.imbalance?.ratio == 5)
    #expect(ImageSurvey(path: "data", classNames: ["a", "b"], counts: [31, 8]).imbalance == nil)
  }

  @Test func imagesThatDoNotFitIntoMemoryAreRefusedFirst() throws {
    let message = message {
      try ImageSource.syntheticDigits(count: 99_999_999_999_999).training.images(in: nil)
    }
    #expect(message?.hasSuffix("99999999999999 images of 784 bytes each do not fit into memory") == true)
  }
}
