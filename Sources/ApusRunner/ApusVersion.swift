/// Which Apus this is.
public enum ApusVersion {
  /// What `apus --version` and `apus-run --version` print.
  public static let current = "0.2.0"
}
