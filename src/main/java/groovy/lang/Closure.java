package groovy.lang;

/// Nothing. picocli asks whether Groovy's class of this name is there, and where it is not, looks
/// for it in every jar of the program, which takes a twentieth of a short command.
final class Closure {
  private Closure() {}
}
