extension Image {
  /// The picture as a network for photographs takes it: scaled so that it just covers the wanted extent, its
  /// aspect kept, and what stands out on two sides cut off evenly.
  /// - Precondition: the extents are positive, and there are 1 or 3 channels.
  public func fitted(width newWidth: Int, height newHeight: Int, channels newChannels: Int) -> Image {
    precondition(newWidth > 0 && newHeight > 0)
    guard width != newWidth || height != newHeight else { return converted(channels: newChannels) }
    // The largest part of the wanted aspect: as wide or as high as the picture. Cutting first leaves less to
    // scale.
    let partWidth = min(width, max(1, (height * newWidth + newHeight / 2) / newHeight))
    let partHeight = min(height, max(1, (width * newHeight + newWidth / 2) / newWidth))
    return resized(
      x: (width - partWidth) / 2, y: (height - partHeight) / 2, width: partWidth, height: partHeight,
      toWidth: newWidth, toHeight: newHeight
    ).converted(channels: newChannels)
  }
}
