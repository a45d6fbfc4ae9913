import ApusData
import ApusFiles
import ApusReporting

extension Notice {
  /// Says what was found in a folder or archive: how many images of which classes, and what was passed over.
  static func say(_ survey: ImageSurvey, options: LoadingOptions) {
    for line in lines(survey, options: options) { say("\(survey.path.printable): \(line)") }
  }

  private static func lines(_ survey: ImageSurvey, options: LoadingOptions) -> [String] {
    let images = survey.counts.reduce(0, +)
    let (some, classes) = (Format.grouped(images), survey.classNames.count)
    var lines = [
      "\(some) image\(images == 1 ? "" : "s") in \(classes) class\(classes == 1 ? "" : "es")\(counts(survey))"
    ]
    if !survey.omitted.isEmpty { lines.append("passed over: \(Omission.list(survey.omitted))") }
    if options.purpose == .training, let uneven = survey.imbalance {
      lines.append(
        "uneven: there are \(Format.decimal(uneven.ratio, 1)) times as many images of "
          + "\(uneven.largest.printable) as of \(uneven.smallest.printable) "
          + "(finetune --balance draws them equally often)")
    }
    return lines
  }

  /// The number of images of each class, or of the smallest and the largest one where there are many.
  private static func counts(_ survey: ImageSurvey) -> String {
    if let least = survey.counts.min(), let most = survey.counts.max(), survey.counts.count > 12 {
      let range =
        least == most ? Format.grouped(least) : "\(Format.grouped(least)) to \(Format.grouped(most))"
      return " of \(range) each"
    }
    let classes = zip(survey.classNames, survey.counts).map { "\($0.printable) (\(Format.grouped($1)))" }
    return ": " + classes.joined(separator: ", ")
  }
}
