extension LoadingOptions.Purpose {
  /// Checks the classes that images are read for.
  /// - Parameters:
  ///   - survey: what was found.
  ///   - reasons: what lies in the folders of classes without images.
  /// - Throws: `emptyClass`, `oneClass` or `className`.
  func check(_ survey: ImageSurvey, reasons: [String: [Omission: Int]] = [:]) throws(DataError) {
    guard self != .judging else { return }
    if let name = survey.emptyClasses.first {
      throw .emptyClass(path: survey.path, name: name, found: reasons[name] ?? [:])
    }
    if self == .training { try survey.checkForTraining() }
  }
}

extension ImageSurvey {
  /// Files have one byte for the length of a class's name.
  private static let mostNameBytes = 255

  /// Checks that a network can be trained on the classes, and that files can hold its classes' names.
  /// - Throws: `oneClass` or `className`.
  package func checkForTraining() throws(DataError) {
    guard counts.count(where: { $0 > 0 }) > 1 else {
      throw .oneClass(path: path, name: zip(classNames, counts).first { $1 > 0 }?.0 ?? "")
    }
    if let name = classNames.first(where: { $0.utf8.count > Self.mostNameBytes }) {
      throw .className(path: path, name: name)
    }
  }
}
