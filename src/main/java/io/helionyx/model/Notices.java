package io.helionyx.model;

/// What a running command has to say besides its result. Implementations decide where it goes; none
/// may throw.
public interface Notices {
  /// Says nothing.
  Notices NONE =
      new Notices() {
        @Override
        public void warning(String text) {}

        @Override
        public void audit(Audit event) {}

        @Override
        public void begin(String step, long bytes) {}

        @Override
        public void advance(long bytes) {}
      };

  /// Something that the operator should know although the command goes on. One or more whole
  /// sentences.
  void warning(String text);

  /// Something that an auditor will want to find.
  void audit(Audit event);

  /// A step begins that will go through `bytes` bytes; 0 where nobody knows.
  void begin(String step, long bytes);

  /// So many more bytes of the step that began last are done.
  void advance(long bytes);
}
