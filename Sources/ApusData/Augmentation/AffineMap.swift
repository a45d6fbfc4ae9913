import Foundation

/// Where in the image a pixel of the result comes from: `(a x + b y + e, c x + d y + f)`, both places counted
/// from the center, right and down.
package struct AffineMap: Hashable, Sendable {
  package var a: Float = 1
  package var b: Float = 0
  package var c: Float = 0
  package var d: Float = 1
  package var e: Float = 0
  package var f: Float = 0

  /// Every pixel from its own place.
  package init() {}

  /// A turn, an enlargement and a slant about the center, then a shift.
  /// - Parameters:
  ///   - degrees: the picture turns counter-clockwise.
  ///   - zoom: its factor.
  ///   - slant: rows move by this share of their distance from the center.
  ///   - right: added to where columns come from.
  ///   - down: added to where rows come from.
  package init(degrees: Float, zoom: Float = 1, slant: Float = 0, right: Float = 0, down: Float = 0) {
    let angle = degrees * .pi / 180
    let (sine, cosine) = (sin(angle), cos(angle))
    a = cosine / zoom
    b = (-sine + slant * cosine) / zoom
    c = sine / zoom
    d = (cosine + slant * sine) / zoom
    e = right
    f = down
  }

  /// The map that looks up what this one would have at the mirrored column.
  package var mirrored: AffineMap {
    var map = self
    (map.a, map.c) = (-a, -c)
    return map
  }
}
