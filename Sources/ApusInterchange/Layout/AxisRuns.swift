/// Neighboring axes with one mark taken as one: what has more axes than three, but does few different things with them.
struct AxisRuns<Mark: Equatable>: Equatable {
  /// The extents of the runs, outermost first.
  var extents: [Int] = []
  /// What each run has in common.
  var marks: [Mark] = []

  /// - Parameters:
  ///   - extents: of the axes, outermost first; those of one element belong to any run.
  ///   - marks: what is done with each.
  init(_ extents: [Int], marks: [Mark]) {
    for (extent, mark) in zip(extents, marks) where extent != 1 {
      if self.marks.last == mark {
        self.extents[self.extents.count - 1] *= extent
      } else {
        self.extents.append(extent)
        self.marks.append(mark)
      }
    }
  }
}
