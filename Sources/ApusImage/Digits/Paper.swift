/// The paper of a picture of ink: what the picture would show without the ink, and in which direction of color the
/// ink lies from it.
///
/// Ink lies from the paper in one direction of color. All is done along this direction alone, so that ink may be as
/// bright as its paper.
struct Paper {
  /// From paper to ink.
  let direction: ColorDirection
  /// What the paper has of ink's direction, at the cells of a coarse grid.
  let values: [Double]
  let grid: GridExtent

  /// Whether ink is darker than the paper.
  var isInkDark: Bool {
    let weights = direction.weights
    return weights[0] * 77 + weights[1] * 150 + weights[2] * 29 < 0
  }

  /// The most that a pixel can have of ink's direction.
  var most: Double {
    let weights = direction.weights
    return 255 * (max(weights[0], 0) + max(weights[1], 0) + max(weights[2], 0))
  }
}
