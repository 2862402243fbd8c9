package org.heredity.checkpoint;

/** A Python class or function that nothing here knows: its name, which is never looked up. */
record InertGlobal(String module, String name) {
  @Override
  public String toString() {
    return module + "." + name;
  }
}
