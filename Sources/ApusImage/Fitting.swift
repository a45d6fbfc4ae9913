extension Image {
  /// How a picture is brought to an extent of another aspect.
  public enum Fit: Hashable, Sendable, CaseIterable {
    /// Scaled so that it just covers the extent, and what stands out on two sides cut off evenly.
    case crop
    /// Scaled to the extent, its aspect not kept.
    case stretch
    /// Scaled so that it just lies within the extent, in the middle, with black on two sides.
    case pad
  }

  /// The picture as a network for photographs takes it.
  /// - Precondition: the extents are positive, and there are 1 or 3 channels.
  public func fitted(
    width newWidth: Int, height newHeight: Int, channels newChannels: Int, fit: Fit = .crop
  ) -> Image {
    precondition(newWidth > 0 && newHeight > 0)
    guard width != newWidth || height != newHeight else { return converted(channels: newChannels) }
    let result =
      switch fit {
      case .crop: covering(newWidth, newHeight)
      case .stretch: resized(width: newWidth, height: newHeight)
      case .pad: lying(within: newWidth, newHeight)
      }
    return result.converted(channels: newChannels)
  }

  private func covering(_ newWidth: Int, _ newHeight: Int) -> Image {
    // The largest part of the wanted aspect: as wide or as high as the picture. Cutting first leaves less to
    // scale.
    let partWidth = min(width, max(1, (height * newWidth + newHeight / 2) / newHeight))
    let partHeight = min(height, max(1, (width * newHeight + newWidth / 2) / newWidth))
    return resized(
      x: (width - partWidth) / 2, y: (height - partHeight) / 2, width: partWidth, height: partHeight,
      toWidth: newWidth, toHeight: newHeight)
  }

  private func lying(within newWidth: Int, _ newHeight: Int) -> Image {
    let scaled = resized(
      width: min(newWidth, max(1, (newHeight * width + height / 2) / height)),
      height: min(newHeight, max(1, (newWidth * height + width / 2) / width)))
    var result = Image(width: newWidth, height: newHeight, channels: channels)
    let (left, top) = ((newWidth - scaled.width) / 2, (newHeight - scaled.height) / 2)
    let rowBytes = scaled.width * channels
    for row in 0..<scaled.height {
      let start = ((top + row) * newWidth + left) * channels
      result.pixels.replaceSubrange(
        start..<start + rowBytes, with: scaled.pixels[row * rowBytes..<(row + 1) * rowBytes])
    }
    return result
  }
}
