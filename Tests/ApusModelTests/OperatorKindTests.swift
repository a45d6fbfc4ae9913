import ApusModel
import Testing

@Suite struct OperatorKindTests {
  /// Which kind a record's type says that it is for.
  private struct Kind: RecordVisitor {
    var withoutBody: OperatorKind? { nil }

    func visit<Body: RecordBody>(_ body: Body.Type) -> OperatorKind? { Body.kind }
  }

  @Test func everyKindHasTheRecordThatIsItsOwn() {
    let kinds = (1...UInt8.max).compactMap(OperatorKind.init(rawValue:))
    #expect(kinds.count >= 21)
    for kind in kinds { #expect(kind.visit(Kind()) == kind) }
  }

  @Test func namesInReports() {
    #expect(OperatorKind.leakyReLU.name == "leakyReLU")
    #expect(OperatorKind.transposedConvolution.name == "transposedConvolution")
  }
}
