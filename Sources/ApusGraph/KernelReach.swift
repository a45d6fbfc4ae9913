/// Which positions of a feature map the taps of a layer's kernel meet, all positions of the kernel together.
public struct KernelReach: Hashable, Sendable {
  /// For each row of the kernel, the rows of the input that it meets, as often as it does.
  public var rows: [[Int]]
  /// Columns likewise.
  public var columns: [[Int]]
}

extension Window {
  /// What the window's taps meet; taps that meet the padding meet nothing.
  public func reach(from input: Shape, to output: Shape) -> KernelReach {
    let padding = resolvedPadding(height: input.height, width: input.width)
    return KernelReach(
      rows: (0..<kernel.height).map { tap in
        (0..<output.height).map { $0 * stride.height + tap * dilation.height - padding.top }
          .filter((0..<input.height).contains)
      },
      columns: (0..<kernel.width).map { tap in
        (0..<output.width).map { $0 * stride.width + tap * dilation.width - padding.left }
          .filter((0..<input.width).contains)
      })
  }
}
