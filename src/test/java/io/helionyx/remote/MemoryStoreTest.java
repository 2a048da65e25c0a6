package io.helionyx.remote;

import io.helionyx.ManualTime;

/// The tests' own store keeps the promise too, or the tests on it prove nothing.
class MemoryStoreTest extends ObjectStoreContractTest {
  @Override
  ObjectStore store() {
    return new MemoryStore(new ManualTime("2026-03-01T12:00:00Z"));
  }
}
