import ApusInterchange
import Testing

/// Files of class names.
@Suite struct ClassNamesTests {
  @Test func oneNameALine() {
    #expect(ClassNames.names(in: Array("cat\n dog \n".utf8)) == ["cat", "dog"])
    #expect(ClassNames.names(in: Array("\u{FEFF}größe\r\n猫\r\n\r\n".utf8)) == ["größe", "猫"])
    #expect(ClassNames.names(in: Array("a\n\nb".utf8)) == ["a", "", "b"])
    #expect(ClassNames.names(in: Array("\n\n".utf8)) == [])
    #expect(ClassNames.names(in: [0x61, 0xFF]) == nil)
  }
}
