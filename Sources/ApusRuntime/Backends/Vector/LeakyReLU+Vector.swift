#if canImport(CApusKernels)
  import ApusModel

  extension LeakyReLURecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      PreparedTable(input, output, arena: arena, in: &workspace) { result($0) }.map { .table($0) }
        ?? .portable
    }
  }
#endif
