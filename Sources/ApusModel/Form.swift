/// How a file lays out its header and records.
package enum Form: Sendable {
  /// Version 1: one input, one output, records that are executed where they are.
  case version1
  /// Version 2 with records that are executed where they are.
  case full
  /// Version 2 with records that are unfolded into memory when the model is read.
  case compact

  /// The form that a header names; nil where there is none of its version and form, or this build does not read it.
  @inline(__always)
  init?(header: UnsafeRawPointer) {
    let version = header.u16(Layout.Header.version)
    if isBuiltIn(.version1), version == Layout.version1 {
      self = .version1
      return
    }
    guard version == Layout.version2 else { return nil }
    let form = header.u8(Layout.Header.form)
    if isBuiltIn(.fullForm), form == Layout.fullForm {
      self = .full
    } else if isBuiltIn(.compactForm), form == Layout.compactForm {
      self = .compact
    } else {
      return nil
    }
  }
}
