import ApusFiles

/// Prints lines on standard output; in place of the library's function, which loses without a word what cannot be written.
/// Characters that would steer the terminal, as names from files may hold, are escaped.
/// - Throws: `FileError.standardOutput`.
func print(_ text: String) throws(FileError) { try StandardOutput.print(text.printableLines) }
