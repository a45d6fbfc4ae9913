extension Image {
  /// The picture as a network for photographs takes it: scaled so that it just covers the wanted extent, its
  /// aspect kept, and what stands out on two sides cut off evenly.
  /// - Precondition: the extents are positive, and there are 1 or 3 channels.
  public func fitted(width newWidth: Int, height newHeight: Int, channels newChannels: Int) -> Image {
    precondition(newWidth > 0 && newHeight > 0)
    guard width != newWidth || height != newHeight else { return converted(channels: newChannels) }
    // The largest part of the wanted aspect: as wide or as high as the picture.
    var (cropWidth, cropHeight) = (width, height)
    if width * newHeight > height * newWidth {
      cropWidth = max(1, (height * newWidth + newHeight / 2) / newHeight)
    } else {
      cropHeight = max(1, (width * newHeight + newWidth / 2) / newWidth)
    }
    cropWidth = min(cropWidth, width)
    cropHeight = min(cropHeight, height)
    let part =
      cropWidth == width && cropHeight == height
      ? self
      : cropped(
        x: (width - cropWidth) / 2, y: (height - cropHeight) / 2, width: cropWidth, height: cropHeight)
    return part.resized(width: newWidth, height: newHeight).converted(channels: newChannels)
  }
}
