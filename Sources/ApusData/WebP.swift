import ApusFiles
import ApusImage
import CWebP

extension Image {
  /// Decodes a WebP to RGB, turned upright as its EXIF data says; transparent pixels are laid on white or, where what is
  /// to be seen is nearly white itself, on black, as a PNG's. Of an animation, the first frame.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  ///   - limits: raise how many pixels it may have.
  /// - Throws: `ImageError` where the data is damaged, ends early or is too large.
  public init(webP bytes: UnsafeRawBufferPointer, name: String, limits: Limits = .standard) throws(ImageError)
  {
    var data = WebPData(bytes: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), size: bytes.count)
    guard let file = WebPDemux(&data) else {
      throw .damaged(file: name, reason: "it is no whole WebP file")
    }
    defer { WebPDemuxDelete(file) }
    let extent = ImageExtent(
      width: Int(WebPDemuxGetI(file, WEBP_FF_CANVAS_WIDTH)),
      height: Int(WebPDemuxGetI(file, WEBP_FF_CANVAS_HEIGHT)), channels: 3)
    try extent.check(fileBytes: bytes.count, name: name, limits: limits)
    var frame = WebPIterator()
    guard WebPDemuxGetFrame(file, 1, &frame) != 0 else {
      throw .damaged(file: name, reason: "it has no frame")
    }
    defer { WebPDemuxReleaseIterator(&frame) }
    self = try Self.picture(of: frame, on: extent, name: name).upright(
      fromOrientation: Self.orientation(of: file))
  }

  /// A frame on a white canvas, or on a black one.
  private static func picture(
    of frame: WebPIterator, on extent: ImageExtent, name: String
  ) throws(ImageError) -> Image {
    var features = WebPBitstreamFeatures()
    let (width, height) = (Int(frame.width), Int(frame.height))
    let (left, top) = (Int(frame.x_offset), Int(frame.y_offset))
    guard WebPGetFeatures(frame.fragment.bytes, frame.fragment.size, &features) == VP8_STATUS_OK,
      Int(features.width) == width, Int(features.height) == height, left >= 0, top >= 0,
      width <= extent.width - left, height <= extent.height - top
    else { throw .damaged(file: name, reason: "its frame does not fit its canvas") }
    let isWhole = width == extent.width && height == extent.height
    if features.has_alpha == 0, isWhole {
      var isRead = false
      let pixels = [UInt8](unsafeUninitializedCapacity: extent.count) { buffer, initialized in
        isRead =
          WebPDecodeRGBInto(
            frame.fragment.bytes, frame.fragment.size, buffer.baseAddress, buffer.count, Int32(3 * width))
          != nil
        initialized = isRead ? extent.count : 0
      }
      guard isRead else { throw .damaged(file: name, reason: "its data is damaged or ends early") }
      return Image(width: width, height: height, channels: 3, pixels: pixels)
    }
    guard Memory.gives(4 * width * height) else { throw .outOfMemory(file: name) }
    guard let colors = WebPDecodeRGBA(frame.fragment.bytes, frame.fragment.size, nil, nil) else {
      throw .damaged(file: name, reason: "its data is damaged or ends early")
    }
    defer { WebPFree(colors) }
    let frame = UnsafeBufferPointer(start: colors, count: 4 * width * height)
    let backdrop = backdrop(of: frame, on: extent.width * extent.height)
    var image = Image(width: extent.width, height: extent.height, channels: 3, filledWith: backdrop)
    image.lay(frame, width: width, height: height, x: left, y: top)
    return image
  }

  private static func orientation(of file: OpaquePointer) -> Int {
    var chunk = WebPChunkIterator()
    guard WebPDemuxGetChunk(file, "EXIF", 1, &chunk) != 0 else { return 1 }
    defer { WebPDemuxReleaseChunkIterator(&chunk) }
    return orientation(ofEXIF: UnsafeRawBufferPointer(start: chunk.chunk.bytes, count: chunk.chunk.size))
  }
}
