#if canImport(CArmHelium)
  import ApusModel
  import CArmHelium

  extension MaxPoolRecord {
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var call = HeliumPool(pool, in: arena)
      helium_pool_maximum(&call)
    }
  }
#endif
