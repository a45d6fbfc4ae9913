/// The paper of a picture of ink: what the picture would show without the ink, and in which direction of color the
/// ink lies from it.
///
/// Ink lies from the paper in one direction of color. All is done along this direction alone, so that ink may be as
/// bright as its paper.
struct Paper {
  /// How much of each color counts towards ink; their magnitudes add up to 1.
  let direction: InlineArray<3, Double>
  /// What the paper has of ink's direction, on a coarse grid: `values[row · width + column]`.
  let values: [Double]
  /// Columns of the grid.
  let width: Int
  /// Rows of the grid.
  let height: Int

  /// Whether ink is darker than the paper.
  var isInkDark: Bool { direction[0] * 77 + direction[1] * 150 + direction[2] * 29 < 0 }

  /// The most that a pixel can have of ink's direction.
  var most: Double { 255 * (max(direction[0], 0) + max(direction[1], 0) + max(direction[2], 0)) }
}
